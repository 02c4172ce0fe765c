import { assert, assertEquals } from "@std/assert";
import type { FileHandle } from "../../mod.ts";
import { assertBytes, sample, SLOW } from "../handle/bytes.ts";
import { everyPlace } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

const KIB = 1 << 10;
const MIB = 1 << 20;
/** Around the borders at which a file is read in another way. */
const BORDERS = [0, 1, 4 * KIB, 32 * KIB, 128 * KIB, 256 * KIB, MIB];
const SIZES = BORDERS.flatMap((size) => [size - 1, size, size + 1]).filter((size) => size >= 0);
const LARGE = SLOW ? [] : [16 * MIB - 1, 16 * MIB, 16 * MIB + 1, 20 * MIB + 12_345];

everyPlace("readFile reads all of a file, of any size, into memory of its own", async ({ fs }, dir) => {
  for (const size of [...SIZES, ...LARGE]) {
    const path = dir.join(`${size}`);
    const content = sample(size, size);
    await Deno.writeFile(path, content);
    // Twice: the second time its name and content are cached.
    for (let i = 0; i < 2; i++) {
      const read = await fs.readFile(path);
      assertBytes(read, content, `${size} bytes`);
      assertEquals(read.byteLength, read.buffer.byteLength);
    }
    await Deno.remove(path);
  }
});

everyWay("what readFile returned stays when others are read", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const paths = ["a", "b"].map((name) => dir.join(name));
  for (const [i, path] of paths.entries()) await Deno.writeFile(path, sample(5000, i + 1));
  const first = await fs.readFile(paths[0]!);
  const second = await fs.readFile(paths[1]!);
  assertBytes(first, sample(5000, 1));
  assertBytes(second, sample(5000, 2));
});

everyWay("files that have no size, and files that are none", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const path of ["/proc/cpuinfo", "/proc/self/maps", "/proc/version", "/dev/null"]) {
    const [ours, theirs] = [await fs.readTextFile(path), await Deno.readTextFile(path)];
    // What changes at every look still begins alike.
    assertEquals(ours.slice(0, 20), theirs.slice(0, 20), path);
    assertEquals(ours === "", theirs === "");
  }
  const error = await fs.readFile(dir.path).catch((error) => error);
  assert(error instanceof Deno.errors.IsADirectory);
  assertEquals(Reflect.get(error, "code"), "EISDIR");
  const missing = await fs.readFile(dir.join("none")).catch((error) => error);
  assertEquals([missing.code, missing.syscall, missing.path], ["ENOENT", "open", dir.join("none")]);
});

everyWay("readFiles answers by position, errors among the answers", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const sizes = Array.from({ length: 150 }, (_, i) => i % 7 === 0 ? undefined : i === 50 ? 300_000 : i * 13);
  const paths = sizes.map((_, i) => dir.join(`${i}`));
  for (const [i, size] of sizes.entries()) if (size !== undefined) await Deno.writeFile(paths[i]!, sample(size, i + 1));
  const contents = await fs.readFiles(paths);
  for (const [i, size] of sizes.entries()) {
    const content = contents[i]!;
    if (size === undefined) assert(content instanceof Deno.errors.NotFound);
    else assertBytes(content as Uint8Array, sample(size, i + 1), `file ${i}`);
  }
});

everyWay("a file that is being written is read as it was at some moment", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const path = dir.join("growing");
  await using writer = await fs.open(path, "w") as FileHandle;
  let done = false;
  const writing = (async () => {
    for (let i = 0; i < 200; i++) {
      await writer.writeAll(sample(997, 7));
      await new Promise((resolve) => setTimeout(resolve));
    }
    done = true;
  })();
  const piece = sample(997, 7);
  let length = 0;
  while (!done) {
    const content = await fs.readFile(path);
    assert(content.length >= length, "it only grows");
    length = content.length;
    for (let at = 0; at < length; at += 997) {
      assertBytes(content.subarray(at, at + 997), piece.subarray(0, length - at));
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  await writing;
  assertEquals((await fs.readFile(path)).length, 200 * 997);
});

everyWay("readTextFile decodes UTF-8", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const text of ["", "a", "é€😀", "x".repeat(40_000) + "ß", "line\r\nline\0"]) {
    await Deno.writeTextFile(dir.join("text"), text);
    assertEquals(await fs.readTextFile(dir.join("text")), text);
  }
  await Deno.writeFile(dir.join("text"), Uint8Array.of(97, 0xff, 98));
  assertEquals(await fs.readTextFile(dir.join("text")), "a\ufffdb");
});
