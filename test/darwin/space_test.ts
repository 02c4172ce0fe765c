import { assert, assertEquals, assertRejects } from "@std/assert";
import type { FileHandle } from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import { callsOf } from "./observed.ts";
import { everyWayOnShim } from "./here.ts";

const BLOCK = 4096;

everyWayOnShim("allocate takes space and grows the file, or keeps its size", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("a"), "w+");
  await file.writeAll("hello");
  await file.allocate(0, 100_000, "keepSize");
  const { size, blocks } = await file.stat();
  assertEquals(size, 5);
  assert(blocks * 512 >= 100_000);
  await file.allocate(50_000, 50_000);
  const { size: grown, blocks: taken } = await file.stat();
  assertEquals([grown, taken], [100_000, blocks]); // what was allocated already is not allocated again
  await file.allocate(0, 10);
  assertEquals(await file.size(), 100_000);
  await file.seekStart();
  assertEquals(await file.readBytes(7), new Uint8Array([...new TextEncoder().encode("hello"), 0, 0]));
  for (const mode of ["zero", "collapse", "insert"] as const) {
    await assertRejects(() => file.allocate(0, BLOCK, mode), Deno.errors.NotSupported, "the filesystem is apfs");
  }
});

/** Ranges within three blocks and a half, at their borders and across. */
const RANGES = [
  [0, BLOCK],
  [BLOCK, 2 * BLOCK],
  [1, BLOCK],
  [10, 20],
  [100, 2 * BLOCK],
  [BLOCK - 1, BLOCK + 2],
  [
    3 * BLOCK,
    BLOCK,
  ],
  [5, 10 * BLOCK],
  [20 * BLOCK, 1],
] as const;

everyWayOnShim("punchHole zeroes exactly its range, whole blocks or not", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const [offset, length] of RANGES) {
    const content = new Uint8Array(3.5 * BLOCK).fill(7);
    await Deno.writeFile(dir.join("a"), content);
    await using file = await fs.open(dir.join("a"), "r+");
    await file.punchHole(offset, length);
    assertEquals(await file.readAll(), content.fill(0, offset, offset + length), `${offset}, ${length}`);
  }
});

everyWayOnShim("punchHole gives blocks back", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("a"), "w+");
  await file.writeAll(new Uint8Array(64 * BLOCK).fill(1));
  await file.sync();
  const { blocks } = await file.stat();
  await file.punchHole(0, 32 * BLOCK);
  await file.sync();
  assertEquals((await file.stat()).blocks, blocks - 32 * BLOCK / 512);
});

everyWayOnShim("punchHole of a file that appends adds nothing to it", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const content = new Uint8Array(2 * BLOCK).fill(7);
  await Deno.writeFile(dir.join("a"), content);
  await using file: FileHandle = await fs.open(dir.join("a"), "a+");
  await file.punchHole(10, BLOCK + 20);
  assertEquals(Deno.readFileSync(dir.join("a")), content.fill(0, 10, BLOCK + 30));
  await Deno.rename(dir.join("a"), dir.join("b")); // it is found by its new name
  await file.punchHole(0, 20);
  assertEquals(Deno.readFileSync(dir.join("b")), content.fill(0, 0, 20));
});

everyWayOnShim("advise is a setting of the file, or reads ahead", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await Deno.writeFile(dir.join("a"), new Uint8Array(BLOCK));
  await using file = await fs.open(dir.join("a"));
  await file.stat();
  const commands = async (...[offset, length, advice]: Parameters<FileHandle["advise"]>) =>
    (await callsOf(() => file.advise(offset, length, advice)))
      .filter(({ name }) => name === "fcntl").map(({ args, result }) => [args[1], result]);
  assertEquals(await commands(0, 0, "normal"), [[45, 0], [48, 0]]);
  assertEquals(await commands(0, 0, "sequential"), [[45, 0]]);
  assertEquals(await commands(0, 0, "random"), [[45, 0]]);
  assertEquals(await commands(0, 0, "noReuse"), [[48, 0]]);
  assertEquals(await commands(0, 0, "willNeed"), [[44, 0]]);
  assertEquals(await commands(0, 0, "dontNeed"), []);
  assertEquals(await commands(2 * BLOCK, 1, "willNeed"), [[44, -27]]); // EFBIG beyond the end is no failure
});
