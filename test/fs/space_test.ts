/** Space, advice and flushing, of paths and handles. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { assertBytes, sample } from "../handle/bytes.ts";
import { assertFails } from "../handle/failing.ts";
import { everyPlace, mounted, MOUNTS } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay, type Way } from "../ways.ts";

const SIZE = 64 << 10;
const zeros = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

everyPlace("a range is allocated, of a path and of a handle", async ({ fs }, dir) => {
  const path = dir.join("f");
  Deno.writeTextFileSync(path, "abc");
  await fs.fallocate(path, 0, SIZE);
  assertEquals([Deno.statSync(path).size, Deno.statSync(path).blocks! * 512 >= SIZE], [SIZE, true]);
  await fs.fallocate(path, SIZE, SIZE, "keepSize");
  assertEquals(Deno.statSync(path).size, SIZE);
  await using file = await fs.open(path, "r+");
  await fs.fallocate(file, 0n, BigInt(2 * SIZE));
  assertEquals([await file.size(), Deno.readFileSync(path).subarray(0, 4).join()], [2 * SIZE, "97,98,99,0"]);
});

everyPlace("a range becomes a hole", async ({ fs }, dir) => {
  const path = dir.join("f");
  Deno.writeFileSync(path, sample(4 * SIZE));
  using keep = Deno.openSync(path, { read: true });
  keep.syncSync();
  const before = Deno.statSync(path).blocks!;
  await fs.fallocate(path, SIZE, 2 * SIZE, "punch");
  const data = Deno.readFileSync(path);
  assertEquals([data.length, zeros(data.subarray(SIZE, 3 * SIZE))], [4 * SIZE, true]);
  assertBytes(data.subarray(0, SIZE), sample(4 * SIZE).subarray(0, SIZE));
  assertBytes(data.subarray(3 * SIZE), sample(4 * SIZE).subarray(3 * SIZE));
  assert(Deno.statSync(path).blocks! < before);
});

/** Either the filesystem can, or it says its name. */
async function canOrSays(program: () => Promise<void>, names: RegExp): Promise<boolean> {
  try {
    await program();
    return true;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotSupported)) throw error;
    assert(names.test(error.message), error.message);
    return false;
  }
}

everyPlace("ranges are zeroed, taken out and put in, or the filesystem that cannot is named", async ({ fs }, dir) => {
  const path = dir.join("f");
  const data = sample(4 * SIZE);
  const named = /the filesystem is \w+/;
  Deno.writeFileSync(path, data);
  if (await canOrSays(() => fs.fallocate(path, SIZE, SIZE, "zero"), named)) {
    assert(zeros(Deno.readFileSync(path).subarray(SIZE, 2 * SIZE)));
  }
  Deno.writeFileSync(path, data);
  if (await canOrSays(() => fs.fallocate(path, SIZE, SIZE, "collapse"), named)) {
    assertEquals(Deno.statSync(path).size, 3 * SIZE);
    assertBytes(Deno.readFileSync(path).subarray(SIZE), data.subarray(2 * SIZE));
  }
  Deno.writeFileSync(path, data);
  if (await canOrSays(() => fs.fallocate(path, SIZE, SIZE, "insert"), named)) {
    assertEquals(Deno.statSync(path).size, 5 * SIZE);
    assert(zeros(Deno.readFileSync(path).subarray(SIZE, 2 * SIZE)));
    assertBytes(Deno.readFileSync(path).subarray(2 * SIZE), data.subarray(SIZE));
  }
});

everyPlace("what fallocate refuses", async (way, dir) => {
  const path = dir.join("f");
  Deno.writeTextFileSync(path, "abc");
  const call = (offset: number, length: number, mode?: string) => () =>
    way.fs.fallocate(path, offset, length, mode as "punch");
  await assertRejects(call(-1, 1), RangeError);
  await assertRejects(call(0, 0), RangeError);
  await assertRejects(call(0, 0, "punch"), RangeError);
  await assertRejects(call(0, 0.5), RangeError);
  await assertRejects(call(0, 1, "everything"), TypeError);
  await assertFails(way, () => way.fs.fallocate(dir.join("none"), 0, 1), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => way.fs.fallocate(dir.path, 0, 1), "EISDIR", Deno.errors.IsADirectory);
  assertEquals(Deno.readTextFileSync(path), "abc");
});

if (MOUNTS) {
  everyWay("a full disk is told before anything is written", async (way: Way) => {
    await using small = await mounted("tmpfs", "size=1m");
    Deno.writeTextFileSync(small.join("f"), "");
    await assertFails(way, () => way.fs.fallocate(small.join("f"), 0, 2 << 20), "ENOSPC", Error);
    await way.fs.fallocate(small.join("f"), 0, 1 << 19);
  });
}

everyPlace("advice and reading ahead change nothing that can be read", async (way, dir) => {
  const path = dir.join("f");
  Deno.writeFileSync(path, sample(SIZE));
  for (const advice of ["normal", "sequential", "random", "noReuse", "willNeed", "dontNeed"] as const) {
    await way.fs.fadvise(path, 0, 0, advice);
  }
  await way.fs.readahead(path, 0, SIZE);
  await using file = await way.fs.open(path);
  await way.fs.fadvise(file, 10, 20n, "willNeed");
  await way.fs.readahead(file, 0n, 10);
  assertBytes(await file.readAll(), sample(SIZE));
  await assertRejects(() => way.fs.fadvise(path, -1, 0, "normal"), RangeError);
  await assertRejects(() => way.fs.fadvise(path, 0, 0, "wrong" as "normal"), TypeError);
  await assertRejects(() => way.fs.readahead(path, 0, -1), RangeError);
  await assertFails(way, () => way.fs.fadvise(dir.join("none"), 0, 0, "normal"), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => way.fs.readahead(dir.join("none"), 0, 1), "ENOENT", Deno.errors.NotFound);
});

everyWay("a filesystem is flushed, by any of its files", async (way) => {
  await using dir = await temporaryDirectory("/dev/shm");
  Deno.writeTextFileSync(dir.join("f"), "x");
  await way.fs.syncFs(dir.path);
  await way.fs.syncFs(dir.join("f"));
  await using file = await way.fs.open(dir.join("f"));
  await way.fs.syncFs(file);
  await assertFails(way, () => way.fs.syncFs(dir.join("none")), "ENOENT", Deno.errors.NotFound);
});
