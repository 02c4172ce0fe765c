/** Many watchers, watches and events: one thread, nothing left behind, flat memory. */
import { assert, assertEquals } from "@std/assert";
import { watch, type Watcher } from "../../src/watching/watching.ts";
import { scaled, until } from "../call/scale.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";

const WATCHING = new URL("../../src/watching/watching.ts", import.meta.url).href;

function threads(): number {
  return [...Deno.readDirSync("/proc/self/task")].length;
}

/** Instances that others left behind: tests of other files end with their process. */
const others = new Set(inotify().keys());

/** The watches of each instance of inotify that was made here. */
function instances(): number[] {
  return [...inotify()].filter(([name]) => !others.has(name)).map(([, watches]) => watches);
}

/** Descriptors of inotify in this process, and the watches of each. */
function inotify(): Map<string, number> {
  const found = new Map<string, number>();
  for (const { name } of Deno.readDirSync("/proc/self/fdinfo")) {
    try {
      const info = Deno.readTextFileSync(`/proc/self/fdinfo/${name}`);
      const watches = info.split("\n").filter((line) => line.startsWith("inotify ")).length;
      if (Deno.readLinkSync(`/proc/self/fd/${name}`).includes("inotify")) found.set(name, watches);
    } catch {
      // The descriptor of this listing itself.
    }
  }
  return found;
}

Deno.test("a hundred watchers share one instance and need no threads of their own", async () => {
  await using dir = await temporaryDirectory();
  for (let i = 0; i < 100; i++) Deno.mkdirSync(dir.join(`${i}/in`), { recursive: true });
  const first = watch(dir.join("0"));
  await first.ready;
  await Promise.all(Array.from({ length: 200 }, () => first.flush())); // the pool has all the threads that it may have
  const before = threads();
  const watchers: Watcher[] = [first];
  for (let i = 1; i < 100; i++) watchers.push(watch(dir.join(String(i))));
  await Promise.all(watchers.map(({ ready }) => ready));
  assertEquals(instances().length, 1);
  // The pool's own threads come and go; a thread for each would be a hundred more.
  assert(threads() <= before + 16, `${threads()} threads, ${before} before`);
  for (let i = 0; i < 100; i++) Deno.mkdirSync(dir.join(`${i}/in/new`));
  for (const [i, watcher] of watchers.entries()) {
    assertEquals((await watcher.next()).value?.path, dir.join(`${i}/in/new`));
    watcher.close();
  }
});

Deno.test("a watcher that is closed leaves no watches to the others that go on", async () => {
  await using dir = await temporaryDirectory();
  for (let i = 0; i < 30; i++) Deno.mkdirSync(dir.join(`${i % 2}/${i}`), { recursive: true });
  using stays = watch(dir.join("0"));
  await stays.ready;
  const [before] = instances();
  const both = watch(dir.path);
  await both.ready;
  assert(instances()[0]! > before! + 15);
  both.close();
  assertEquals(instances(), [before]);
  Deno.mkdirSync(dir.join("0/0/new"));
  assertEquals((await stays.next()).value?.path, dir.join("0/0/new"));
});

Deno.test("watchers of one tree share its watches, and each is told what it asked for", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("a/b"), { recursive: true });
  using all = watch(dir.path);
  using some = watch(dir.path, { recursive: false });
  using file = watch(dir.join("a/b/f"));
  await Promise.all([all.ready, some.ready, file.ready]);
  const shared = instances()[0]!;
  {
    using another = watch(dir.path);
    await another.ready;
    assertEquals(instances(), [shared]);
  }
  assertEquals(instances(), [shared]); // the others' are still there
  Deno.createSync(dir.join("a/b/f")).close();
  Deno.createSync(dir.join("g")).close();
  await Promise.all([all.flush(), some.flush(), file.flush()]);
  assertEquals((await all.next()).value?.path, dir.join("a/b/f"));
  assertEquals((await all.next()).value?.path, dir.join("g"));
  assertEquals((await some.next()).value?.path, dir.join("g"));
  assertEquals((await file.next()).value?.path, dir.join("a/b/f"));
});

Deno.test("directories that leave or are ignored cost no watch", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("tree/a/b"), { recursive: true });
  Deno.mkdirSync(dir.join("tree/node_modules/x"), { recursive: true });
  using watcher = watch(dir.join("tree"), { ignore: "**/node_modules" });
  await watcher.ready;
  const [before] = instances() as [number];
  Deno.renameSync(dir.join("tree/a"), dir.join("a"));
  await watcher.flush();
  assertEquals(instances(), [before - 2]);
  Deno.renameSync(dir.join("a"), dir.join("tree/a"));
  await watcher.flush();
  assertEquals(instances(), [before]);
  Deno.removeSync(dir.join("tree/a"), { recursive: true });
  await watcher.flush();
  assertEquals(instances(), [before - 2]);
});

Deno.test("a thousand watchers started and stopped leave nothing", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("a/b/c"), { recursive: true });
  const cycle = async (i: number) => {
    const watcher = watch(dir.path, i % 3 === 0 ? { backend: "poll" } : {});
    if (i % 2 === 0) await watcher.ready;
    if (i % 5 === 0) Deno.mkdirSync(dir.join(`a/${i}`));
    watcher.close();
  };
  for (let i = 0; i < 20; i++) await cycle(i);
  await until(() => instances().length === 0, "the instance is closed");
  const [descriptors, tasks] = [openDescriptors(), threads()];
  for (let i = 20; i < scaled(1000) + 20; i++) await cycle(i);
  await until(() => instances().length === 0, "the instance is closed");
  await until(() => openDescriptors() <= descriptors, "all descriptors are closed");
  // The pool's own threads come with what is under way at once, and go when they have been idle.
  assert(threads() <= tasks + 16, `${threads()} threads, ${tasks} before`);
});

Deno.test("a million events pass through one watcher, and memory stays as it is", async () => {
  await using dir = await temporaryDirectory("/dev/shm");
  const rounds = scaled(500);
  // In a process of its own: what is alive can be told there, and nobody else's garbage counts.
  const { count, grown } = await valueOfScript<{ count: number; grown: number }>(
    `
    const { watch } = await import(${JSON.stringify(WATCHING)});
    const dir = ${JSON.stringify(dir.path)};
    const watcher = watch(dir);
    await watcher.ready;
    let count = 0;
    (async () => {
      for await (const _ of watcher) count++;
    })();
    const names = Array.from({ length: 1000 }, (_, i) => dir + "/" + i);
    const round = async () => {
      for (const name of names) Deno.createSync(name).close();
      await watcher.flush();
      for (const name of names) Deno.removeSync(name);
      await watcher.flush();
    };
    const alive = () => {
      gc();
      const { heapUsed, external } = Deno.memoryUsage();
      return heapUsed + external;
    };
    for (let i = 0; i < 20; i++) await round();
    const before = alive();
    count = 0;
    for (let i = 0; i < ${rounds}; i++) await round();
    console.log(JSON.stringify({ count, grown: (alive() - before) / 2 ** 20 }));
    watcher.close();`,
    ["-A", "--v8-flags=--expose-gc"],
  );
  assertEquals(count, rounds * 2000);
  assert(grown < 16, `${grown.toFixed(1)} MiB more`);
});
