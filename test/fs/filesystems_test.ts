/** What filesystems differ in: exchanging, attributes, ranges, sharing, and how they refuse when they are full or read-only. */
import { assert, assertEquals, assertInstanceOf } from "@std/assert";
import * as files from "../../mod.ts";
import { rejectionOf } from "../call/thrown.ts";
import { assertBytes, sample, utf8 } from "../handle/bytes.ts";
import { command } from "../handle/places.ts";
import type { TemporaryDirectory } from "../temporary.ts";
import { GIVEN, OPERATIONS } from "./errors.ts";
import { imaged, type Kind, KINDS } from "./images.ts";
import { contents, described, plant } from "./trees.ts";

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).toSorted();
const BLOCK = 64 << 10;

/** Fails unless it does not work here, and the message names the filesystem. */
async function assertNamed(type: string, promise: Promise<unknown>): Promise<void> {
  const error = await rejectionOf(promise);
  assertInstanceOf(error, Deno.errors.NotSupported);
  assert(error.message.includes(type === "ext4" ? "ext" : type), error.message);
}

async function exchanged(on: TemporaryDirectory): Promise<void> {
  Deno.mkdirSync(on.join("d"));
  Deno.writeTextFileSync(on.join("d/below"), "");
  Deno.writeTextFileSync(on.join("f"), "f");
  Deno.symlinkSync("f", on.join("l"));
  await files.rename(on.join("d"), on.join("f"), { exchange: true });
  assertEquals([names(on.join("f")), Deno.readTextFileSync(on.join("d"))], [["below"], "f"]);
  files.renameSync(on.join("l"), on.join("f"), { exchange: true });
  assertEquals([names(on.join("l")), Deno.readLinkSync(on.join("f"))], [["below"], "f"]);
  assertEquals((await rejectionOf(files.rename(on.join("d"), on.join("none"), { exchange: true }))).code, "ENOENT");
  assertEquals((await rejectionOf(files.rename(on.join("d"), on.join("l"), { noReplace: true }))).code, "EEXIST");
  await files.rename(on.join("d"), on.join("new"), { noReplace: true });
  // What stands in the way of a move is exchanged for it.
  await files.mv(on.join("new"), on.join("l"), { force: true });
  assertEquals([names(on.path).includes("new"), Deno.readTextFileSync(on.join("l"))], [false, "f"]);
}

async function attributed(on: TemporaryDirectory, { type }: Kind): Promise<void> {
  const path = on.join("attributed");
  Deno.writeTextFileSync(path, "");
  for (const value of [new Uint8Array(0), sample(500)]) {
    await files.setxattr(path, "user.a", value);
    assertBytes((await files.getxattr(path, "user.a"))!, value);
  }
  await files.setxattr(path, "trusted.b", "b");
  assertEquals((await files.listxattr(path)).filter((name) => !name.startsWith("security.")).toSorted(), [
    "trusted.b",
    "user.a",
  ]);
  const large = await files.setxattr(path, "user.large", sample(1 << 16)).then(() => "kept", ({ code }) => code);
  assert(["kept", "ENOSPC", "E2BIG"].includes(large), large);
  if (large !== "kept") assertEquals(await files.getxattr(path, "user.large"), null);
  Deno.symlinkSync("nowhere", on.join("link"));
  await files.lsetxattr(on.join("link"), "trusted.c", "c");
  await files.cp(on.join("link"), on.join("copy"), { preserve: true });
  assertEquals(await files.lgetxattr(on.join("copy"), "trusted.c"), utf8("c"), type);
}

