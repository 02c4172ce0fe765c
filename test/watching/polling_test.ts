/** Looking from time to time: `PollingFileWatcher` and `pollFile`. */
import { assert, assertEquals, assertInstanceOf, assertRejects, assertStrictEquals, assertThrows } from "@std/assert";
import { configure, FileInfo, type FileInfo as Info, metrics, stat } from "../../mod.ts";
import { type FileChange, pollFile, PollingFileWatcher } from "../../src/watching/watching.ts";
import { turn, until } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

const MODULE = JSON.stringify(new URL("../../src/watching/watching.ts", import.meta.url).href);
const OFTEN = { interval: 5 };
const { UnexpectedEof } = Deno.errors;

/** With looks that are answered at once, in trips, and each on its own. */
function everyTrip(name: string, body: (dir: TemporaryDirectory) => Promise<void>): void {
  Deno.test(name, async (t) => {
    for (const options of [{}, { tryNow: false }, { tryNow: false, batch: false }]) {
      await t.step(JSON.stringify(options), async () => {
        await using dir = await temporaryDirectory();
        configure(options);
        try {
          await body(dir);
        } finally {
          configure({ tryNow: true, batch: true });
        }
      });
    }
  });
}

function isInfo(value: FileChange[1]): asserts value is Info {
  assertInstanceOf(value, FileInfo);
}

everyTrip("wait tells what was and what is: created, written, removed", async (dir) => {
  const path = dir.join("file");
  using watcher = new PollingFileWatcher(path, OFTEN);
  assertStrictEquals(watcher.info, null);
  const created = watcher.wait();
  await turn();
  await Deno.writeTextFile(path, "");
  const [nothing, empty] = await created;
  assertStrictEquals(nothing, null);
  isInfo(empty);
  assertEquals([empty.size, empty.inode], [0, (await stat(path)).inode]);
  await Deno.writeTextFile(path, "four");
  let [before, now] = await watcher.wait();
  if (now instanceof FileInfo && now.size === 0) [before, now] = await watcher.wait(); // truncated, then written
  isInfo(now);
  assertEquals([before?.inode, now.size], [empty.inode, 4]);
  assertEquals(watcher.info, now);
  await Deno.remove(path);
  assertEquals(await watcher.wait(), [now, null]);
  assertStrictEquals(watcher.info, null);
});

everyTrip("what changed while nobody waited is told at once", async (dir) => {
  const path = dir.join("file");
  await Deno.writeTextFile(path, "a");
  using watcher = new PollingFileWatcher(path, { interval: 3_600_000 });
  await Deno.utime(path, 1, 1);
  const [before, now] = await watcher.wait({ timeout: 60_000 });
  isInfo(now);
  assert(before!.mtimeNs !== now.mtimeNs);
  assertEquals(now.mtimeNs, 1_000_000_000n);
});

everyTrip("a file of the same size and time in another's place is noticed", async (dir) => {
  await Deno.writeTextFile(dir.join("a"), "a");
  await Deno.writeTextFile(dir.join("b"), "b");
  for (const name of ["a", "b"]) await Deno.utime(dir.join(name), 1, 1);
  using watcher = new PollingFileWatcher(dir.join("a"), OFTEN);
  await Deno.rename(dir.join("b"), dir.join("a"));
  const [before, now] = await watcher.wait();
  isInfo(now);
  assert(before!.inode !== now.inode);
});

everyTrip("all who wait are told, by one look or each by its own", async (dir) => {
  const path = dir.join("file");
  using watcher = new PollingFileWatcher(path, OFTEN);
  const waits = [1, 2, 3].map(() => watcher.wait({ timeout: 60_000 }));
  await Deno.writeTextFile(path, "");
  for (const [before, now] of await Promise.all(waits)) {
    assertStrictEquals(before, null);
    isInfo(now);
  }
});

everyTrip("when the time has passed, there is an UnexpectedEof", async (dir) => {
  const [before, now] = await pollFile(dir.join("none"), { ...OFTEN, timeout: 20 });
  assertStrictEquals(before, null);
  assertInstanceOf(now, UnexpectedEof);
  await Deno.writeTextFile(dir.join("file"), "a");
  using watcher = new PollingFileWatcher(dir.join("file"));
  const [info, still] = await watcher.wait({ timeout: 1 });
  assertEquals(info?.size, 1);
  assertInstanceOf(still, UnexpectedEof);
});

