/** Watching by `ReadDirectoryChangesW`: what only Windows has, by Windows or Wine. */
import { assert, assertEquals } from "@std/assert";
import { errorNumber } from "../../src/call/errno.ts";
import { ROOM } from "../../src/os/windows/watch_places.ts";
import { windowsWatching } from "../../src/os/windows/watching.ts";
import { unwatchFolder, watch, type WatchEvent, watchFolder } from "../../src/watching/watching.ts";
import { SLOW } from "../call/scale.ts";
import { valueOfScript } from "../call/subprocess.ts";
import { temporaryDirectory } from "../temporary.ts";
import { contradictions, stateOf } from "../watching/replay.ts";
import { written } from "../watching/script.ts";
import { withSmallQueue } from "../watching/small_queue.ts";
import { elsewhere, why } from "./windows.ts";

const MODULE = new URL("../../src/watching/watching.ts", import.meta.url).href;
const TEMPORARY = new URL("../temporary.ts", import.meta.url).href;

function here(name: string, fn: () => Promise<void>): void {
  Deno.test({ name: `${name}${why}`, ignore: elsewhere, fn });
}

/** Reads all events of a watcher into a list, until it is closed. */
async function into(events: WatchEvent[], watcher: AsyncIterable<WatchEvent>): Promise<void> {
  for await (const event of watcher) events.push(event);
}

here(
  "when a request's buffer is too small for what happened, the trees are looked at, and a rescan follows",
  async () => {
    await using dir = await temporaryDirectory();
    const tree = dir.join("tree");
    Deno.mkdirSync(`${tree}/below`, { recursive: true });
    Deno.writeTextFileSync(`${tree}/old`, "x");
    const before = stateOf(tree);
    using watcher = withSmallQueue(4, () => watch(tree));
    assert(ROOM.directory > 1000, "others have as much room as ever");
    const events: WatchEvent[] = [];
    const reading = into(events, watcher);
    await watcher.ready;
    for (let i = 0; i < 40; i++) Deno.writeTextFileSync(`${tree}/below/a file with a name that has no room ${i}`, "x");
    Deno.renameSync(`${tree}/below/a file with a name that has no room 7`, `${tree}/seven`);
    Deno.removeSync(`${tree}/old`);
    await watcher.flush();
    watcher.close();
    await reading;
    assertEquals(contradictions(before, events, stateOf(tree), tree), []);
    assert(events.some(({ kind }) => kind === "rescan"), "something must have been lost");
    assertEquals(events.filter(({ kind, path }) => kind === "create" && path.endsWith("room 8")).length, 1);
  },
);

here("a burst that the event loop does not see is told whole", async () => {
  await using dir = await temporaryDirectory();
  using watcher = watch(dir.path);
  await watcher.ready;
  const count = SLOW ? 250 : 5000;
  for (let i = 0; i < count; i++) Deno.mkdirSync(dir.join(String(i)));
  const created = new Set<string>();
  for await (const { kind, path } of watcher) {
    if (kind === "create") created.add(path);
    if (created.size === count) break;
  }
  assertEquals(created, new Set(Array.from({ length: count }, (_, i) => dir.join(String(i)))));
});

here("paths have the form in which they were given, and drives, shares and case do not matter", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("Folder"));
  Deno.writeTextFileSync(dir.join("File"), "x");
  const [folder, file] = [`${dir.path}\\folder`, `\\\\?\\${dir.path}\\FILE`];
  using watcher = watch([folder, file, `${dir.path}\\missing\\below`]);
  const events: WatchEvent[] = [];
  const reading = into(events, watcher);
  await watcher.ready;
  Deno.writeTextFileSync(dir.join("folder/a"), "");
  Deno.writeTextFileSync(dir.join("fILE"), "y");
  Deno.mkdirSync(dir.join("MISSING/Below"), { recursive: true });
  await watcher.flush();
  watcher.close();
  await reading;
  const lines = new Set(events.map(written));
  assertEquals(lines, new Set([`create ${folder}/a`, `modify ${file}`, `create ${dir.path}\\missing\\below/`]));
});

