/** Operations that are under way together: those that use the position in order, the others concurrently. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { everyPlace } from "./places.ts";
import { assertBytes, sample, utf8 } from "./bytes.ts";

everyPlace("operations that use the position run in the order they were called", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  const lines = Array.from({ length: 300 }, (_, i) => `${i} ${"·".repeat(i % 40)}\n`);
  await Promise.all(lines.map((line) => file.writeAll(line)));
  assertEquals(Deno.readTextFileSync(dir.join("f")), lines.join(""));
  const [, ...read] = await Promise.all([file.seekStart(), ...lines.map((line) => file.readBytes(utf8(line).length))]);
  assertEquals(read.map((bytes) => new TextDecoder().decode(bytes)), lines);
  const results = await Promise.all([
    file.seek(3, Deno.SeekMode.Start),
    file.write(utf8("abc")),
    file.position(),
    file.skip(-2),
    file.readBytes(2),
    file.truncate(4),
    file.eof(),
    file.seekEnd(),
    file.writev([utf8("d"), utf8("e")]),
    file.sync(),
    file.readAll(),
    file.position(),
  ]);
  assertEquals(results, [3, 3, 6, 4, utf8("bc"), undefined, true, 4, 2, undefined, utf8(""), 6]);
  assertEquals(Deno.readTextFileSync(dir.join("f")).slice(3), "ade");
});

everyPlace("one that fails does not hold up those behind it", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  const outcomes = await Promise.allSettled([
    file.writeAll("abc"),
    file.seek(-9, Deno.SeekMode.Current),
    file.read(null as unknown as Uint8Array),
    file.readExactly(new Uint8Array(1)),
    file.readBytes(-1),
    file.writeAll("def"),
  ]);
  assertEquals(outcomes.map(({ status }) => status.slice(0, 1)), ["f", "r", "r", "r", "r", "f"]);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "abcdef");
});

everyPlace("positional operations run together, and each is whole", async ({ fs }, dir) => {
  const size = 4096;
  const count = 500;
  const data = sample(size * count);
  await using file = await fs.open(dir.join("f"), "w+");
  const numbers = Array.from({ length: count }, (_, i) => (i * 7919) % count);
  await Promise.all(numbers.map((i) => file.writeAt(data.subarray(i * size, (i + 1) * size), i * size)));
  assertBytes(Deno.readFileSync(dir.join("f")), data);
  const buffers = numbers.map(() => new Uint8Array(size));
  const counts = await Promise.all(numbers.map((i, n) => file.readAt(buffers[n]!, i * size)));
  assert(counts.every((read) => read === size));
  numbers.forEach((i, n) => assertBytes(buffers[n]!, data.subarray(i * size, (i + 1) * size), `block ${i}`));
  assertEquals(await file.position(), 0);
});

everyPlace("positional operations do not wait for those that use the position", async ({ fs }, dir) => {
  Deno.writeFileSync(dir.join("f"), sample(2 << 20));
  await using file = await fs.open(dir.join("f"));
  const small = new Uint8Array(16);
  const [all, count, info] = await Promise.all([file.readAll(), file.readAt(small, 100), file.stat()]);
  assertBytes(all, sample(2 << 20));
  assertEquals([count, info.size, await file.position()], [16, 2 << 20, 2 << 20]);
  assertBytes(small, sample(200).subarray(100, 116));
});

everyPlace("what is cut off while it is read is not there, and nothing else happens", async ({ fs }, dir) => {
  const size = 3 << 20;
  const data = sample(size);
  for (let round = 0; round < 6; round++) {
    Deno.writeFileSync(dir.join("f"), data);
    await using reader = await fs.open(dir.join("f"));
    await using other = await fs.open(dir.join("f"), "r+");
    const length = (round * 517_003) % size;
    const [bytes] = await Promise.all([reader.readAll(), other.truncate(length)]);
    assert(bytes.length >= length && bytes.length <= size, `${bytes.length} bytes, cut to ${length}`);
    assertBytes(bytes.subarray(0, length), data.subarray(0, length));
    const rest = bytes.subarray(length);
    const zero = rest.findIndex((byte, i) => byte !== data[length + i]);
    assert(zero < 0 || rest.subarray(zero).every((byte) => byte === 0), "beyond the cut: the old bytes, or zeros");
    assertEquals(await reader.read(new Uint8Array(1)), null);
  }
});

everyPlace("a file that grows and shrinks under its readers gives what was there", async ({ fs }, dir) => {
  await using writer = await fs.open(dir.join("f"), "w+");
  await using reader = await fs.open(dir.join("f"));
  const block = new Uint8Array(4096);
  for (let round = 0; round < 40; round++) {
    const length = (round * 37 % 11) * 4096;
    const [, count] = await Promise.all([writer.truncate(length), reader.readAt(block.fill(1), 4096)]);
    assert(count === null || count === 4096, `${count}`);
    assert(count === null || block.every((byte) => byte === 0));
    assertEquals(await reader.readAt(block, 4096), length > 4096 ? 4096 : null);
  }
});

everyPlace("closeWrite lets the writes before it through, and none behind it", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  const outcomes = await Promise.allSettled([
    file.writeAll("abc"),
    file.writeAt(utf8("d"), 3),
    file.closeWrite(),
    file.writeAll("x"),
    file.writeAt(utf8("y"), 9),
    file.writev([utf8("z")]),
  ]);
  assertEquals(outcomes.map(({ status }) => status.slice(0, 1)), ["f", "f", "f", "r", "r", "r"]);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "abcd");
  await assertRejects(() => file.write(utf8("x")), Deno.errors.BadResource, "writing");
  await file.closeWrite();
  await file.seekStart();
  assertEquals(await file.readText(), "abcd", "reading goes on");
  await using other = await fs.open(dir.join("f"));
  await assertRejects(() => other.copyTo(file), Deno.errors.BadResource, "writing");
  assertEquals([file.isOpen, await file.size()], [true, 4]);
});

everyPlace("flush waits for the writes before it", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w");
  const data = sample(3 << 20);
  const writes = [file.writeAll(data), file.writev([data]), file.writeAll(data)];
  await file.flush();
  assertEquals(Deno.statSync(dir.join("f")).size, 9 << 20);
  assertBytes(Deno.readFileSync(dir.join("f")), thrice(data));
  await Promise.all(writes);
});

function thrice(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(3 * data.length);
  for (let i = 0; i < 3; i++) bytes.set(data, i * data.length);
  return bytes;
}
