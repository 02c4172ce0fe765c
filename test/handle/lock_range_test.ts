/** Locks on ranges, between handles and between processes. */
import { assertEquals, assertRejects } from "@std/assert";
import { type FileHandle, metrics, open } from "../../mod.ts";
import { everyPlace } from "./places.ts";
import { soon, until } from "./processes.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("ranges are locked apart from each other, to the byte", async ({ fs }, dir) => {
  await using a = await fs.open(dir.join("f"), "w+");
  await using b = await fs.open(dir.join("f"), "r+");
  assertEquals(await a.lockRange(10, 10, true), undefined);
  const tries = (offset: number, length: number) => b.tryLockRange(offset, length, true);
  assertEquals([await tries(0, 11), await tries(19, 1), await tries(0, 0), await tries(15, 0)], [
    false,
    false,
    false,
    false,
  ]);
  assertEquals([await tries(0, 10), await tries(20, 0)], [true, true]);
  assertEquals(await a.tryLockRange(Number.MAX_SAFE_INTEGER - 1, 1), false, "length 0 reaches beyond the file's end");
  await a.unlockRange(12, 2);
  assertEquals([await tries(12, 2), await tries(11, 1), await tries(14, 1)], [true, false, false]);
  await b.unlockRange(0, 0);
  assertEquals(await a.tryLockRange(0n, 0n, true), true);
});

everyPlace("shared ranges get along, and one is converted where nobody else has it", async ({ fs }, dir) => {
  await using a = await fs.open(dir.join("f"), "w+");
  await using b = await fs.open(dir.join("f"), "r+");
  await a.lockRange(0, 10);
  assertEquals(await b.tryLockRange(5, 10), true);
  assertEquals([await a.tryLockRange(0, 10, true), await b.tryLockRange(0, 10, true)], [false, false]);
  assertEquals(await b.tryLockRange(5, 5, true), false, "a failed conversion has kept what was held");
  await b.unlockRange(5, 10);
  assertEquals(await a.tryLockRange(0, 10, true), true);
  assertEquals(await b.tryLockRange(0, 1), false);
});

everyPlace("a range's lock ends with its handle, and not with another's of the same file", async ({ fs }, dir) => {
  const a = await fs.open(dir.join("f"), "w+");
  await using b = await fs.open(dir.join("f"), "r+");
  await a.lockRange(0, 1, true);
  await (await fs.open(dir.join("f"))).close();
  assertEquals(await b.tryLockRange(0, 1, true), false);
  await a.close();
  assertEquals(await b.tryLockRange(0, 1, true), true);
});

everyWay("what a range cannot be is refused", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "w");
  for (const [offset, length] of [[-1, 1], [0, -1], [0.5, 1], [Number.MAX_SAFE_INTEGER, 2]] as const) {
    await assertRejects(() => file.lockRange(offset, length, true), RangeError);
  }
  await assertRejects(() => file.lockRange("0" as unknown as number, 1, true), TypeError);
  // Windows asks of whoever locks no more than that the file is open.
  if (Deno.build.os !== "windows") await assertRejects(() => file.lockRange(0, 1), Error, "EBADF");
  await assertRejects(() => file.lockRange(0, 1, true, { timeout: -1 }), RangeError);
  await file.close();
  await assertRejects(() => file.tryLockRange(0, 1, true), Deno.errors.BadResource);
});

everyWay("a wait for a range ends with its time, and what it was to convert is let go of", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using a = await fs.open(dir.join("f"), "w+");
  await using b = await fs.open(dir.join("f"), "r+");
  await a.lockRange(0, 1);
  await b.lockRange(0, 1);
  const error = await assertRejects(() => b.lockRange(0, 1, true, { timeout: 5 }), DOMException);
  assertEquals(error.name, "TimeoutError");
  assertEquals(await a.tryLockRange(0, 1, true), true);
});

Deno.test("who waits for a range gets it when it is let go of, and given up does not", async () => {
  await using dir = await temporaryDirectory();
  await using a = await open(dir.join("f"), "w+");
  const others = await Promise.all(Array.from({ length: 5 }, () => open(dir.join("f"), "r+")));
  await a.lockRange(0, 10, true);
  const order: number[] = [];
  const controller = new AbortController();
  const waits = others.map(async (file, i) => {
    const signal = i === 2 ? controller.signal : undefined;
    await file.lockRange(0, 10, true, { signal });
    order.push(i);
    if (i % 2 === 0) await file.unlockRange(0, 10);
    else await file.close();
  });
  const elsewhere = await open(dir.join("f"), "r+");
  await elsewhere.lockRange(10, 10, true);
  controller.abort(new RangeError("mine"));
  await assertRejects(() => waits[2]!, RangeError);
  assertEquals(order, []);
  await a.unlockRange(0, 10);
  await soon(Promise.all([0, 1, 3, 4].map((i) => waits[i])), "the ranges");
  assertEquals(order, [0, 1, 3, 4]);
  await Promise.all([...others, elsewhere].map((file: FileHandle) => file.close()));
});

Deno.test("waiting for ranges leaves no descriptor", async () => {
  await using dir = await temporaryDirectory();
  await using a = await open(dir.join("f"), "w+");
  await using b = await open(dir.join("f"), "r+");
  const before = openDescriptors();
  await a.lockRange(0, 0, true);
  const waiting = b.lockRange(0, 0, true);
  const tries = () => (metrics().byCall.fcntl ?? metrics().byCall.LockFileEx)?.calls ?? 0;
  const made = tries();
  await until(() => tries() > made + 2, "tries");
  await a.unlockRange(0, 0);
  await waiting;
  await until(() => openDescriptors() === before, "the reactor has closed its descriptors");
});
