/** Watching one file or folder: `FileMonitor`, `FolderMonitor` and their one-shot forms. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type FileEvent,
  FileMonitor,
  type FolderEvent,
  FolderMonitor,
  unwatchFolder,
  watchFile,
  watchFolder,
} from "../../src/watching/watching.ts";
import { target } from "../../ffi/target.ts";
import { FolderQueue } from "../../src/watching/folder_queue.ts";
import { turn, until } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { withSmallQueue } from "./small_queue.ts";

const MODULE = JSON.stringify(new URL("../../src/watching/watching.ts", import.meta.url).href);
/** On macOS names are found by lists, which have no order. */
const UNORDERED = target.os === "darwin";
const { UnexpectedEof } = Deno.errors;
const NOTHING: FileEvent = { renamed: false, changed: false, timedout: true };
const RENAMED: FileEvent = { renamed: true, changed: false, timedout: false };
const CHANGED: FileEvent = { renamed: false, changed: true, timedout: false };
const BOTH: FileEvent = { renamed: true, changed: true, timedout: false };

async function fileIn(dir: TemporaryDirectory, name = "file"): Promise<string> {
  await Deno.writeTextFile(dir.join(name), "");
  return dir.join(name);
}

/** All that has happened so far. */
async function drained(monitor: FolderMonitor): Promise<FolderEvent[]> {
  const events: FolderEvent[] = [];
  for (;;) {
    const event = await monitor.wait({ timeout: 0 });
    if (event[1].timedout) return events;
    events.push(event);
  }
}

Deno.test("FileMonitor keeps what happens while nobody waits", async () => {
  await using dir = await temporaryDirectory();
  const path = await fileIn(dir);
  using monitor = new FileMonitor(path);
  assertEquals(monitor.path, path);
  assertEquals(await monitor.wait({ timeout: 0 }), NOTHING);
  Deno.writeTextFileSync(path, "a");
  Deno.chmodSync(path, 0o600);
  assertEquals(await monitor.wait(), CHANGED);
  assertEquals(await monitor.wait({ timeout: 0 }), NOTHING);
  Deno.renameSync(path, `${path}~`);
  Deno.writeTextFileSync(`${path}~`, "ab");
  assertEquals(await monitor.wait(), BOTH, "it follows the file, not the name");
  Deno.writeTextFileSync(path, "another file");
  assertEquals(await monitor.wait({ timeout: 0 }), NOTHING);
});

Deno.test("FileMonitor wakes who waits", async () => {
  await using dir = await temporaryDirectory();
  const path = await fileIn(dir);
  using monitor = new FileMonitor(path);
  const waiting = monitor.wait();
  await turn();
  Deno.chmodSync(path, 0o600);
  assertEquals(await waiting, CHANGED);
  Deno.removeSync(path);
  const first = await monitor.wait(); // the number of its names, and the file itself, in one go or two
  assert(first.renamed || (await monitor.wait()).renamed);
});

Deno.test("each event of a FileMonitor wakes one of those who wait", async () => {
  await using dir = await temporaryDirectory();
  const path = await fileIn(dir);
  using monitor = new FileMonitor(path);
  const woken: number[] = [];
  const waits = [1, 2].map((who) => monitor.wait().then(() => woken.push(who)));
  Deno.chmodSync(path, 0o600);
  await waits[0];
  assertEquals(woken, [1]);
  Deno.chmodSync(path, 0o644);
  await waits[1];
  assertEquals(woken, [1, 2]);
});

Deno.test("a directory is a file, too: FileMonitor tells of what stands in it, not below", async () => {
  await using dir = await temporaryDirectory();
  await Deno.mkdir(dir.join("folder/below"), { recursive: true });
  using monitor = new FileMonitor(dir.join("folder"));
  Deno.writeTextFileSync(dir.join("folder/below/file"), "");
  assertEquals(await monitor.wait({ timeout: 0 }), NOTHING);
  Deno.mkdirSync(dir.join("folder/other"));
  assertEquals(await monitor.wait(), RENAMED);
  Deno.chmodSync(dir.join("folder"), 0o700);
  assertEquals(await monitor.wait(), CHANGED);
});

