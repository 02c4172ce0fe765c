/** Locks on whole files, between handles and between processes. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { configure, metrics, open } from "../../mod.ts";
import { everyPlace } from "./places.ts";
import { Shell, soon, until } from "./processes.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("an exclusive lock keeps every other out, a shared one only exclusive ones", async ({ fs }, dir) => {
  await using a = await fs.open(dir.join("f"), "w+");
  await using b = await fs.open(dir.join("f"));
  assertEquals(await a.lock(true), undefined);
  assertEquals([await b.tryLock(true), await b.tryLock(), await b.tryLock(false)], [false, false, false]);
  assertEquals(await a.tryLock(true), true, "what one has, one may have again");
  await a.unlock();
  assertEquals([await b.tryLock(), await a.tryLock(), await a.tryLock(true)], [true, true, false]);
  await b.unlock();
  assertEquals(await a.tryLock(true), true, "a shared lock becomes an exclusive one");
  assertEquals(await b.tryLock(), false);
  await a.lock(false);
  assertEquals(await b.tryLock(), true, "and that a shared one again");
  await a.unlock();
  await a.unlock();
});

everyPlace("closing releases", async ({ fs }, dir) => {
  const a = await fs.open(dir.join("f"), "w+");
  await using b = await fs.open(dir.join("f"), "r+");
  await a.lock(true);
  assertEquals(await b.tryLock(), false);
  await a.close();
  assertEquals(await b.tryLock(true), true);
});

everyPlace("the locks of Deno.FsFile are the same", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  using other = Deno.openSync(dir.join("f"));
  await file.lock(true);
  assertEquals(other.tryLockSync(true), false);
  await file.unlock();
  assertEquals(other.tryLockSync(true), true);
  assertEquals(await file.tryLock(), false);
});

everyWay("a lock keeps other processes out, and they keep us", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await using file = await fs.open(path, "w+");
  const tries = async () => {
    await using shell = new Shell(`flock -n "$1" true; echo $?`, path);
    return await shell.line();
  };
  await file.lock(true);
  assertEquals(await tries(), "1");
  await file.unlock();
  assertEquals(await tries(), "0");
  await using holder = new Shell(`exec 9> "$1"; flock 9; echo held; read line; exec 9>&-; echo released`, path);
  assertEquals(await holder.line(), "held");
  assertEquals(await file.tryLock(true), false);
  await holder.send("release it");
  await soon(file.lock(true), "the lock");
  assertEquals(await holder.line(), "released");
  assertEquals(await tries(), "1");
});

Deno.test("lock waits until it can, and holds nothing else up", async () => {
  await using dir = await temporaryDirectory();
  await using a = await open(dir.join("f"), "w+");
  const waiting = await Promise.all(Array.from({ length: 6 }, () => open(dir.join("f"), "r+")));
  await a.lock(true);
  const order: number[] = [];
  const locks = waiting.map(async (file, i) => {
    await file.lock(true);
    order.push(i);
    await file.close();
  });
  for (let i = 0; i < 20; i++) assertEquals(await a.writeAt(new Uint8Array(1), i), 1);
  await a.sync();
  assertEquals(order, []);
  await a.unlock();
  await soon(Promise.all(locks), "the locks");
  assertEquals(order.toSorted(), [0, 1, 2, 3, 4, 5]);
});

Deno.test("a lock that is given up is not held when it comes", async (t) => {
  for (const options of [{}, { tryNow: false, batch: false }]) {
    await t.step(JSON.stringify(options), async () => {
      configure(options);
      await using dir = await temporaryDirectory();
      await using a = await open(dir.join("f"), "w+");
      await using b = await open(dir.join("f"), "r+");
      await using c = await open(dir.join("f"), "r+");
      await a.lock(true);
      const controller = new AbortController();
      const lock = b.lock(true, { signal: controller.signal });
      const tries = () => metrics().byCall.flock?.calls ?? 0;
      const before = tries();
      await until(() => tries() > before + 2, "a lock that waits, and tries again");
      assertEquals(/-> FLOCK/.test(Deno.readTextFileSync("/proc/locks")), false, "no thread waits for it");
      controller.abort(new RangeError("mine"));
      await assertRejects(() => lock, RangeError);
      assertEquals(await c.tryLock(), false);
      await a.unlock();
      await until(() => c.tryLock(true), "what the abandoned lock held");
      assert(await b.tryLock() === false);
      configure({ tryNow: true, batch: true });
    });
  }
});