here(
  "a watched file is told of until it is another one, a directory among the watched ones until it is gone",
  async () => {
    await using dir = await temporaryDirectory();
    Deno.mkdirSync(dir.join("tree/a"), { recursive: true });
    using watcher = watch(dir.join("tree"));
    const events: WatchEvent[] = [];
    const reading = into(events, watcher);
    await watcher.ready;
    // By its handle: so that on Wine it goes although it is open.
    Deno.removeSync(dir.join("tree/a"), { recursive: true });
    await watcher.flush();
    Deno.mkdirSync(dir.join("tree/a"));
    await watcher.flush();
    Deno.writeTextFileSync(dir.join("tree/a/b"), "");
    await watcher.flush();
    watcher.close();
    await reading;
    const tree = dir.join("tree");
    assertEquals(events.map(written), [`remove ${tree}/a/`, `create ${tree}/a/`, `create ${tree}/a/b`]);
  },
);

here("a folder that is gone is told of no more, and the next one of its name is another", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("folder");
  Deno.mkdirSync(`${path}/below`, { recursive: true });
  assertEquals((await watchFolder(path, { timeout: 0 }))[1].timedout, true);
  Deno.removeSync(path, { recursive: true });
  for (let name = ""; name !== "folder";) [name] = await watchFolder(path);
  for (;;) {
    // What came besides is taken; then there is nothing to watch.
    const event = await watchFolder(path, { timeout: 0 }).catch((error) => error);
    if (event instanceof Deno.errors.NotFound) break;
    assert(Array.isArray(event), String(event));
  }
  Deno.mkdirSync(path);
  await watchFolder(path, { timeout: 0 });
  Deno.mkdirSync(`${path}/a`);
  assertEquals((await watchFolder(path))[0], "a");
  unwatchFolder(path);
});

here(
  "where nobody tells of changes, or too many are watched, the rest is polled; what must not be read is an error",
  () => {
    const kindOf = (name: string) => windowsWatching.refusal(-errorNumber(name)).kind;
    assertEquals(["ENOENT", "ENOTDIR", "ELOOP"].map(kindOf), ["absent", "absent", "absent"]);
    assertEquals(["EOPNOTSUPP", "EINVAL", "ENOMEM"].map(kindOf), ["limit", "limit", "limit"]);
    assertEquals(kindOf("EACCES"), "unreadable");
    return Promise.resolve();
  },
);

here("closing ends what is under way, and a tree may be removed at once", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("tree/a/b"), { recursive: true });
  const watcher = watch(dir.join("tree"));
  watcher.close();
  const other = watch(dir.join("tree"));
  await other.ready;
  Deno.writeTextFileSync(dir.join("tree/a/b/c"), "");
  other.close();
  Deno.removeSync(dir.join("tree"), { recursive: true });
  Deno.mkdirSync(dir.join("tree"));
});

here("starting and stopping leaves no handle and no memory", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("a/b"), { recursive: true });
  const count = SLOW ? 40 : 1000;
  const counts = await valueOfScript(
    `
    const { watch } = await import(${JSON.stringify(MODULE)});
    const { openDescriptors } = await import(${JSON.stringify(TEMPORARY)});
    const path = ${JSON.stringify(dir.path)};
    const turn = async (i) => {
      using watcher = watch(path);
      await watcher.ready;
      if (i % 4 === 0) Deno.writeTextFileSync(path + "/a/b/file", "");
    };
    for (let i = 0; i < 10; i++) await turn(i);
    const before = openDescriptors();
    for (let i = 0; i < ${count}; i++) await turn(i);
    console.log(JSON.stringify(openDescriptors() - before));`,
    ["-A"],
  ) as number;
  assert(counts <= 2, `${counts} handles more after ${count} turns`);
});
