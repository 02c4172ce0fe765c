/** A handle's end. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { type FileHandle, metrics, open, openSync } from "../../mod.ts";
import { everyPlace } from "./places.ts";
import { sample, utf8 } from "./bytes.ts";
import { EVERY_CALL } from "./every_call.ts";
import { isOpenDescriptor, openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("closing ends the descriptor; closing again is harmless", async ({ fs }, dir) => {
  const before = openDescriptors();
  const file = await fs.open(dir.join("f"), "w");
  assertEquals([file.isOpen, isOpenDescriptor(file.fd)], [true, true]);
  await file.close();
  assertEquals([file.isOpen, isOpenDescriptor(file.fd), openDescriptors()], [false, false, before]);
  // Somebody else gets the number: it must not be closed a second time.
  const other = Deno.openSync(dir.join("f"));
  await file.close();
  file.closeSync();
  file[Symbol.dispose]();
  await file[Symbol.asyncDispose]();
  assertEquals(openDescriptors(), before + 1);
  other.close();
});

everyPlace("using and await using close, also when the block throws", async ({ fs }, dir) => {
  const before = openDescriptors();
  let kept: FileHandle | undefined;
  {
    using file = await fs.open(dir.join("f"), "w");
    kept = file;
    assert(file.isOpen);
  }
  assertEquals(kept.isOpen, false);
  await assertRejects(async () => {
    await using file = await fs.open(dir.join("f"), "w");
    kept = file;
    throw new RangeError("mine");
  }, RangeError);
  assertEquals([kept.isOpen, openDescriptors()], [false, before]);
});

const CALLS: Record<string, (file: FileHandle) => Promise<unknown>> = {
  ...EVERY_CALL,
  readNothing: (file) => file.read(new Uint8Array(0)),
  writeNothing: (file) => file.writeAll(""),
  closeWrite: (file) => file.closeWrite(),
};

everyWay("a closed handle refuses every operation before any call", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const file = await fs.open(dir.join("f"), "w+");
  await file.close();
  const { calls } = metrics();
  for (const [name, call] of Object.entries(CALLS)) {
    await assertRejects(() => call(file), Deno.errors.BadResource, undefined, name);
  }
  assertThrows(() => file.isTerminal(), Deno.errors.BadResource);
  await assertRejects(() => Array.fromAsync(file.readable), Deno.errors.BadResource);
  await assertRejects(() => file.writable.getWriter().write(utf8("x")), Deno.errors.BadResource);
  assertEquals(metrics().calls, calls);
});

everyWay("copyTo refuses a closed target, and leaves the source usable", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "abc");
  await using from = await fs.open(dir.join("f"));
  const to = await fs.open(dir.join("g"), "w");
  await to.close();
  await assertRejects(() => from.copyTo(to), Deno.errors.BadResource);
  assertEquals(await from.readText(), "abc");
});

Deno.test("close waits for the operations under way, and refuses new ones at once", async () => {
  await using dir = await temporaryDirectory();
  const data = sample(8 << 20);
  const file = await open(dir.join("f"), "w+");
  const { fd } = file;
  let ended = 0;
  const writes = [0, 1, 2, 3].map((i) => file.writeAt(data, (i + 1) * data.length).then(() => ended++));
  const queued = [file.writeAll("x"), file.writeAll("y")].map((write) => write.then(() => ended++));
  const closed = file.close();
  assertEquals(file.isOpen, false);
  await assertRejects(() => file.readAt(new Uint8Array(1), 0), Deno.errors.BadResource);
  assert(isOpenDescriptor(fd), "it is still needed");
  const again = file.close().then(() => ended);
  await closed;
  assertEquals([ended, isOpenDescriptor(fd)], [6, false]);
  assertEquals(await again, 6, "a second close waits for the same end");
  await Promise.all([...writes, ...queued]);
  assertEquals(Deno.statSync(dir.join("f")).size, 5 * data.length);
  assertEquals([...Deno.readFileSync(dir.join("f")).subarray(0, 3)], [...utf8("xy"), 0]);
});

Deno.test("closeSync leaves the descriptor to the operations under way", async () => {
  await using dir = await temporaryDirectory();
  const file = openSync(dir.join("f"), "w+");
  const { fd } = file;
  const write = file.writeAt(sample(4 << 20), 0);
  file.closeSync();
  assert(isOpenDescriptor(fd));
  assertEquals(await write, 4 << 20);
  assertEquals(isOpenDescriptor(fd), false);
});