async function ranges(on: TemporaryDirectory, { type, collapses }: Kind): Promise<void> {
  const path = on.join("ranges");
  const data = sample(4 * BLOCK);
  Deno.writeFileSync(path, data);
  await files.fallocate(path, BLOCK, BLOCK, "punch");
  assertEquals(Deno.readFileSync(path).subarray(BLOCK, 2 * BLOCK).every((byte) => byte === 0), true);
  await files.fallocate(path, 4 * BLOCK, BLOCK, "keepSize");
  assertEquals(Deno.statSync(path).size, 4 * BLOCK);
  for (const [mode, size] of [["collapse", 3 * BLOCK], ["insert", 5 * BLOCK]] as const) {
    Deno.writeFileSync(path, data);
    const act = files.fallocate(path, BLOCK, BLOCK, mode);
    if (!collapses) await assertNamed(type, act);
    else await act;
    assertEquals(Deno.statSync(path).size, collapses ? size : 4 * BLOCK, mode);
  }
  const zeroed = await files.fallocate(path, 0, BLOCK, "zero").then(() => undefined, (error) => error);
  if (zeroed !== undefined) assertInstanceOf(zeroed, Deno.errors.NotSupported);
  // Holes.
  Deno.writeTextFileSync(path, "x");
  Deno.truncateSync(path, 8 << 20);
  await files.cp(path, on.join("holes"), { reflink: "never" });
  assert(Deno.statSync(on.join("holes")).blocks! * 512 <= BLOCK);
  assertEquals(Deno.statSync(on.join("holes")).size, 8 << 20);
}

/** What a copy takes of the space that is there; it stays, since what is removed is free some time later. Bytes. */
async function taken(on: TemporaryDirectory, options: files.CpOptions): Promise<number> {
  const available = async () => {
    await files.syncFs(on.path);
    return (await files.diskstat(on.path)).available;
  };
  const before = await available();
  await files.cp(on.join("large"), on.join(`twin${crypto.randomUUID()}`), options);
  return before - await available();
}

async function shared(on: TemporaryDirectory, { type, shares }: Kind): Promise<void> {
  const size = 8 << 20;
  Deno.writeFileSync(on.join("large"), sample(size));
  for (const options of [{ reflink: "never" }, { sparse: false }] as const) {
    const bytes = await taken(on, options);
    assert(bytes > size / 2, `${JSON.stringify(options)}: ${bytes} bytes`);
  }
  if (shares) assert(await taken(on, {}) < size / 2);
  for (const name of names(on.path).filter((name) => /^large|^twin/.test(name))) Deno.removeSync(on.join(name));
  Deno.mkdirSync(on.join("from"));
  plant(on.join("from"));
  const copy = files.cp(on.join("from"), on.join("to"), { preserve: true, reflink: "always" });
  if (shares) await copy;
  else {
    await assertNamed(type, copy);
    await files.rm(on.join("to"), { recursive: true });
    await files.cp(on.join("from"), on.join("to"), { preserve: true });
  }
  assertEquals(await described(on.join("to"), "%m %T@ %s"), await described(on.join("from"), "%m %T@ %s"));
  assertEquals(await contents(on.join("to")), await contents(on.join("from")));
  await files.chmod(on.join("to"), 0o700, { recursive: true });
  for (const name of ["from", "to"]) await files.rm(on.join(name), { recursive: true });
  assertEquals(names(on.path).includes("from"), false);
}

