/** What snapshots are written with: numbers and checksums. */
import { assertEquals, assertThrows } from "@std/assert";
import * as zlib from "node:zlib";
import { crc32 } from "../../src/watching/crc32.ts";
import { unzigzag, VarintReader, VarintWriter, zigzag } from "../../src/watching/varint.ts";
import { random, SEED } from "../random.ts";

Deno.test("crc32 is gzip's", () => {
  const chance = random(SEED);
  for (let length = 0; length < 300; length++) {
    const bytes = Uint8Array.from({ length }, () => chance() * 256);
    assertEquals(crc32(bytes), zlib.crc32(bytes));
  }
});

Deno.test("numbers come back as they were written, at every power of two", () => {
  const unsigned = Array.from({ length: 54 }, (_, i) => [2 ** i - 1, 2 ** i, 2 ** i + 1]).flat()
    .filter((value) => value <= Number.MAX_SAFE_INTEGER);
  const signed = unsigned.filter((value) => value < 2 ** 52).flatMap((value) => [value, -value - 1]);
  const all = Float64Array.from([...unsigned, ...signed.map(zigzag)]);
  const writer = new VarintWriter(0);
  for (const value of all) writer.write(Float64Array.of(value), 1);
  writer.write(all, all.length);
  const reader = new VarintReader(writer.bytes);
  const read = new Float64Array(2 * all.length);
  reader.read(read, 0, 3);
  reader.read(read, 3, read.length - 3);
  assertEquals(read, Float64Array.of(...all, ...all));
  assertEquals([...read.subarray(unsigned.length, all.length)].map(unzigzag), signed);
  assertThrows(() => reader.read(read, 0, 1), Deno.errors.InvalidData);
  const endless = new VarintReader(new Uint8Array(20).fill(0x80));
  assertThrows(() => endless.read(read, 0, 1), Deno.errors.InvalidData);
});
