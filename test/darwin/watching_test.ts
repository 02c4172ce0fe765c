/** Watching on macOS: each file that is watched takes a descriptor, which others need as well. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path/from-file-url";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";
import { watch } from "../../src/watching/watching.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { onDarwin, onShim, SHIM } from "./here.ts";

/** The same backend in a process of its own, whose descriptors are counted. */
const FLAGS = ["-A", ...(SHIM ? [`--preload=${fromFileUrl(new URL("target.ts", import.meta.url))}`] : [])];

function module(path: string): string {
  return JSON.stringify(new URL(`../../${path}`, import.meta.url).href);
}

const START = `
  const { watch } = await import(${module("src/watching/watching.ts")});
  const { bind } = await import(${module("src/call/library.ts")});
  const { perform } = await import(${module("src/call/synchronous.ts")});
  const { DARWIN_WATCHING } = await import(${module("ffi/darwin/watching.ts")});
  const { RLIMIT } = await import(${module("ffi/darwin/structs.ts")});
  const { DARWIN_CONSTANTS: c } = await import(${module("ffi/darwin/constants.ts")});
  const limits = bind(DARWIN_WATCHING);
  const descriptors = () => [...Deno.readDirSync("/dev/fd")].length;
  const limit = () => {
    const call = limits.getrlimit(c.RLIMIT_NOFILE, RLIMIT);
    perform(call, 0);
    return Number(RLIMIT.rlim_cur.get(call.view, call.at));
  };
  const setLimit = (soft, hard) => {
    const view = new DataView(new ArrayBuffer(RLIMIT.size));
    RLIMIT.rlim_cur.set(view, 0, BigInt(soft));
    RLIMIT.rlim_max.set(view, 0, BigInt(hard));
    if (perform(limits.setrlimit(c.RLIMIT_NOFILE, new Uint8Array(view.buffer)), 0) < 0) throw new Error("not limited");
  };
  const until = async (condition) => {
    const end = performance.now() + 30_000;
    while (!condition() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 1));
    return condition();
  };
`;

/** Runs a script, which has `path`: a tree of 40 directories with ten files each. */
async function inTree<T>(script: string): Promise<T> {
  await using dir = await temporaryDirectory();
  for (let i = 0; i < 40; i++) {
    Deno.mkdirSync(dir.join(`${i}`));
    for (let k = 0; k < 10; k++) Deno.writeTextFileSync(dir.join(`${i}/${k}`), "");
  }
  return await valueOfScript(`const path = ${JSON.stringify(dir.path)};${START}${script}`, FLAGS);
}

onDarwin(
  "beyond the limit of descriptors the rest of a tree is polled, the limit is named, and others have some left",
  async () => {
    const found = await inTree<{ reason: string; polled: number; all: boolean; left: number; refused: string }>(`
    setLimit(100, 300);
    const watcher = watch(path, { interval: 20 });
    await watcher.ready;
    const told = new Set();
    (async () => {
      for await (const { kind, path } of watcher) if (kind === "modify") told.add(path);
    })();
    for (let i = 0; i < 40; i++) Deno.writeTextFileSync(path + "/" + i + "/5", "more");
    const all = await until(() => told.size === 40);
    const { reason, paths } = watcher.degraded;
    const others = [];
    try {
      for (;;) others.push(Deno.openSync(path));
    } catch {
      for (const file of others) file.close();
    }
    watcher.close();
    const native = watch(path, { backend: "native" });
    const refused = await native.ready.then(() => "", (error) => error.name + ": " + error.message);
    console.log(JSON.stringify({ reason, polled: paths.length, all, left: others.length, refused }));`);
    assertMatch(found.reason, /^this process may have 300 files open, of which watching has \d+ .*ulimit -n/);
    assert(found.polled > 10 && found.polled < 41, `${found.polled} directories are polled`);
    assert(found.all, "all that was written is told");
    assert(found.left > 50, `${found.left} descriptors are left`);
    assertMatch(found.refused, /^NotSupported: watch '.*': this process may have 300 files open/);
  },
);

