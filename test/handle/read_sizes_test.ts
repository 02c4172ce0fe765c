/** Whole contents of every size that something might be made for. */
import { assertEquals } from "@std/assert";
import { everyPlace } from "./places.ts";
import { assertBytes, assertOwned, sample, SIZES, SLOW } from "./bytes.ts";

everyPlace("a content of any size is written and read whole", async ({ fs }, dir) => {
  for (const size of [...SIZES, ...(SLOW ? [] : [20 << 20])]) {
    const data = sample(size);
    await using file = await fs.open(dir.join("f"), "w+");
    await file.writeAll(data);
    assertEquals([await file.position(), await file.size(), await file.eof()], [size, size, true]);
    assertBytes(Deno.readFileSync(dir.join("f")), data);
    await file.seekStart();
    assertEquals(await file.eof(), size === 0);
    const all = await file.readAll();
    assertOwned(all);
    assertBytes(all, data, `readAll of ${size}`);
    await file.seekStart();
    assertBytes(await file.readBytes(size), data, `readBytes of ${size}`);
    assertEquals([await file.position(), await file.eof()], [size, true]);
    await file.seekStart();
    const buffer = new Uint8Array(size);
    await file.readExactly(buffer);
    assertBytes(buffer, data, `readExactly of ${size}`);
  }
});

everyPlace("a text of any size is written and read whole", async ({ fs }, dir) => {
  for (const size of SIZES) {
    const text = "aä€𝄞\n".repeat(Math.ceil(size / 12)).slice(0, size).replace(/[\ud800-\udbff]$/, "");
    await using file = await fs.open(dir.join("f"), "w+");
    await file.writeAll(text);
    await file.seekStart();
    assertEquals(await file.readText() === text, true, `${size} characters`);
    assertEquals(Deno.readTextFileSync(dir.join("f")) === text, true);
  }
});

everyPlace("writing begins where the position is, and reading ends there", async ({ fs }, dir) => {
  const data = sample(200_000);
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll(data);
  await file.seek(65_537, Deno.SeekMode.Start);
  await file.writeAll(data.subarray(0, 70_000));
  assertEquals(await file.position(), 135_537);
  const expected = data.slice();
  expected.set(data.subarray(0, 70_000), 65_537);
  assertBytes(await file.readAll(), expected.subarray(135_537));
  assertBytes(Deno.readFileSync(dir.join("f")), expected);
});
