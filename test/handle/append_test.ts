/** Handles that write to the end. */
import { assertEquals, assertRejects } from "@std/assert";
import { everyPlace } from "./places.ts";
import { assertBytes, sample, utf8 } from "./bytes.ts";

everyPlace("every write goes to the end, wherever the position was", async ({ fs }, dir) => {
  const text = () => Deno.readTextFileSync(dir.join("f"));
  Deno.writeTextFileSync(dir.join("f"), "0123");
  await using file = await fs.open(dir.join("f"), "a+");
  assertEquals(await file.position(), 0);
  await file.writeAll("45");
  assertEquals([text(), await file.position()], ["012345", 6]);
  await file.seek(2, Deno.SeekMode.Start);
  assertEquals(await file.write(utf8("6")), 1);
  assertEquals([text(), await file.position()], ["0123456", 7]);
  await file.seekStart();
  assertEquals(await file.writev([utf8("7"), utf8("8")]), 2);
  assertEquals([text(), await file.position()], ["012345678", 9]);
  Deno.writeTextFileSync(dir.join("f"), "somebody else", { append: true });
  await file.writeAll("!");
  assertEquals(text(), "012345678somebody else!");
  await file.truncate(3);
  await file.writeAll("x");
  assertEquals(text(), "012x");
});

everyPlace("reading does not care where writes go", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "0123456789");
  await using file = await fs.open(dir.join("f"), "a+");
  assertEquals(await file.readBytes(4), utf8("0123"));
  assertEquals(await file.readText(), "456789");
  await file.seek(-2, Deno.SeekMode.End);
  assertEquals([await file.readText(), await file.eof()], ["89", true]);
  const buffer = new Uint8Array(2);
  assertEquals([await file.readAt(buffer, 3), buffer], [2, utf8("34")]);
});

everyPlace("there is no place to write to but the end", async ({ fs }, dir) => {
  for (const mode of ["a", "a+"] as const) {
    Deno.writeTextFileSync(dir.join("f"), "0123");
    await using file = await fs.open(dir.join("f"), mode);
    for (const offset of [0, 4, 4n]) {
      await assertRejects(() => file.writeAt(utf8("x"), offset), TypeError, "append");
      await assertRejects(() => file.writevAt([utf8("x")], offset), TypeError, "append");
    }
    assertEquals(Deno.readTextFileSync(dir.join("f")), "0123");
    await file.truncate(0);
    assertEquals(await file.size(), 0);
  }
});

everyPlace("appends by several handles at once are all there, each in one piece", async ({ fs }, dir) => {
  const handles = await Promise.all([0, 1, 2, 3].map(() => fs.open(dir.join("f"), "a")));
  const lines = handles.map((_, i) => Array.from({ length: 50 }, (_, n) => `${i} ${n} ${"x".repeat(n * 7)}\n`));
  await Promise.all(handles.map(async (handle, i) => {
    for (const line of lines[i]!) assertEquals(await handle.write(utf8(line)), line.length);
  }));
  await Promise.all(handles.map((handle) => handle.close()));
  const seen = Deno.readTextFileSync(dir.join("f")).split(/(?<=\n)/);
  for (const [i, own] of lines.entries()) assertEquals(seen.filter((line) => line.startsWith(`${i} `)), own);
  assertEquals(seen.length, 200);
});

everyPlace("a copy to a handle that appends goes to the end", async ({ fs }, dir) => {
  const data = sample(300_000);
  Deno.writeFileSync(dir.join("from"), data);
  Deno.writeTextFileSync(dir.join("to"), "head");
  await using from = await fs.open(dir.join("from"));
  await using to = await fs.open(dir.join("to"), "a");
  assertEquals([await from.copyTo(to), await from.position()], [data.length, data.length]);
  assertEquals(await from.copyTo(to, { offset: 299_990 }), 10);
  const expected = new Uint8Array([...utf8("head"), ...data, ...data.subarray(299_990)]);
  assertBytes(Deno.readFileSync(dir.join("to")), expected);
});