Deno.test("FolderMonitor tells of names in order", async () => {
  await using dir = await temporaryDirectory();
  using monitor = new FolderMonitor(dir.path);
  assertEquals(await drained(monitor), []);
  const file = Deno.openSync(dir.join("afile"), { createNew: true, write: true });
  assertEquals(await drained(monitor), [["afile", RENAMED]]);
  file.writeSync(Uint8Array.of(1));
  file.close();
  assertEquals(await drained(monitor), [["afile", CHANGED]]);
  Deno.writeTextFileSync(dir.join("afile"), "more", { append: true });
  assertEquals(await drained(monitor), [["afile", CHANGED]]);
  Deno.renameSync(dir.join("afile"), dir.join("afile~"));
  assertEquals(await drained(monitor), [["afile", RENAMED], ["afile~", RENAMED]]);
  Deno.removeSync(dir.join("afile~"));
  assertEquals(await drained(monitor), [["afile~", RENAMED]]);
  const waiting = monitor.wait();
  await turn();
  Deno.mkdirSync(dir.join("é"));
  assertEquals(await waiting, ["é", RENAMED]);
});

Deno.test("FolderMonitor of a file gives the last part of its path", async () => {
  await using dir = await temporaryDirectory();
  const path = await fileIn(dir);
  using monitor = new FolderMonitor(new URL(`file://${path}`));
  Deno.chmodSync(path, 0o600);
  assertEquals(await monitor.wait(), ["file", CHANGED]);
});

Deno.test("FolderMonitor is iterated until it is closed", async () => {
  await using dir = await temporaryDirectory();
  using monitor = new FolderMonitor(dir.path);
  for (const name of ["a", "b", "c"]) Deno.mkdirSync(dir.join(name));
  const names: string[] = [];
  for await (const [name] of monitor) {
    names.push(name);
    if (names.length === 3) setTimeout(() => monitor.close(), 0);
  }
  assertEquals(UNORDERED ? names.sort() : names, ["a", "b", "c"]);
});

Deno.test("what is closed throws UnexpectedEof, who waits and who comes", async () => {
  await using dir = await temporaryDirectory();
  for (const monitor of [new FileMonitor(dir.path), new FolderMonitor(dir.path)]) {
    const waits = [monitor.wait(), monitor.wait({ timeout: 3_600_000 })].map((wait: Promise<unknown>) =>
      assertRejects(() => wait, UnexpectedEof)
    );
    await turn();
    monitor.close();
    monitor.close();
    await Promise.all(waits);
    await assertRejects<unknown>(() => monitor.wait(), UnexpectedEof);
  }
});

Deno.test("a wait is given up by its signal, and nothing is lost by that", async () => {
  await using dir = await temporaryDirectory();
  using monitor = new FolderMonitor(dir.path);
  const controller = new AbortController();
  const waiting = monitor.wait({ signal: controller.signal });
  await turn();
  Deno.mkdirSync(dir.join("a"));
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  assertEquals(await monitor.wait(), ["a", RENAMED]);
  await assertRejects(() => monitor.wait({ signal: controller.signal }), Error, "enough");
});

Deno.test("watchFile waits once", async () => {
  await using dir = await temporaryDirectory();
  const path = await fileIn(dir);
  const happened = watchFile(path);
  Deno.writeTextFileSync(path, "a");
  assertEquals(await happened, CHANGED);
  assertEquals(await watchFile(path, { timeout: 0 }), NOTHING);
  assertEquals(await watchFile(path, { timeout: 5 }), NOTHING);
  const removed = watchFile(dir.path);
  Deno.removeSync(path);
  assertEquals(await removed, RENAMED);
});

Deno.test("watchFolder keeps what happens between two calls, until unwatchFolder", async () => {
  await using dir = await temporaryDirectory();
  assertEquals(await watchFolder(dir.path, { timeout: 0 }), ["", NOTHING]);
  for (const name of ["a", "b"]) Deno.mkdirSync(dir.join(name));
  const both = [await watchFolder(dir.path, { timeout: 1000 }), await watchFolder(dir.path)];
  assertEquals(UNORDERED ? both.sort() : both, [["a", RENAMED], ["b", RENAMED]]);
  assertEquals(await watchFolder(dir.path, { timeout: 1 }), ["", NOTHING]);
  Deno.mkdirSync(dir.join("c"));
  unwatchFolder(dir.path);
  unwatchFolder(dir.path);
  assertEquals(await watchFolder(dir.path, { timeout: 0 }), ["", NOTHING]);
  const waiting = assertRejects(() => watchFolder(dir.path), UnexpectedEof);
  await turn();
  unwatchFolder(dir.path);
  await waiting;
});

Deno.test("watchFolder of a folder that was removed watches the one that came after it", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("folder");
  Deno.mkdirSync(path);
  assertEquals(await watchFolder(path, { timeout: 0 }), ["", NOTHING]);
  Deno.removeSync(path);
  assertEquals(await watchFolder(path), ["folder", RENAMED]);
  await assertRejects(() => watchFolder(path), Deno.errors.NotFound);
  Deno.mkdirSync(path);
  assertEquals(await watchFolder(path, { timeout: 0 }), ["", NOTHING]);
  Deno.mkdirSync(`${path}/a`);
  assertEquals(await watchFolder(path), ["a", RENAMED]);
  unwatchFolder(path);
});

