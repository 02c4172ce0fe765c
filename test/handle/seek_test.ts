/** The position. */
import { assertEquals } from "@std/assert";
import { everyPlace } from "./places.ts";
import { assertFails, UNFIT } from "./failing.ts";
import { utf8 } from "./bytes.ts";

const { Start, Current, End } = Deno.SeekMode;

everyPlace("seek counts from the start, the position or the end", async (way, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "0123456789");
  await using file = await way.fs.open(dir.join("f"), "r+");
  for (
    const [offset, whence, position] of [
      [4, Start, 4],
      [3n, Current, 7],
      [-2, Current, 5],
      [0, Current, 5],
      [-10n, End, 0],
      [-1, End, 9],
      [5, End, 15],
      [0, Start, 0],
    ] as const
  ) assertEquals([await file.seek(offset, whence), await file.position()], [position, position]);
  await file.seek(6, Start);
  for (const [offset, whence] of [[-1, Start], [-7, Current], [-11, End]] as const) {
    await assertFails(way, () => file.seek(offset, whence), "EINVAL", TypeError);
  }
  assertEquals(await file.position(), 6, "a refused seek moves nothing");
});

everyPlace("seekStart, seekEnd, skip and eof", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  assertEquals([await file.position(), await file.eof()], [0, true]);
  await file.writeAll("0123456789");
  assertEquals([await file.seekStart(), await file.eof()], [0, false]);
  assertEquals([await file.skip(9), await file.eof()], [9, false]);
  assertEquals([await file.skip(1n), await file.eof()], [10, true]);
  assertEquals([await file.skip(5), await file.eof(), await file.read(new Uint8Array(1))], [15, true, null]);
  assertEquals([await file.skip(-12), await file.readBytes(2)], [3, utf8("34")]);
  assertEquals([await file.seekEnd(), await file.size()], [10, 10]);
  await file.truncate(20);
  assertEquals([await file.eof(), await file.size(), await file.seekEnd()], [false, 20, 20]);
});

everyPlace("writing beyond the end leaves zeros between", async ({ fs }, dir) => {
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("ab");
  await file.skip(3);
  await file.writeAll("cd");
  assertEquals(await file.writeAt(utf8("ef"), 9), 2);
  assertEquals(Deno.readTextFileSync(dir.join("f")), "ab\0\0\0cd\0\0ef");
});

everyPlace("truncate cuts or fills up, and leaves the position where it is", async ({ fs }, dir) => {
  const text = () => Deno.readTextFileSync(dir.join("f"));
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("0123456789");
  await file.truncate(4);
  assertEquals([text(), await file.position()], ["0123", 10]);
  await file.truncate(6n);
  assertEquals([text(), await file.position(), await file.size()], ["0123\0\0", 10, 6]);
  await file.writeAll("x");
  assertEquals(text(), "0123\0\0\0\0\0\0x");
  await file.truncate();
  assertEquals([text(), await file.position()], ["", 11]);
  // No limit of tmpfs, but of ext4.
  await file.truncate(2 ** 53 - 1).catch((error) => assertEquals(error.code, "EFBIG"));
  assertEquals([0, 2 ** 53 - 1].includes(await file.size()), true);
});

everyPlace("a directory's handle says what it cannot", async (way, dir) => {
  await using file = await way.fs.open(dir.path);
  await assertFails(way, () => file.read(new Uint8Array(1)), "EISDIR", Deno.errors.IsADirectory);
  await assertFails(way, () => file.readAt(new Uint8Array(1), 0), "EISDIR", Deno.errors.IsADirectory);
  await assertFails(way, () => file.readAll(), "EISDIR", Deno.errors.IsADirectory);
  await assertFails(way, () => file.write(new Uint8Array(1)), UNFIT, Error);
  await file.sync();
});
