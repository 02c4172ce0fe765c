/** The steps of replacing a file: their order, the process killed between any two, and each of them failing. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type AtomicOptions, atomicWrite, type CallMessage, metrics } from "../../mod.ts";
import { failureOf } from "../../src/call/errno.ts";
import type { Program } from "../../src/call/program.ts";
import { copying } from "../../src/os/copying.ts";
import { locking } from "../../src/os/locking.ts";
import { names } from "../../src/os/names.ts";
import { os } from "../../src/os/os.ts";
import { SLOW, until } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { isSync } from "./crash_model.ts";

/** Every step that there is, and each in its place. */
const ALL_STEPS: readonly AtomicOptions[] = [
  { fsync: true, fsyncDir: true, mode: 0o640 },
  { preserve: true, fsync: true, fsyncDir: true },
  { replace: false, fsync: true, fsyncDir: true, mode: 0o640 },
];
const WAYS: readonly AtomicOptions[] = [
  {},
  { mode: 0o640 },
  { fsync: true, fsyncDir: true },
  { replace: false },
  ...ALL_STEPS,
];
const NEW = "new content";

function namesIn(dir: TemporaryDirectory): string[] {
  return [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
}

/** The calls that `body` makes, in order: those of a kind under one name. */
async function callsOf(body: () => void | Promise<void>): Promise<string[]> {
  const calls: string[] = [];
  const listener = (message: unknown) => {
    const { name, args, result } = message as CallMessage;
    if (result >= 0) calls.push(isSync({ name, args }) ? "fsync" : /renam|linkat/.test(name) ? "rename" : name);
  };
  subscribe("reseau:files:call", listener);
  try {
    await body();
  } finally {
    unsubscribe("reseau:files:call", listener);
  }
  return calls;
}

/** A signal that nobody gives: what can be given up takes other trips. */
const { signal } = new AbortController();

everyWay("data is on the disk before the name, and the name when it has resolved", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const options of WAYS.flatMap((way) => [way, { ...way, signal }])) {
    const path = dir.join(`f${JSON.stringify(options)}`);
    if (options.replace !== false) Deno.writeTextFileSync(path, "old");
    const calls = await callsOf(() => fs.atomicWrite(path, NEW, options));
    const named = calls.lastIndexOf("rename");
    assert(calls.indexOf("write") >= 0 && calls.lastIndexOf("write") < named, `${calls}`);
    const syncs = calls.flatMap((name, i) => name === "fsync" ? [i] : []);
    if (options.fsync === undefined) {
      assertEquals(syncs, []);
      continue;
    }
    assertEquals(syncs.length, 2, `${calls}`);
    assert(calls.lastIndexOf("write") < syncs[0]! && syncs[0]! < named && named < syncs[1]!, `${calls}`);
    for (const attribute of ["fchmod", "fchown", "fsetxattr"]) {
      assert(calls.lastIndexOf(attribute) < syncs[0]!, `${attribute} behind the disk: ${calls}`);
    }
  }
});

Deno.test({
  name: "a small file takes one trip, synced too, and its directory another",
  ignore: copying.makeAs === undefined,
  fn: async () => {
    await using dir = await temporaryDirectory();
    const path = dir.join("f");
    for (
      const [options, trips] of [
        [{}, 1],
        [{ fsync: true }, 1],
        [{ fsync: true, mode: 0o640 }, 1],
        [{ fsync: true, fsyncDir: true }, 2],
        [{ fsync: true, fsyncDir: true, signal }, 3],
      ] as const
    ) {
      const before = metrics().hops;
      await atomicWrite(path, NEW, options);
      assertEquals(metrics().hops - before, trips, JSON.stringify(options));
    }
  },
});

Deno.test("given up while it waits for the disk, the file is old, and stays so", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  for (const options of WAYS.filter(({ fsync, replace }) => fsync === true && replace !== false)) {
    await Deno.writeTextFile(path, "old");
    const controller = new AbortController();
    const calls: string[] = [];
    const listener = (message: unknown) => {
      const { name, args } = message as CallMessage;
      calls.push(name);
      // On Windows the flush has its own name.
      if (isSync({ name, args }) || name === "FlushFileBuffers") controller.abort(new Error("enough"));
    };
    subscribe("reseau:files:call", listener);
    const writing = atomicWrite(path, NEW, { ...options, signal: controller.signal });
    await assertRejects(() => writing, Error, "enough", JSON.stringify(options));
    await until(() => namesIn(dir).length === 1, `the temporary file is gone: ${calls}`);
    unsubscribe("reseau:files:call", listener);
    assertEquals([await Deno.readTextFile(path), namesIn(dir)], ["old", ["f"]], `${calls}`);
  }
});

Deno.test("killed before any of its calls, a file is old or new, entirely", async () => {
  await Promise.all([{}, ...(SLOW ? [] : ALL_STEPS)].map(killedEverywhere));
});