onDarwin("the limit of descriptors is raised as far as it goes, and no further than is needed to", async () => {
  const found = await inTree<Record<string, number | boolean>>(`
    setLimit(300, 1500);
    const few = watch(path + "/0");
    await few.ready;
    const before = limit();
    const watcher = watch(path);
    await watcher.ready;
    console.log(JSON.stringify({ before, after: limit(), whole: watcher.degraded === undefined }));
    watcher.close();
    few.close();`);
  assertEquals(found, { before: 300, after: 1500, whole: true });
});

onDarwin("a thousand watchers started and stopped leave no descriptor, and many share what they watch", async () => {
  const found = await inTree<Record<string, number | boolean>>(`
    const cycle = async (i) => {
      const watcher = watch(path + "/" + i % 3);
      if (i % 2 === 0) await watcher.ready;
      if (i % 5 === 0) Deno.writeTextFileSync(path + "/" + i % 3 + "/1", "more", { append: true });
      if (i % 7 === 0) await watcher.flush();
      watcher.close();
    };
    // The shim's queues take their time to close: most cycles have another watcher beside them.
    for (let i = 0; i < 20; i++) await cycle(i);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const before = descriptors() + 8; // Deno opens some of its own when it needs them
    for (let i = 0; i < 100; i++) await cycle(i);
    const beside = watch(path + "/5");
    for (let i = 0; i < 900; i++) await cycle(i);
    beside.close();
    const none = await until(() => descriptors() <= before);
    const watchers = [watch(path)];
    await watchers[0].ready;
    const one = descriptors() + 8;
    for (let i = 0; i < 50; i++) watchers.push(watch(path));
    await Promise.all(watchers.map(({ ready }) => ready));
    const shared = await until(() => descriptors() <= one);
    Deno.removeSync(path + "/0", { recursive: true });
    await Promise.all(watchers.map((watcher) => watcher.flush()));
    const gone = await until(() => descriptors() <= one - 13);
    for (const watcher of watchers) watcher.close();
    console.log(JSON.stringify({ none, shared, gone, closed: await until(() => descriptors() <= before) }));`);
  assertEquals(found, { none: true, shared: true, gone: true, closed: true });
});

onDarwin("what is ignored costs no descriptor", async () => {
  const found = await inTree<number>(`
    const before = descriptors();
    const watcher = watch(path, { ignore: ["[1-9]*", "0/[1-9]"] });
    await watcher.ready;
    // The directory and those on its way, "0", "0/0", and two queues with what the shim has for them.
    console.log(descriptors() - before - path.split("/").length);
    watcher.close();`);
  assert(found < 20, `${found} descriptors`);
});

onDarwin("of many files each is told of", async () => {
  await using dir = await temporaryDirectory();
  const told = await valueOfScript<number>(
    `${START}
    const path = ${JSON.stringify(dir.path)};
    for (let i = 0; i < 1500; i++) Deno.writeTextFileSync(path + "/" + i, "");
    const watcher = watch(path);
    await watcher.ready;
    for (let i = 0; i < 1500; i++) Deno.writeTextFileSync(path + "/" + i, "more");
    await watcher.flush();
    const told = new Set();
    for (let i = 0; i < 1500; i++) {
      const { value: { kind, path } } = await watcher.next();
      if (kind === "modify") told.add(path);
    }
    watcher.close();
    console.log(told.size);`,
    FLAGS,
  );
  assertEquals(told, 1500);
});