everyTrip("pollFile tells of a creation", async (dir) => {
  const polled = pollFile(dir.join("file"), OFTEN);
  await Deno.writeTextFile(dir.join("file"), "");
  const [before, now] = await polled;
  assertStrictEquals(before, null);
  isInfo(now);
});

Deno.test("an error is told, not thrown, and what was before it is kept", async () => {
  await using dir = await temporaryDirectory();
  await Deno.symlink("loop", dir.join("loop"));
  await Deno.writeTextFile(dir.join("file"), "a");
  using watcher = new PollingFileWatcher(dir.join("file"), OFTEN);
  await Deno.rename(dir.join("loop"), dir.join("loops"));
  await Deno.remove(dir.join("file"));
  await Deno.symlink("file", dir.join("file"));
  const [before, error] = await watcher.wait();
  assertEquals(before?.size, 1);
  assertInstanceOf(error, Deno.errors.FilesystemLoop);
  const [, again] = await watcher.wait({ timeout: 20 });
  assertInstanceOf(again, UnexpectedEof, "the same error is no change");
  await Deno.remove(dir.join("file"));
  const [known, gone] = await watcher.wait();
  assertEquals([known?.size, gone], [1, null]);
});

Deno.test("a file below a file is none", async () => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "");
  using watcher = new PollingFileWatcher(dir.join("file/below"), OFTEN);
  assertStrictEquals(watcher.info, null);
});

Deno.test("close tells whoever waits, and nobody may wait any more", async () => {
  await using dir = await temporaryDirectory();
  const watcher = new PollingFileWatcher(dir.join("file"));
  const waits = [watcher.wait(), watcher.wait()];
  await turn();
  watcher.close();
  watcher.close();
  for (const [before, now] of await Promise.all(waits)) {
    assertStrictEquals(before, null);
    assertInstanceOf(now, UnexpectedEof);
  }
  await assertRejects(() => watcher.wait(), TypeError, "closed");
});

Deno.test("nobody looks while nobody waits", async () => {
  await using dir = await temporaryDirectory();
  using watcher = new PollingFileWatcher(dir.join("file"), { interval: 1 });
  const controller = new AbortController();
  const waiting = watcher.wait({ signal: controller.signal });
  const looks = () => metrics().calls;
  const before = looks();
  await until(() => looks() > before + 3, "it has looked");
  controller.abort(new Error("enough"));
  await assertRejects(() => waiting, Error, "enough");
  const then = looks();
  for (const end = performance.now() + 50; performance.now() < end;) await turn();
  assert(looks() - then <= 3, `${looks() - then} calls, when one look may have been under way`);
});

Deno.test("misuse is refused", async () => {
  assertThrows(() => new PollingFileWatcher("a\0b"), TypeError);
  assertThrows(() => new PollingFileWatcher("a", { interval: 0 }), RangeError);
  assertThrows(() => new PollingFileWatcher("a", { interval: "1" as never }), RangeError);
  await assertRejects(() => pollFile("a\0b"), TypeError);
  const { calls } = metrics();
  await assertRejects(() => pollFile("a", { timeout: -1 }), RangeError);
  await assertRejects(() => pollFile("a", { signal: null as never }), TypeError, "signal must be an AbortSignal");
  assertEquals(metrics().calls, calls);
  await assertRejects(() => pollFile("a", { signal: AbortSignal.abort(new Error("enough")) }), Error, "enough");
});

Deno.test("a process ends while nobody waits, and needs permission to read", async () => {
  await using dir = await temporaryDirectory();
  const script = `
    const { pollFile, PollingFileWatcher } = await import(${MODULE});
    const path = ${JSON.stringify(dir.join("file"))};
  `;
  const idle = await runScript(
    `${script} const watcher = new PollingFileWatcher(path, { interval: 1 });
    await watcher.wait({ timeout: 5 }); console.log("end");`,
    ["-A"],
  );
  assertEquals([idle.stdout, idle.success], ["end\n", true]);
  const waiting = await runScript(
    `${script} pollFile(path, { interval: 5 }).then(([, { size }]) => console.log(size));
    setTimeout(() => Deno.writeTextFileSync(path, ""), 20);`,
    ["-A"],
  );
  assertEquals(waiting.stdout, "0\n");
  const denied = await runScript(
    `${script} await pollFile(path).catch((error) => console.log(error.name));`,
    ["--allow-ffi", "--allow-read=/nowhere"],
  );
  assertEquals(denied.stdout, "NotCapable\n", denied.stderr);
});