/** Kills a process before the first call of a write, before the second, until one is through. */
async function killedEverywhere(options: AtomicOptions): Promise<void> {
  for (let calls = 0, killed = true; killed; calls++) {
    await using dir = await temporaryDirectory();
    const path = dir.join("f");
    if (options.replace !== false) await Deno.writeTextFile(path, "old");
    const { success, stderr } = await runScript(
      `import { subscribe } from "node:diagnostics_channel";
       let left = ${calls};
       const die = () => left-- === 0 && Deno.kill(Deno.pid, "SIGKILL");
       subscribe("reseau:files:call", die);
       die();
       files.atomicWriteSync(${JSON.stringify(path)}, ${JSON.stringify(NEW)}, ${JSON.stringify(options)});`,
      ["-A"],
    );
    assertEquals(stderr, "");
    killed = !success;
    const [there, others] = [namesIn(dir).includes("f"), namesIn(dir).filter((name) => name !== "f")];
    if (options.replace !== false || there) {
      const content = await Deno.readTextFile(path);
      assert(content === NEW || (killed && content === "old"), `${calls} calls: ${JSON.stringify(content)}`);
    } else assert(killed);
    const mayLeave = killed && (options.replace !== false || locking.openUnnamed === undefined);
    assert(others.length <= (mayLeave ? 1 : 0), `${others}`);
  }
}

/** Has an operation of the system fail, until it is disposed; one of several steps says which of them failed. */
function failing<T extends object>(part: T, operation: keyof T, error: string, step?: string): Disposable {
  const original = part[operation];
  const result = failureOf(error);
  // deno-lint-ignore require-yield -- it answers at once
  const failed = function* (): Program<unknown> {
    return step === undefined ? result : { error: result, syscall: step };
  };
  part[operation] = failed as T[keyof T];
  return { [Symbol.dispose]: () => void (part[operation] = original) };
}

/** What makes a small file: with its name, where that is the same trip. */
const MAKE = copying.makeAs === undefined ? "make" : "makeAs";

/** Operations that may fail, what they answer, and the step that the error names. */
const FAILURES: readonly (readonly [() => Disposable, string, string, AtomicOptions])[] = [
  [() => failing(os, "open", "EMFILE"), "EMFILE", "open", { preserve: true }],
  [() => failing(copying, MAKE, "EIO", "write"), "EIO", "write", {}],
  [() => failing(copying, "finish", "EPERM", "fchmod"), "EPERM", "fchmod", { mode: 0o600, replace: false }],
  [() => failing(copying, MAKE, "EIO", "fsync"), "EIO", "fsync", { fsync: true }],
  [() => failing(copying, "make", "EIO", "fsync"), "EIO", "fsync", { fsync: true, signal }],
  [() => failing(os, "sync", "EIO"), "EIO", "fsync", { fsync: true, preserve: true }],
  [() => failing(os, "sync", "EIO"), "EIO", "fsync", { fsync: true, replace: false }],
  [
    () => copying.makeAs === undefined ? failing(names, "rename", "EIO") : failing(copying, MAKE, "EIO", "rename"),
    "EIO",
    "rename",
    {},
  ],
  [() => failing(names, "rename", "EXDEV"), "EXDEV", "rename", { fsync: true, preserve: true }],
  [() => failing(names, "rename", "EXDEV"), "EXDEV", "rename", { fsync: true, signal }],
  [() => failing(locking, "openUnnamed", "EIO"), "EIO", "open", { replace: false }],
  [() => failing(locking, "nameUnnamed", "EDQUOT"), "EDQUOT", "link", { replace: false }],
];

everyWay("whichever step fails is named, the old file is untouched and the temporary gone", async ({ fs }) => {
  for (const [fail, code, step, options] of FAILURES) {
    if (options.replace === false && options.fsync !== true && locking.nameUnnamed === undefined) continue;
    await using dir = await temporaryDirectory();
    const path = dir.join("f");
    if (options.replace !== false) await Deno.writeTextFile(path, "old");
    const before = [namesIn(dir), openDescriptors()];
    {
      using _failing = fail();
      const error = await assertRejects(() => fs.atomicWrite(path, NEW, options), Error);
      const { code: found, syscall, path: named } = error as Error & { code: string; syscall: string; path: string };
      assertEquals([found, syscall, named], [code, step, path]);
    }
    assertEquals([namesIn(dir), openDescriptors()], before, `${step} ${JSON.stringify(options)}`);
    await fs.atomicWrite(path, NEW, options);
    assertEquals(await Deno.readTextFile(path), NEW);
  }
});

everyWay("a directory that cannot be synced is said, and the new file is in place", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await Deno.writeTextFile(path, "old");
  {
    using _failing = failing(copying, "syncDirectory", "EIO", "fsync");
    const error = await assertRejects(() => fs.atomicWrite(path, NEW, { fsyncDir: true }), Error, "EIO");
    assertEquals((error as Error & { path: string }).path, dir.path);
  }
  assertEquals([await Deno.readTextFile(path), namesIn(dir)], [NEW, ["f"]]);
});

Deno.test("where files need names, or cannot be renamed without replacing, other ways serve", async () => {
  await using dir = await temporaryDirectory();
  for (
    const [part, operation, error] of [[locking, "openUnnamed", "EOPNOTSUPP"], [names, "rename", "EINVAL"]] as const
  ) {
    using _unnamed = locking.openUnnamed === undefined ? undefined : failing(locking, "openUnnamed", "EOPNOTSUPP");
    using _failing = failing(part as typeof locking, operation as keyof typeof locking, error);
    const path = dir.join(operation);
    await atomicWrite(path, NEW, { replace: false });
    await assertRejects(() => atomicWrite(path, "other", { replace: false }), Deno.errors.AlreadyExists);
    assertEquals(await Deno.readTextFile(path), NEW);
  }
  assertEquals(namesIn(dir), ["openUnnamed", "rename"]);
});
