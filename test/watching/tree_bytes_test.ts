/** What snapshots are written with: numbers and checksums. */
import { assertEquals, assertThrows } from "@std/assert";
import * as zlib from "node:zlib";
import { crc32 } from "../../src/watching/crc32.ts";
import { VarintReader, VarintWriter } from "../../src/watching/varint.ts";
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
  const writer = new VarintWriter(0);
  for (const value of unsigned) writer.unsigned(value);
  for (const value of signed) writer.signed(value);
  const reader = new VarintReader(writer.bytes);
  for (const value of unsigned) assertEquals(reader.unsigned(), value);
  for (const value of signed) assertEquals(reader.signed(), value);
  assertThrows(() => reader.unsigned(), Deno.errors.InvalidData);
  assertThrows(() => new VarintReader(new Uint8Array(20).fill(0x80)).unsigned(), Deno.errors.InvalidData);
});
