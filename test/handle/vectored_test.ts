/** Several buffers in one call. */
import { assertEquals } from "@std/assert";
import { everyPlace } from "./places.ts";
import { assertBytes, sample } from "./bytes.ts";
import type { FileHandle } from "../../mod.ts";

/** Views of `data`, one after the other, of these lengths. */
function pieces(data: Uint8Array, lengths: readonly number[]): Uint8Array[] {
  let at = 0;
  return lengths.map((length) => data.subarray(at, at += length));
}

everyPlace("readv fills buffers one after the other, and moves the position", async ({ fs }, dir) => {
  const data = sample(100);
  Deno.writeFileSync(dir.join("f"), data);
  await using file = await fs.open(dir.join("f"));
  const memory = new Uint8Array(200);
  assertEquals(await file.readv(pieces(memory, [0, 10, 0, 1, 30, 0])), 41);
  assertBytes(memory.subarray(0, 41), data.subarray(0, 41));
  assertEquals(await file.position(), 41);
  assertEquals(await file.readvAt(pieces(memory, [3, 4]), 10n), 7);
  assertBytes(memory.subarray(0, 7), data.subarray(10, 17));
  assertEquals(await file.position(), 41, "readvAt leaves it");
  assertEquals(await file.readv(pieces(memory, [50, 50])), 59);
  assertBytes(memory.subarray(0, 59), data.subarray(41));
  assertEquals([await file.readv(pieces(memory, [1, 1])), await file.readvAt(pieces(memory, [1]), 100)], [null, null]);
});

everyPlace("writev writes pieces as one, and moves the position", async ({ fs }, dir) => {
  const data = sample(100);
  await using file = await fs.open(dir.join("f"), "w+");
  assertEquals(await file.writev(pieces(data, [0, 7, 0, 43])), 50);
  assertEquals(await file.position(), 50);
  assertEquals(await file.writevAt(pieces(data.subarray(80), [5, 15]), 80), 20);
  assertEquals(await file.position(), 50);
  assertEquals(await file.writev(pieces(data.subarray(50), [30])), 30);
  assertBytes(Deno.readFileSync(dir.join("f")), data);
  assertEquals([await file.writev([]), await file.writev([new Uint8Array(0)]), await file.writevAt([], 3)], [0, 0, 0]);
});

everyPlace("more buffers than the system takes at once are done in parts", async ({ fs }, dir) => {
  const data = sample(3000 * 7);
  const many = pieces(data, Array(3000).fill(7));
  await using file = await fs.open(dir.join("f"), "w+");
  await whole(data.length, (done) => file.writev(rest(many, done)));
  assertBytes(Deno.readFileSync(dir.join("f")), data);
  await file.seekStart();
  const memory = new Uint8Array(data.length);
  await whole(data.length, (done) => file.readv(rest(pieces(memory, Array(3000).fill(7)), done)));
  assertBytes(memory, data);
});

everyPlace("empty buffers before the first of some length do not look like the end", async ({ fs }, dir) => {
  const empty = Array.from({ length: 5000 }, () => new Uint8Array(0));
  await using file = await fs.open(dir.join("f"), "w+");
  assertEquals(await file.writev([...empty, sample(5), ...empty]), 5);
  await file.seekStart();
  const buffer = new Uint8Array(5);
  assertEquals(await file.readvAt([...empty, buffer], 0), 5);
  assertBytes(buffer, sample(5));
  buffer.fill(0);
  assertEquals(await file.readv([...empty, buffer]), 5);
  assertBytes(buffer, sample(5));
});

everyPlace("vectors of large buffers", async ({ fs }, dir) => {
  const data = sample(5 << 20);
  const lengths = [1, 1 << 20, 0, 3 << 20, (1 << 20) - 1];
  await using file: FileHandle = await fs.open(dir.join("f"), "w+");
  assertEquals(await file.writevAt(pieces(data, lengths), 4097), data.length);
  const memory = new Uint8Array(data.length);
  assertEquals(await file.readvAt(pieces(memory, lengths), 4097), data.length);
  assertBytes(memory, data);
});

/** Repeats until so many bytes have been moved. */
async function whole(bytes: number, move: (done: number) => Promise<number | null>): Promise<void> {
  for (let done = 0; done < bytes;) {
    const count = await move(done);
    assertEquals(count !== null && count > 0, true, `after ${done} of ${bytes}: ${count}`);
    done += count!;
  }
}

/** What is left of buffers after so many bytes. */
function rest(buffers: readonly Uint8Array[], done: number): Uint8Array[] {
  const left = [];
  for (const buffer of buffers) {
    if (done < buffer.length) left.push(buffer.subarray(done));
    done = Math.max(done - buffer.length, 0);
  }
  return left;
}
