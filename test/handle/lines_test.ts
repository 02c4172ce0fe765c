/** Files line by line. */
import { assertEquals, assertRejects } from "@std/assert";
import { everyPlace } from "./places.ts";
import { SLOW } from "./bytes.ts";

const TEXTS: readonly (readonly [string, string[]])[] = [
  ["", []],
  ["\n", [""]],
  ["\n\n", ["", ""]],
  ["a", ["a"]],
  ["a\n", ["a"]],
  ["a\nb", ["a", "b"]],
  ["a\r\nb\r\n", ["a", "b"]],
  ["\r\n\r\n", ["", ""]],
  ["a\rb\r", ["a\rb\r"]],
  ["a\r\r\nb", ["a\r", "b"]],
  ["a\n\rb", ["a", "\rb"]],
  ["ä€𝄞\n€\r\n𝄞𝄞", ["ä€𝄞", "€", "𝄞𝄞"]],
  ["\ufeffa\n\ufeffb", ["\ufeffa", "\ufeffb"]],
  ["a\0b\n\0", ["a\0b", "\0"]],
  ["a\u2028b\vc\fd\u0085e", ["a\u2028b\vc\fd\u0085e"]],
];

everyPlace("lines end with \\n or \\r\\n, however the chunks fall", async ({ fs }, dir) => {
  for (const [text, lines] of TEXTS) {
    Deno.writeTextFileSync(dir.join("f"), text);
    await using file = await fs.open(dir.join("f"));
    for (const chunkSize of [1, 2, 3, 5, 7, undefined]) {
      await file.seekStart();
      assertEquals(await Array.fromAsync(file.lines({ chunkSize })), lines, `${JSON.stringify(text)} by ${chunkSize}`);
    }
    assertEquals(file.isOpen, true);
    assertEquals(await Array.fromAsync(file.lines()), [], "the position is at the end");
  }
});

everyPlace("malformed bytes become U+FFFD, also where the file ends in the middle of one", async ({ fs }, dir) => {
  Deno.writeFileSync(dir.join("f"), Uint8Array.of(0xff, 0x61, 0x0a, 0xe2, 0x82, 0x0a, 0xe2, 0x82));
  await using file = await fs.open(dir.join("f"));
  for (const chunkSize of [1, 4, 100]) {
    await file.seekStart();
    assertEquals(await Array.fromAsync(file.lines({ chunkSize })), ["\ufffda", "\ufffd", "\ufffd"]);
  }
});

everyPlace("lines begin at the position, and a loop may be left", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "one\ntwo\nthree\n");
  await using file = await fs.open(dir.join("f"));
  await file.skip(5);
  for await (const line of file.lines({ chunkSize: 3 })) {
    assertEquals(line, "wo");
    break;
  }
  assertEquals([await file.position(), file.isOpen], [8, true]);
  await file.skip(-1);
  assertEquals(await Array.fromAsync(file.lines()), ["", "three"]);
});

everyPlace("a huge line costs no more than many short ones", async ({ fs }, dir) => {
  const size = SLOW ? 4 << 20 : 32 << 20;
  Deno.writeTextFileSync(dir.join("f"), "x".repeat(size) + "\nend");
  await using file = await fs.open(dir.join("f"));
  const start = performance.now();
  const lines = await Array.fromAsync(file.lines());
  const milliseconds = performance.now() - start;
  assertEquals(lines.map(({ length }) => length), [size, 3]);
  assertEquals(/^x+$/.test(lines[0]!), true);
  assertEquals(SLOW || milliseconds < 3000, true, `${milliseconds} ms for ${size} bytes`);
});

everyPlace("many lines are all there, in order", async ({ fs }, dir) => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i} ${"ä".repeat(i % 50)}`);
  Deno.writeTextFileSync(dir.join("f"), lines.join("\r\n"));
  await using file = await fs.open(dir.join("f"));
  const read = await Array.fromAsync(file.lines());
  assertEquals(read.length, lines.length);
  assertEquals(read.join("|") === lines.join("|"), true);
});

everyPlace("a line of a file that cannot be read is an error", async ({ fs }, dir) => {
  await using file = await fs.open(dir.path);
  await assertRejects(() => Array.fromAsync(file.lines()), Deno.errors.IsADirectory);
});
