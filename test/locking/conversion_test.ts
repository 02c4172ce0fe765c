/** Locks that become exclusive, or shared. */
import { assertEquals, assertRejects } from "@std/assert";
import { lockFile, lockFileSync, metrics, rename, tryLockFile, tryLockFileSync } from "../../mod.ts";
import { turn, until } from "../call/scale.ts";
import { everyPlace } from "../handle/places.ts";
import { Shell, soon } from "../handle/processes.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("a lock that nobody shares becomes exclusive, and shared again, as the system can", async ({ fs }, dir) => {
  const path = dir.join("lock");
  using lock = await fs.lockFile(path, { shared: true });
  for (const sync of [true, false]) {
    assertEquals(sync ? lock.upgradeSync() : await lock.upgrade(), { lost: Deno.build.os === "windows" });
    assertEquals([lock.shared, lock.held, await fs.tryLockFile(path, { shared: true })], [false, true, null]);
    assertEquals(await lock.upgrade(), { lost: false }, "it is exclusive");
    assertEquals(sync ? lock.downgradeSync() : await lock.downgrade(), { lost: false });
    assertEquals([lock.shared, await fs.tryLockFile(path)], [true, null]);
    (await fs.tryLockFile(path, { shared: true }))!.releaseSync();
  }
  lock.releaseSync();
  await assertRejects(() => lock.upgrade(), Deno.errors.BadResource);
  await assertRejects(() => lock.downgrade(), Deno.errors.BadResource);
});

Deno.test("two that both upgrade get it one after the other, and one is told that it was lost", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  for (let i = 0; i < 20; i++) {
    const [a, b] = [await lockFile(path, { shared: true }), await lockFile(path, { shared: true })];
    const order: string[] = [];
    const upgraded = async (lock: typeof a, name: string) => {
      const { lost } = await lock.upgrade();
      order.push(name);
      assertEquals([lock.held, lock.shared, tryLockFileSync(path)], [true, false, null]);
      await lock.release();
      return lost;
    };
    const lost = await soon(Promise.all([upgraded(a, "a"), upgraded(b, "b")]), "both upgrades");
    assertEquals([lost.includes(true), order.length], [true, 2]);
  }
});

everyWay("an upgrade that cannot be had leaves nothing held", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  await using other = new Shell(`exec 9> "$1"; flock -s 9; echo held; read line; exec 9>&-`, path);
  assertEquals(await other.line(), "held");
  const lock = await fs.lockFile(path, { shared: true });
  await assertRejects(() => lock.upgrade({ blocking: false }), Deno.errors.WouldBlock, "EAGAIN");
  assertEquals(lock.held, false);
  const again = await fs.lockFile(path, { shared: true });
  const error = await assertRejects(() => again.upgrade({ timeout: 5 }), DOMException);
  assertEquals([error.name, again.held], ["TimeoutError", false]);
  const given = await fs.lockFile(path, { shared: true });
  const controller = new AbortController();
  const waiting = given.upgrade({ signal: controller.signal });
  await assertRejects(() => given.upgrade(), TypeError);
  await turn();
  controller.abort(new RangeError("mine"));
  await assertRejects(() => waiting, RangeError, "mine");
  assertEquals(given.held, false);
  const last = await fs.lockFile(path, { shared: true });
  const failed = () => metrics().byCall.flock!.errors;
  const before = failed();
  const upgrade = last.upgrade();
  await until(() => failed() > before, "it has been tried");
  await other.send("let go");
  assertEquals(await soon(upgrade, "the upgrade"), { lost: true });
  assertEquals([last.held, last.shared], [true, false]);
  last.releaseSync();
});

Deno.test("a file that was replaced while its lock was lost is locked anew", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("lock");
  const [a, b] = [lockFileSync(path, { shared: true }), lockFileSync(path, { shared: true })];
  const upgrade = a.upgrade();
  await turn();
  await Deno.writeTextFile(dir.join("new"), "");
  await rename(dir.join("new"), path);
  assertEquals(await soon(upgrade, "the new file"), { lost: true });
  assertEquals([b.held, await tryLockFile(path)], [true, null]);
  b.releaseSync();
  assertEquals(await tryLockFile(path), null);
  a.releaseSync();
});
