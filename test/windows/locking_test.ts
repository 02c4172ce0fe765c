/** Locks as Windows has them: which bytes, whom they hinder, how they end. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { lockFile, metrics, open, tryLockFile, tryLockFileSync } from "../../mod.ts";
import { until } from "../call/scale.ts";
import { runScript, valueOfScript } from "../call/subprocess.ts";
import { soon } from "../handle/processes.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";
import { wine } from "./windows.ts";

everyWayOnWindows("who has a lock keeps nobody from reading and writing the file", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await Deno.writeTextFile(path, "content");
  for (const shared of [true, false]) {
    using lock = await fs.lockFile(path, { shared });
    assertEquals([lock.held, await Deno.readTextFile(path)], [true, "content"]);
    await Deno.writeTextFile(path, "changed");
    assertEquals(await fs.readTextFile(path), "changed");
    await Deno.writeTextFile(path, "content");
  }
});

everyWayOnWindows("the locks of others on all bytes, and ours, keep each other out", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  for (
    const [ours, theirs, both] of [[false, true, false], [true, true, false], [false, false, false], [
      true,
      false,
      true,
    ]]
  ) {
    {
      using file = Deno.openSync(path, { read: true, write: true, create: true });
      assertEquals(file.tryLockSync(theirs), true);
      using lock = await fs.tryLockFile(path, { shared: ours! });
      assertEquals(lock !== null, both);
    }
    using lock = await fs.lockFile(path, { shared: ours! });
    using file = Deno.openSync(path, { read: true, write: true });
    assertEquals([lock.held, file.tryLockSync(theirs)], [true, both]);
  }
});

everyWayOnWindows("made shared, a lock is kept throughout; made exclusive, it is not", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  using lock = await fs.lockFile(path);
  const calls: string[] = [];
  const listener = (message: unknown) => calls.push((message as { name: string }).name);
  subscribe("reseau:files:call", listener);
  assertEquals(await lock.downgrade(), { lost: false });
  unsubscribe("reseau:files:call", listener);
  assertEquals(
    calls.filter((name) => /lockfile/i.test(name)),
    ["LockFileEx", "UnlockFileEx"],
    "first one, then the other",
  );
  {
    using second = (await fs.tryLockFile(path, { shared: true }))!;
    assertEquals([second.held, await fs.tryLockFile(path)], [true, null]);
    await assertRejects(() => second.upgrade({ blocking: false }), Deno.errors.WouldBlock);
    assertEquals([second.held, lock.held], [false, true]);
  }
  assertEquals(await lock.upgrade(), { lost: true });
  assertEquals(await fs.tryLockFile(path, { shared: true }), null);
});

everyWayOnWindows("ranges are let go of as they were locked, or together", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using a = await fs.open(dir.join("f"), "w+");
  await using b = await fs.open(dir.join("f"), "r+");
  await a.lockRange(10, 10, true);
  await a.lockRange(30, 10);
  const free = async () => {
    const tries = [await b.tryLockRange(0, 10, true), await b.tryLockRange(19, 1), await b.tryLockRange(35, 0, true)];
    await b.unlockRange(0, 0);
    return tries;
  };
  assertEquals(await free(), [true, false, false]);
  await assertRejects(() => a.unlockRange(12, 2), Error, "EINVAL");
  await assertRejects(() => a.tryLockRange(15, 10, true), Error, "EDEADLK");
  assertEquals(await free(), [true, false, false], "nothing has changed");
  assertEquals(await a.tryLockRange(10, 10), true, "it is shared now");
  assertEquals([await b.tryLockRange(10, 10), await a.tryLockRange(10, 10, true)], [true, false]);
  await b.unlockRange(10, 10);
  assertEquals(await b.tryLockRange(10, 10, true), false, "a failed conversion has kept what was held");
  await a.unlockRange(0, 0);
  assertEquals(await free(), [true, true, true]);
  assertEquals(await a.tryLockRange(0, 0, true), true);
  assertEquals(
    [await b.tryLock(true), await b.tryLockRange(1e15, 1)],
    [true, false],
    "the whole file is another matter",
  );
});

everyWayOnWindows("another handle of the same file, in the same process too, has locks of its own", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const a = await fs.open(dir.join("f"), "w+");
  await a.lock(true);
  await a.lockRange(0, 5, true);
  {
    await using b = await fs.open(dir.join("f"), "r+");
    assertEquals([await b.tryLock(), await b.tryLockRange(0, 5)], [false, false]);
    await b.unlock();
    await b.unlockRange(0, 0);
  }
  await using c = await fs.open(dir.join("f"), "r+");
  assertEquals([await c.tryLock(), await c.tryLockRange(4, 5)], [false, false], "closing one lets go of its own only");
  await a.close();
  assertEquals([await c.tryLock(), await c.tryLockRange(4, 5)], [true, true]);
});

onWindows("an enforced range is neither read nor written by others", async () => {
  await using dir = await temporaryDirectory();
  await using a = await open(dir.join("f"), "w+");
  await a.writeAll("0123456789");
  await using b = await open(dir.join("f"), "r+");
  await a.lockRange(0, 5, true);
  await assertRejects(() => b.readAt(new Uint8Array(5), 0), Error, "EBUSY");
  await assertRejects(() => b.writeAt(new Uint8Array(5), 0), Error, "EBUSY");
  assertEquals(await b.readAt(new Uint8Array(5), 5), 5);
}, wine ? "has no mandatory locks" : undefined);

onWindows("waiting for a lock of another process ends when that is killed, or when it is given up", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  const script = `globalThis.lock = files.lockFileSync(${JSON.stringify(path)});
    setInterval(() => { try { Deno.statSync(${
    JSON.stringify(dir.join("end"))
  }); Deno.kill(Deno.pid, "SIGKILL"); } catch {} }, 1);`;
  const holder = runScript(script, ["-A"]);
  await until(() => tryLocked(path), "it is locked");
  const before = openDescriptors();
  const controller = new AbortController();
  const given = lockFile(path, { signal: controller.signal });
  const late = assertRejects(() => lockFile(path, { timeout: 5 }), DOMException);
  await late;
  controller.abort(new RangeError("mine"));
  await assertRejects(() => given, RangeError, "mine");
  await until(() => openDescriptors() <= before, "nothing is left open");
  const waiting = lockFile(path);
  await Deno.writeTextFile(dir.join("end"), "");
  const lock = await soon(waiting, "the lock of the killed process");
  assertEquals([(await holder).success, await tryLockFile(path)], [false, null]);
  lock.releaseSync();
});

onWindows("what waits in vain makes few calls", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  await using held = await lockFile(path);
  const calls = () => metrics().byCall.LockFileEx!.calls;
  const waits = Array.from({ length: 50 }, () => lockFile(path, { timeout: 30_000 }));
  const before = calls();
  await until(() => calls() > before + 5, "somebody tries");
  await held.release();
  for (const wait of waits) (await soon(wait, "the lock")).releaseSync();
  assert(calls() - before < 1000, `${calls() - before} calls`);
});

onWindows("a process that ends lets go of all it had", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  const script = `const lock = files.lockFileSync(${
    JSON.stringify(path)
  }); console.log(JSON.stringify(lock.held)); Deno.exit(0);`;
  assertEquals(await valueOfScript<boolean>(script, ["-A"]), true);
  (await lockFile(path, { timeout: 20_000 })).releaseSync();
});

/** Whether somebody has it. */
function tryLocked(path: string): boolean {
  const lock = tryLockFileSync(path);
  lock?.releaseSync();
  return lock === null;
}
