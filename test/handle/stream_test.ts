/** Parts of a file as streams that leave the handle open. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { everyPlace } from "./places.ts";
import { assertBytes, sample } from "./bytes.ts";
import { open } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { UNFIT } from "./failing.ts";

everyPlace("a stream has chunks of the size that was asked for", async ({ fs }, dir) => {
  const data = sample(10_000);
  Deno.writeFileSync(dir.join("f"), data);
  await using file = await fs.open(dir.join("f"));
  for (const chunkSize of [1000, 4096, 10_000, 20_000, undefined]) {
    await file.seekStart();
    const chunks = await Array.fromAsync(file.stream({ chunkSize }));
    const size = chunkSize ?? 65_536;
    assertEquals(chunks.length, Math.ceil(data.length / size));
    assert(chunks.every((chunk, i) => chunk.length === Math.min(size, data.length - i * size)));
    assertBytes(await new Blob(chunks).bytes(), data);
    assertEquals([await file.position(), file.isOpen], [data.length, true]);
  }
  assertEquals(await Array.fromAsync(file.stream()), [], "at the end there is nothing");
});

everyPlace("with an offset the position stays", async ({ fs }, dir) => {
  const data = sample(10_000);
  Deno.writeFileSync(dir.join("f"), data);
  await using file = await fs.open(dir.join("f"));
  await file.skip(77);
  for (
    const [offset, length, count] of [
      [0, undefined, 10_000],
      [9_990, undefined, 10],
      [5000, 100, 100],
      [5000n, 100n, 100],
      [9_990, 100, 10],
      [10_000, undefined, 0],
      [20_000, 5, 0],
      [3, 0, 0],
    ] as const
  ) {
    const bytes = await new Response(file.stream({ offset, length, chunkSize: 64 })).bytes();
    assertBytes(bytes, data.subarray(Number(offset), Number(offset) + count));
    assertEquals(await file.position(), 77);
  }
  assertBytes(await new Response(file.stream({ length: 23 })).bytes(), data.subarray(77, 100));
  assertEquals(await file.position(), 100, "without one it moves, and no further than was asked for");
});

everyPlace("streams of one handle run side by side", async ({ fs }, dir) => {
  const data = sample(300_000);
  Deno.writeFileSync(dir.join("f"), data);
  await using file = await fs.open(dir.join("f"));
  const parts = await Promise.all(
    [0, 1, 2, 3, 4, 5].map((i) =>
      new Response(file.stream({ offset: i * 50_000, length: 50_000, chunkSize: 999 })).bytes()
    ),
  );
  assertBytes(await new Blob(parts).bytes(), data);
});

everyPlace("a stream reads nothing that nobody asked for", async ({ fs }, dir) => {
  Deno.writeFileSync(dir.join("f"), sample(10_000));
  await using file = await fs.open(dir.join("f"));
  const stream = file.stream({ chunkSize: 10 });
  assertEquals(await file.position(), 0);
  const reader = stream.getReader();
  await reader.read();
  assertEquals(await file.position(), 10);
  await reader.cancel();
  assertEquals([await file.position(), file.isOpen], [10, true]);
});

everyPlace("a stream ends with the error of its handle", async ({ fs }, dir) => {
  Deno.writeFileSync(dir.join("f"), sample(10_000));
  const file = await fs.open(dir.join("f"));
  const reader = file.stream({ chunkSize: 10 }).getReader();
  await reader.read();
  await file.close();
  await assertRejects(() => reader.read(), Deno.errors.BadResource);
  await using writer = await fs.open(dir.join("f"), "a");
  await assertRejects(() => Array.fromAsync(writer.stream()), Error, UNFIT);
  assertEquals(writer.isOpen, true);
});

Deno.test("options of a stream are checked when it is made", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("f"), "w+");
  for (const chunkSize of [0, -1, 0.5, NaN, Infinity, "5" as unknown as number]) {
    assertThrows(() => file.stream({ chunkSize }), RangeError, "chunkSize");
    await assertRejects(() => Array.fromAsync(file.lines({ chunkSize })), RangeError, "chunkSize");
  }
  for (const size of [-1, 0.5, NaN, 2 ** 53]) {
    assertThrows(() => file.stream({ offset: size }), RangeError, "offset");
    assertThrows(() => file.stream({ length: size }), RangeError, "length");
  }
});

Deno.test("a signal ends a stream that is being read", async () => {
  await using dir = await temporaryDirectory();
  await using file = await open(dir.join("f"), "w+");
  await file.truncate(1 << 20);
  const controller = new AbortController();
  const reader = file.stream({ chunkSize: 10, signal: controller.signal }).getReader();
  await reader.read();
  controller.abort(new RangeError("mine"));
  await assertRejects(() => reader.read(), RangeError);
  assertEquals(file.isOpen, true);
});