onDarwin("what must not be opened is told of, by looking at it", async () => {
  if (!ROOT) return;
  await using dir = await temporaryDirectory();
  Deno.chmodSync(dir.path, 0o755);
  for (const name of ["written", "changed", "renamed"]) Deno.writeTextFileSync(dir.join(name), "", { mode: 0o600 });
  const watcher = await asNobody(async () => {
    const watcher = watch(dir.path);
    await watcher.ready;
    return watcher;
  });
  assertEquals(watcher.degraded, undefined);
  Deno.writeTextFileSync(dir.join("written"), "more");
  Deno.chmodSync(dir.join("changed"), 0o640);
  Deno.renameSync(dir.join("renamed"), dir.join("other"));
  const told = [];
  for (let i = 0; i < 3; i++) { // by itself, without flush()
    const { kind, path } = (await asNobody(() => watcher.next())).value!;
    told.push(`${kind} ${path.slice(dir.path.length + 1)}`);
  }
  watcher.close();
  assertEquals(told.sort(), ["attrib changed", "modify written", "rename other"]);
});

onDarwin("what is written to a file that has moved meanwhile is told under its new name", async () => {
  await using dir = await temporaryDirectory();
  for (const name of ["a", "b"]) Deno.mkdirSync(dir.join(name));
  for (const name of ["a/within", "a/across", "a/linked"]) Deno.writeTextFileSync(dir.join(name), "");
  Deno.linkSync(dir.join("a/linked"), dir.join("b/linked"));
  using watcher = watch(dir.path);
  await watcher.ready;
  // At one go, so that nothing is looked at in between.
  Deno.renameSync(dir.join("a/within"), dir.join("a/new"));
  Deno.renameSync(dir.join("a/across"), dir.join("b/across"));
  Deno.removeSync(dir.join("a/linked"));
  for (const name of ["a/new", "b/across", "b/linked"]) Deno.writeTextFileSync(dir.join(name), "more");
  await watcher.flush();
  watcher.unref();
  const told: string[] = [];
  for (let i = 0; i < 6; i++) {
    const { kind, path } = (await watcher.next()).value!;
    told.push(`${kind} ${path.slice(dir.path.length + 1)}`);
  }
  assertEquals(told.toSorted(), [
    "modify a/new",
    "modify b/across",
    "modify b/linked",
    "remove a/linked",
    "rename a/new",
    "rename b/across",
  ]);
  assert(told.indexOf("rename a/new") < told.indexOf("modify a/new"), told.join());
  assert(told.indexOf("rename b/across") < told.indexOf("modify b/across"), told.join());
});

onDarwin("a directory in another's place, and that one under another name, are told of as what they are", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("a/in"), { recursive: true });
  Deno.mkdirSync(dir.join("c"));
  Deno.writeTextFileSync(dir.join("a/in/file"), "");
  using watcher = watch(dir.path);
  await watcher.ready;
  Deno.renameSync(dir.join("a"), dir.join("c/b"));
  Deno.mkdirSync(dir.join("a"));
  Deno.writeTextFileSync(dir.join("c/b/in/file"), "more");
  await watcher.flush();
  const told: string[] = [];
  for (let i = 0; i < 3; i++) {
    const { kind, path } = (await watcher.next()).value!;
    told.push(`${kind} ${path.slice(dir.path.length + 1)}`);
  }
  assertEquals(told.toSorted(), ["create a", "modify c/b/in/file", "rename c/b"]);
});

// A Mac's own tools cannot make such a tree by its path.
onShim("a tree is watched deeper than a path may be long", async () => {
  await using dir = await temporaryDirectory();
  const deep = Array.from({ length: 8 }, (_, i) => `${i}`.repeat(200)).join("/");
  Deno.mkdirSync(dir.join(deep), { recursive: true });
  using watcher = watch(dir.path);
  await watcher.ready;
  Deno.writeTextFileSync(dir.join(`${deep}/file`), "");
  assertEquals((await watcher.next()).value, { kind: "create", path: dir.join(`${deep}/file`), isDirectory: false });
  Deno.writeTextFileSync(dir.join(`${deep}/file`), "more");
  assertEquals((await watcher.next()).value?.kind, "modify");
  assertEquals(watcher.degraded, undefined);
});
