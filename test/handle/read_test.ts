/** Reading at the position and elsewhere. */
import { assertEquals, assertRejects } from "@std/assert";
import type { SystemError } from "../../mod.ts";
import { everyPlace } from "./places.ts";
import { assertBytes, assertOwned, sample, utf8 } from "./bytes.ts";

everyPlace("read moves the position and answers null at the end", async ({ fs }, dir) => {
  const data = sample(1000);
  Deno.writeFileSync(dir.join("f"), data);
  await using file = await fs.open(dir.join("f"));
  const buffer = new Uint8Array(600);
  assertEquals([await file.read(buffer), await file.position()], [600, 600]);
  assertBytes(buffer, data.subarray(0, 600));
  assertEquals([await file.read(buffer), await file.position()], [400, 1000]);
  assertBytes(buffer.subarray(0, 400), data.subarray(600));
  assertBytes(buffer.subarray(400), data.subarray(400, 600), "what was not read stays");
  assertEquals([await file.read(buffer), await file.read(buffer)], [null, null]);
  Deno.writeFileSync(dir.join("f"), data.subarray(0, 5), { append: true });
  assertEquals(await file.read(buffer), 5, "the end has moved");
});

everyPlace("nothing is read into an empty buffer, wherever the position is", async ({ fs }, dir) => {
  Deno.writeFileSync(dir.join("f"), sample(3));
  await using file = await fs.open(dir.join("f"));
  const empty = new Uint8Array(0);
  assertEquals([await file.read(empty), await file.readAt(empty, 1), await file.readv([])], [0, 0, 0]);
  await file.readExactly(empty);
  await file.seekEnd();
  assertEquals([await file.read(empty), await file.readAt(empty, 99), await file.readvAt([empty], 3)], [0, 0, 0]);
  assertEquals(await file.readBytes(0), new Uint8Array(0));
  await file.readExactly(empty);
});

everyPlace("only the view is written, not the memory around it", async ({ fs }, dir) => {
  const data = sample(64);
  Deno.writeFileSync(dir.join("f"), data);
  await using file = await fs.open(dir.join("f"));
  const memory = new Uint8Array(256).fill(7);
  for (const at of [1, 3, 64, 100]) {
    memory.fill(7);
    assertEquals(await file.readAt(memory.subarray(at, at + 50), 5), 50);
    assertBytes(memory.subarray(at, at + 50), data.subarray(5, 55));
    assertEquals(memory.filter((byte) => byte === 7).length >= 206, true);
    assertEquals([memory[at - 1], memory[at + 50]], [7, 7]);
  }
});

everyPlace("readAt does not move the position, and answers null beyond the end", async ({ fs }, dir) => {
  const data = sample(1000);
  Deno.writeFileSync(dir.join("f"), data);
  await using file = await fs.open(dir.join("f"));
  const buffer = new Uint8Array(10);
  assertEquals(await file.skip(500), 500);
  for (const [offset, count] of [[0, 10], [995, 5], [1000, null], [5000, null], [2 ** 52, null]] as const) {
    for (const at of [offset, BigInt(offset)]) {
      assertEquals(await file.readAt(buffer, at), count);
      if (count !== null) assertBytes(buffer.subarray(0, count), data.subarray(offset, offset + count));
    }
  }
  assertEquals(await file.position(), 500);
  assertEquals(await file.read(buffer), 10);
  assertBytes(buffer, data.subarray(500, 510));
});

everyPlace("readExactly fills the buffer or says how far it came", async ({ fs }, dir) => {
  const data = sample(100);
  Deno.writeFileSync(dir.join("f"), data);
  await using file = await fs.open(dir.join("f"));
  const buffer = new Uint8Array(60);
  assertEquals(await file.readExactly(buffer), undefined);
  assertBytes(buffer, data.subarray(0, 60));
  const error = await assertRejects(
    () => file.readExactly(buffer),
    Deno.errors.UnexpectedEof,
    "40 of 60",
  ) as SystemError;
  assertEquals([error.path, error.syscall], [dir.join("f"), "read"]);
  assertBytes(buffer.subarray(0, 40), data.subarray(60));
  assertEquals(await file.position(), 100);
  await assertRejects(() => file.readExactly(buffer), Deno.errors.UnexpectedEof, "0 of 60");
});

everyPlace("readBytes, readAll and readText begin at the position", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "0123456789äöü");
  await using file = await fs.open(dir.join("f"));
  assertEquals(await file.readBytes(3), utf8("012"));
  assertEquals(await file.readBytes(4n), utf8("3456"));
  assertEquals(await file.readText(), "789äöü");
  assertEquals([await file.readText(), await file.readAll(), await file.readBytes(9)], ["", utf8(""), utf8("")]);
  await file.seek(-4, Deno.SeekMode.End);
  assertEquals(await file.readBytes(2 ** 50), utf8("öü"), "no more memory is taken than there are bytes");
  await file.seek(10, Deno.SeekMode.Start);
  assertEquals(await file.readAll(), utf8("äöü"));
  await file.seek(2 ** 40, Deno.SeekMode.Start);
  assertEquals(await file.readAll(), utf8(""), "beyond the end there is nothing");
  assertEquals(await file.position(), 2 ** 40);
});

everyPlace("readText takes bytes as Deno.readTextFile does", async ({ fs }, dir) => {
  for (const bytes of [[0xef, 0xbb, 0xbf, 0x61], [0xff, 0x61, 0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0, 0x61, 0]]) {
    Deno.writeFileSync(dir.join("f"), Uint8Array.from(bytes));
    await using file = await fs.open(dir.join("f"));
    assertEquals(await file.readText(), Deno.readTextFileSync(dir.join("f")), String(bytes));
  }
});

everyPlace("what readBytes and readAll return has its memory for itself", async ({ fs }, dir) => {
  for (const size of [0, 1, 511, 512, 65536, 100_000, 1 << 20]) {
    Deno.writeFileSync(dir.join("f"), sample(size));
    for (const [skip, count] of [[0, size], [0, size + 1], [Math.min(7, size), 10], [size, 5]] as const) {
      await using file = await fs.open(dir.join("f"));
      await file.skip(skip);
      const bytes = await file.readBytes(count);
      assertOwned(bytes);
      assertBytes(bytes, sample(size).subarray(skip, skip + count));
      const rest = await file.readAll();
      assertOwned(rest);
      assertBytes(rest, sample(size).subarray(skip + count));
    }
  }
});