Deno.test("misuse and missing files are refused", async () => {
  await using dir = await temporaryDirectory();
  const path = await fileIn(dir);
  for (const Monitor of [FileMonitor, FolderMonitor]) {
    assertThrows(() => new Monitor(dir.join("none")), Deno.errors.NotFound, "ENOENT");
    assertThrows(() => new Monitor(`${path}/below`), Deno.errors.NotADirectory);
    assertThrows(() => new Monitor("a\0b"), TypeError);
    using monitor = new Monitor(path);
    await assertRejects(async () => void await monitor.wait({ timeout: -1 }), RangeError);
  }
  for (const wait of [watchFile, watchFolder]) {
    await assertRejects(async () => void await wait(dir.join("none"), { timeout: 1 }), Deno.errors.NotFound);
    await assertRejects(async () => void await wait("a\0b"), TypeError);
    // Before it is looked whether something is there.
    await assertRejects(async () => void await wait(dir.join("none"), { timeout: NaN }), RangeError);
    for (const signal of [null, {}, "no"]) {
      const waiting = async () => void await wait(dir.join("none"), { signal: signal as never });
      await assertRejects(waiting, TypeError, "signal must be an AbortSignal");
    }
    const signal = AbortSignal.abort(new Error("enough"));
    await assertRejects(async () => void await wait(path, { signal }), Error, "enough");
  }
  assertThrows(() => unwatchFolder("a\0b"), TypeError);
});

Deno.test("the queue of a folder is bounded: names are merged, then all", () => {
  const queue = new FolderQueue();
  for (let i = 0; i < 200_000; i++) queue.push(`name${i % 100}`, 1 + i % 2);
  assert(queue.length <= 1 << 16, `${queue.length}`);
  const seen = new Map<string, number>();
  for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
    seen.set(entry[0], (seen.get(entry[0]) ?? 0) | entry[1]);
  }
  assertEquals(seen.size, 100);
  for (let i = 0; i < 200_000; i++) queue.push(`name${i}`, 1);
  assert(queue.length <= 1 << 16, `${queue.length}`);
  assertEquals(queue.shift(), ["", 3]);
});

Deno.test({
  name: "what the system could not keep is told as a change of everything",
  ignore: Deno.build.os !== "linux" || !withSmallQueue.possible,
  fn: async () => {
    await using dir = await temporaryDirectory();
    const [folder, file] = withSmallQueue(16, () => [new FolderMonitor(dir.path), new FileMonitor(dir.path)] as const);
    using _folder = folder;
    using _file = file;
    for (let i = 0; i < 100; i++) Deno.mkdirSync(dir.join(`${i}`));
    const events = await drained(folder);
    assertEquals(events.at(-1), ["", BOTH]);
    assertEquals(await file.wait(), BOTH);
  },
});

Deno.test("monitors come and go, and leave nothing", async () => {
  await using dir = await temporaryDirectory();
  const before = openDescriptors();
  for (let i = 0; i < 50; i++) {
    using _file = new FileMonitor(dir.path);
    using folder = new FolderMonitor(dir.path);
    await folder.wait({ timeout: 0 });
    await assertRejects(() => watchFile(dir.join("none")), Deno.errors.NotFound);
  }
  await until(() => openDescriptors() <= before, "all descriptors are closed");
});

Deno.test("a process ends while nobody waits, and needs permission to read", async () => {
  await using dir = await temporaryDirectory();
  const script = `
    const { FileMonitor, FolderMonitor, watchFile, watchFolder } = await import(${MODULE});
    const path = ${JSON.stringify(dir.path)};
  `;
  const idle = await runScript(
    `${script} const monitors = [new FileMonitor(path), new FolderMonitor(path)];
    await watchFolder(path, { timeout: 1 }); console.log("end");`,
    ["-A"],
  );
  assertEquals([idle.stdout, idle.success], ["end\n", true]);
  const waiting = await runScript(
    `${script} watchFolder(path).then(([name]) => console.log(name));
    setTimeout(() => Deno.mkdirSync(path + "/a"), 20);`,
    ["-A"],
  );
  assertEquals(waiting.stdout, "a\n");
  const denied = await runScript(
    `${script} for (const f of [watchFile, watchFolder]) await f(path).catch((error) => console.log(error.name));`,
    ["--allow-ffi", "--allow-read=/nowhere"],
  );
  assertEquals(denied.stdout, "NotCapable\nNotCapable\n", denied.stderr);
});
