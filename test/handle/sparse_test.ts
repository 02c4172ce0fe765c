/** Offsets beyond 32 bits, and holes. */
import { assert, assertEquals } from "@std/assert";
import { everyPlace } from "./places.ts";
import { assertBytes, sample } from "./bytes.ts";

const FAR = 2 ** 32 + 12_345;
const FARTHER = 2 ** 40 + 1;

everyPlace("bytes beyond 4 GiB are where they were put", async ({ fs }, dir) => {
  const data = sample(10_000);
  await using file = await fs.open(dir.join("f"), "w+");
  for (const at of [FAR, 2 ** 32 - 5000, 2 ** 31 - 5000, BigInt(FARTHER)]) {
    assertEquals(await file.writeAt(data, at), data.length);
  }
  assertEquals([await file.size(), await file.position()], [FARTHER + data.length, 0]);
  assert((await file.stat()).blocks * 512 < 10 << 20, "holes take no room");
  const buffer = new Uint8Array(data.length);
  for (const at of [FAR, 2 ** 32 - 5000, 2 ** 31 - 5000, FARTHER]) {
    assertEquals(await file.readAt(buffer.fill(1), BigInt(at)), data.length);
    assertBytes(buffer, data, `at ${at}`);
    assertEquals(await file.readvAt([buffer.fill(1).subarray(0, 5), buffer.subarray(5)], at), data.length);
    assertBytes(buffer, data, `vectored at ${at}`);
    assertEquals([await file.seek(at, Deno.SeekMode.Start), await file.position()], [at, at]);
    assertEquals(await file.read(buffer.fill(1)), data.length);
    assertBytes(buffer, data, `from ${at}`);
    assertEquals(await file.position(), at + data.length);
  }
  assertEquals(await file.readAt(buffer, 2 ** 33), buffer.length);
  assert(buffer.every((byte) => byte === 0), "a hole reads as zeros");
  assertEquals(await file.readAt(buffer, FARTHER + data.length), null);
});

everyPlace("the position goes beyond 4 GiB, and everything that uses it", async ({ fs }, dir) => {
  const data = sample(70_000);
  await using file = await fs.open(dir.join("f"), "w+");
  assertEquals(await file.skip(FAR), FAR);
  await file.writeAll(data);
  assertEquals([await file.position(), await file.size(), await file.eof()], [FAR + 70_000, FAR + 70_000, true]);
  assertEquals(await file.skip(-70_000), FAR);
  assertBytes(await file.readBytes(70_000), data);
  assertEquals(await file.seek(-10n, Deno.SeekMode.End), FAR + 69_990);
  assertBytes(await file.readAll(), data.subarray(69_990));
  await file.seek(FAR + 69_999, Deno.SeekMode.Start);
  assertEquals([await file.eof(), await file.read(new Uint8Array(5))], [false, 1]);
  await file.truncate(FAR + 5);
  assertEquals([await file.size(), await file.seekEnd()], [FAR + 5, FAR + 5]);
  assertEquals(Deno.statSync(dir.join("f")).size, FAR + 5);
  await file.truncate(BigInt(FARTHER));
  assertEquals((await fs.stat(dir.join("f"))).size, FARTHER);
});

everyPlace("copies and streams reach beyond 4 GiB", async ({ fs }, dir) => {
  const data = sample(100_000);
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAt(data, FAR);
  await using other = await fs.open(dir.join("g"), "w+");
  assertEquals(await file.copyTo(other, { offset: FAR, length: 50_000 }), 50_000);
  assertEquals(await other.seek(FARTHER, Deno.SeekMode.Start), FARTHER);
  await file.seek(FAR + 50_000, Deno.SeekMode.Start);
  assertEquals(await file.copyTo(other), 50_000);
  assertEquals([await file.position(), await other.position()], [FAR + 100_000, FARTHER + 50_000]);
  const buffer = new Uint8Array(50_000);
  assertEquals(await other.readAt(buffer, 0), 50_000);
  assertBytes(buffer, data.subarray(0, 50_000));
  assertEquals(await other.readAt(buffer, FARTHER), 50_000);
  assertBytes(buffer, data.subarray(50_000));
  const chunks = await Array.fromAsync(file.stream({ offset: FAR + 1, length: 1000n, chunkSize: 300 }));
  assertEquals(chunks.map(({ length }) => length), [300, 300, 300, 100]);
  assertBytes(chunks[3]!, data.subarray(901, 1001));
});
