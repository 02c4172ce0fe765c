import { assert, assertEquals } from "@std/assert";
import { metrics, open, openSync, readFileSync } from "../../mod.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { until } from "./scale.ts";
import { rejectionOf, thrownBy } from "./thrown.ts";

const encoder = new TextEncoder();

everyWay("operations that use the position run in the order in which they were called", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("file"), "w+");
  // Of all kinds and sizes, so that they take different ways; some larger than what shares a trip.
  const pieces = Array.from({ length: 300 }, (_, i) => `${i}:${"x".repeat(i % 50 === 49 ? 3 << 20 : i * 7 % 400)};`);
  await Promise.all(pieces.map((piece, i) => {
    if (i % 3 === 0) return file.writev([encoder.encode(piece), new Uint8Array(0)]);
    return i % 3 === 1 ? file.write(encoder.encode(piece)) : file.writeAll(piece);
  }));
  const whole = pieces.join("");
  assertEquals(readFileSync(dir.join("file")).length, whole.length);
  const lengths = [1, 300, 70_000, 5, 2_000_000, 17];
  const reading: Promise<string>[] = [];
  const expected: string[] = [];
  let position: Promise<number> = file.seekStart();
  for (let at = 0, i = 0; at < whole.length; i++) {
    const length = lengths[i % lengths.length]!;
    reading.push(file.readBytes(length).then((bytes) => new TextDecoder().decode(bytes)));
    expected.push(whole.slice(at, at + length));
    at = Math.min(at + length, whole.length);
    position = file.position();
  }
  const arrived = await Promise.all(reading);
  assert(arrived.every((text, i) => text === expected[i]));
  assertEquals(await position, whole.length);
});

everyWay("truncation, seeking and writing keep their order", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("file"), "w+");
  const done = [
    file.writeAll("hello world"),
    file.truncate(5),
    file.seek(-2, Deno.SeekMode.End),
    file.writeAll("p!"),
    file.skip(2),
    file.writeAll("."),
    file.seekStart(),
  ];
  const text = file.readText();
  assertEquals(await text, "help!\0\0.");
  assertEquals(await Promise.all(done), [undefined, undefined, 3, undefined, 7, undefined, 0]);
});

everyWay("positional operations run at the same time, each at its place", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("file"), "w+");
  const places = Array.from({ length: 500 }, (_, i) => (i * 263 % 500) * 1000);
  await Promise.all(places.map((place, i) => file.writeAt(new Uint8Array(1000).fill(i), place)));
  const read = await Promise.all(places.map(async (place) => {
    const buffer = new Uint8Array(1000);
    assertEquals(await file.readAt(buffer, place), 1000);
    return buffer;
  }));
  assert(read.every((buffer, i) => buffer.every((byte) => byte === (i & 255))));
  assertEquals(await file.position(), 0);
});

Deno.test("an operation without a position does not wait for one that uses it", async () => {
  await using dir = await temporaryDirectory();
  await new Deno.Command("mkfifo", { args: [dir.join("fifo")] }).output();
  await using fifo = await open(dir.join("fifo"), "r+");
  const waiting = fifo.read(new Uint8Array(1)); // nobody writes yet
  assertEquals((await fifo.stat()).isFifo, true);
  let read = false;
  const behind = fifo.position().then(() => read = true, () => read = true);
  assertEquals(read, false);
  using other = openSync(dir.join("fifo"), "r+");
  other.writeSync(encoder.encode("x"));
  assertEquals(await waiting, 1);
  await behind;
});

everyWay("close() waits for the operations under way, and refuses others", async ({ fs, name }) => {
  if (name === "synchronous") return; // there nothing is under way when close is called
  await using dir = await temporaryDirectory();
  const before = openDescriptors();
  const file = await fs.open(dir.join("file"), "w+");
  const order: string[] = [];
  const operations = [
    ...Array.from(
      { length: 40 },
      (_, i) => file.write(new Uint8Array(100_000).fill(i)).then(() => order.push("write")),
    ),
    file.writeAt(new Uint8Array(5), 0).then(() => order.push("writeAt")),
    file.sync().then(() => order.push("sync")),
    file.stat().then(() => order.push("stat")),
  ];
  const closing = file.close().then(() => order.push("close"));
  assertEquals(file.isOpen, false);
  const refused = await rejectionOf(file.read(new Uint8Array(1)));
  assertEquals(refused.constructor, Deno.errors.BadResource);
  assertEquals(thrownBy(() => file.readSync(new Uint8Array(1))).constructor, Deno.errors.BadResource);
  await Promise.all(operations);
  await closing;
  assertEquals(order.length, 44);
  assertEquals(order.at(-1), "close");
  assertEquals(Deno.statSync(dir.join("file")).size, 4_000_000);
  assertEquals(openDescriptors(), before);
});

everyWay(
  "closeSync() while operations are under way leaves the descriptor to the last of them",
  async ({ fs, name }) => {
    if (name === "synchronous") return;
    await using dir = await temporaryDirectory();
    const before = openDescriptors();
    const file = await fs.open(dir.join("file"), "w+");
    const operations = Array.from({ length: 20 }, (_, i) => file.write(new Uint8Array(100_000).fill(i)));
    file.closeSync();
    assertEquals(file.isOpen, false);
    file.closeSync();
    await file.close();
    assertEquals(await Promise.all(operations), operations.map(() => 100_000));
    await until(() => openDescriptors() === before, "the descriptor is closed");
    assertEquals(Deno.statSync(dir.join("file")).size, 2_000_000);
    await until(() => metrics().waiting === 0, "nothing waits");
  },
);

everyWay("an operation that fails lets the next one have its turn", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "content");
  await using file = await fs.open(dir.join("file"), "r");
  const outcomes = await Promise.allSettled([
    file.write(new Uint8Array(1)),
    file.seek(-1, Deno.SeekMode.Start),
    file.read("text" as unknown as Uint8Array),
    file.readBytes(-1),
    file.readText(),
  ]);
  assertEquals(outcomes.map(({ status }) => status), [...Array(4).fill("rejected"), "fulfilled"]);
  assertEquals((outcomes[4] as PromiseFulfilledResult<string>).value, "content");
});