/** Takes all the space that is left, and shows how what needs some fails. */
async function full(on: TemporaryDirectory): Promise<void> {
  Deno.mkdirSync(on.join("tree"));
  for (let i = 0; i < 50; i++) Deno.writeFileSync(on.join("tree", `${i}`), sample(40_000, i));
  Deno.writeTextFileSync(on.join("there"), "old");
  for (let size = 64 << 20; size >= 4096;) {
    const before = await files.diskstat(on.path);
    const path = on.join(`filler${size}${crypto.randomUUID()}`);
    const error = await files.writeFile(path, "").then(() => files.fallocate(path, 0, size)).catch((error) => error);
    if (error !== undefined) await files.rm(path, { force: true });
    if (error !== undefined || (await files.diskstat(on.path)).available >= before.available) size /= 2;
  }
  // There may be a little room left that nobody could reserve.
  let [tries, error]: [number, files.SystemError | undefined] = [0, undefined];
  while (error === undefined && ++tries < 100) {
    error = await files.cp(on.join("tree"), on.join(`copy${tries}`), { reflink: "never" })
      .then(() => undefined, (error: files.SystemError) => error);
  }
  const copy = on.join(`copy${tries}`);
  const copied = names(on.path).includes(`copy${tries}`) ? names(copy) : undefined;
  assertEquals([error?.code, error?.done, error?.left], [
    "ENOSPC",
    copied?.length ?? 0,
    copied === undefined ? [] : [copy],
  ]);
  for (const name of copied ?? []) assertBytes(Deno.readFileSync(`${copy}/${name}`), sample(40_000, Number(name)));
  Deno.writeFileSync("/dev/shm/reseau-large", sample(8 << 20));
  try {
    for (const act of ["cp", "mv"] as const) {
      const failed = await rejectionOf(files[act]("/dev/shm/reseau-large", on.join("there"), { force: true }));
      assertEquals([failed.code, failed.done, failed.left], ["ENOSPC", 0, []]);
    }
  } finally {
    Deno.removeSync("/dev/shm/reseau-large");
  }
  assertEquals(Deno.readTextFileSync(on.join("there")), "old");
  assertEquals(names(on.path).filter((name) => name.startsWith(".reseau")), []);
  for (const name of names(on.path).filter((name) => /^filler|^copy/.test(name))) {
    await files.rm(on.join(name), { recursive: true });
  }
}

/** Nothing is changed any more, whoever asks for it. */
async function frozen(on: TemporaryDirectory): Promise<void> {
  for (const name of [GIVEN, "file"]) Deno.writeTextFileSync(on.join(name), name);
  Deno.mkdirSync(on.join("empty"));
  Deno.chmodSync(on.join("file"), 0o666);
  await command("mount", "-o", "remount,ro", on.path);
  for (const { name, need, run } of OPERATIONS.filter(({ changes }) => changes !== "nothing")) {
    const path = on.join(need === "new" ? "new" : name === "rmdir" ? "empty" : "file");
    for (const fs of [files, TWINS]) {
      const error = await rejectionOf(run(fs, path, on));
      assertEquals([name, error.code], [name, "EROFS"], error.message);
    }
  }
  const file = on.join("file");
  const others: Record<string, () => Promise<unknown>> = {
    setxattr: () => files.setxattr(file, "user.x", "x"),
    fallocate: () => files.fallocate(file, 0, 4096),
    cp: () => files.cp(file, on.join("new")),
    "cp of a tree": () => files.cp(on.join("empty"), on.join("new")),
    mv: () => files.mv(file, on.join("new")),
    rm: () => files.rm(on.join("tree"), { recursive: true }),
    "chmod of a tree": () => files.chmod(on.join("tree"), 0o700, { recursive: true }),
    mkpath: () => files.mkpath(on.join("a/b")),
    mktempdir: () => files.mktempdir(on.path),
    writeFile: () => files.writeFile(file, "x"),
  };
  for (const [name, act] of Object.entries(others)) {
    const error = await rejectionOf(act());
    assertEquals([name, error.code, error.done ?? 0], [name, "EROFS", 0], error.message);
  }
  assertEquals(await files.readTextFile(file), "file");
  assertEquals(names(on.join("tree")).length, 50);
}

/** The synchronous forms, as the table of operations calls them. */
const TWINS = new Proxy(files, {
  get: (module, name) => {
    const twin = module[`${String(name)}Sync` as keyof typeof files] as (...args: unknown[]) => unknown;
    return (...args: unknown[]) => new Promise((resolve) => resolve(twin(...args)));
  },
});

const STEPS = { exchanged, attributed, ranges, shared, full, frozen };

for (const kind of KINDS) {
  Deno.test(`${kind.type} does what it can, and refuses the rest by name`, async (t) => {
    await using on = await imaged(kind);
    if (on === undefined) return;
    for (const [name, step] of Object.entries(STEPS)) await t.step(name, () => step(on, kind));
  });
}
