/** Files read whole that are not cached, are named in other ways, or cannot be read. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { toFileUrl } from "@std/path";
import { readFile, readFiles, readTextFile } from "../../mod.ts";
import { assertBytes, sample, SLOW } from "../handle/bytes.ts";
import { assertFails } from "../handle/failing.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { everyPlace } from "../handle/places.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("a file that is not cached is read whole, too", async ({ fs }, dir) => {
  for (const size of [1, 4097, 100_000, 300_000, 3 << 20, 17 << 20]) {
    Deno.writeFileSync(dir.join("f"), sample(size));
    await using file = await fs.open(dir.join("f"), "r+");
    await file.sync();
    await file.advise(0, 0, "dontNeed");
    assertBytes(await fs.readFile(dir.join("f")), sample(size), `${size} bytes`);
    await file.advise(4096, 4096, "dontNeed");
    assertBytes(await fs.readFile(dir.join("f")), sample(size), `${size} bytes, some of them cached`);
  }
});

everyPlace("a text is UTF-8 as Deno reads it", async ({ fs }, dir) => {
  const cases = [[], [0x61], [0xef, 0xbb, 0xbf, 0x61], [0xff, 0xc3, 0x61], [0xe2, 0x82, 0xac], [0xf0, 0x9d], [0, 10]];
  for (const bytes of cases) {
    Deno.writeFileSync(dir.join("f"), Uint8Array.from(bytes));
    assertEquals(await fs.readTextFile(dir.join("f")), Deno.readTextFileSync(dir.join("f")));
  }
  const text = "ä€𝄞\r\n".repeat(200_000);
  Deno.writeTextFileSync(dir.join("f"), text);
  assertEquals(await fs.readTextFile(dir.join("f")) === text, true);
});

everyWay("a path may be a URL, relative, or a link", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("a ü%"), "abc");
  Deno.symlinkSync("a ü%", dir.join("link"));
  assertEquals(await fs.readTextFile(toFileUrl(dir.join("a ü%")) as URL), "abc");
  assertEquals(await fs.readTextFile(dir.join("link")), "abc");
  const cwd = Deno.cwd();
  Deno.chdir(dir.path);
  try {
    assertEquals([await fs.readTextFile("link"), await fs.readTextFile("./a ü%")], ["abc", "abc"]);
  } finally {
    Deno.chdir(cwd);
  }
});

everyPlace("what cannot be read is an error, and leaves no descriptor", async (way, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "");
  Deno.symlinkSync("loop", dir.join("loop"));
  await way.fs.readFile(dir.join("f"));
  const before = openDescriptors();
  for (const read of [way.fs.readFile, way.fs.readTextFile]) {
    await assertFails(way, () => read(dir.join("no")), "ENOENT", Deno.errors.NotFound);
    await assertFails(way, () => read(""), "ENOENT", Deno.errors.NotFound);
    await assertFails(way, () => read(dir.join("f", "g")), "ENOTDIR", Deno.errors.NotADirectory);
    await assertFails(way, () => read(dir.path), "EISDIR", Deno.errors.IsADirectory);
    await assertFails(way, () => read(dir.join("loop")), "ELOOP", Deno.errors.FilesystemLoop);
    await assertRejects(() => read(dir.join("a\0b")), TypeError, "NUL");
    await assertRejects(() => read(null as unknown as string), TypeError);
  }
  assertEquals(openDescriptors(), before);
});

Deno.test({
  name: "what may not be read is an error",
  ignore: !ROOT,
  fn: async () => {
    await using dir = await temporaryDirectory("/dev/shm");
    Deno.chmodSync(dir.path, 0o755);
    Deno.writeTextFileSync(dir.join("f"), "secret", { mode: 0o600 });
    await asNobody(() => assertRejects(() => readFile(dir.join("f")), Deno.errors.PermissionDenied, "EACCES"));
  },
});

everyPlace("many files at once", async ({ fs }, dir) => {
  const count = SLOW ? 300 : 2000;
  for (let i = 0; i < count; i++) Deno.writeFileSync(dir.join(`${i}`), sample(i * 13 % 9000, i + 1));
  const results = await fs.readFiles(Array.from({ length: count }, (_, i) => dir.join(`${i}`)));
  results.forEach((bytes, i) => assertBytes(bytes as Uint8Array, sample(i * 13 % 9000, i + 1), `file ${i}`));
});

Deno.test("a read that is given up rejects with the signal's reason", async () => {
  await using dir = await temporaryDirectory();
  Deno.writeFileSync(dir.join("f"), sample(40 << 20));
  const signal = AbortSignal.abort(new RangeError("mine"));
  for (const read of [readFile, readTextFile]) await assertRejects(() => read(dir.join("f"), { signal }), RangeError);
  await assertRejects(() => readFiles([dir.join("f")], { signal }), RangeError);
  const before = openDescriptors();
  const controller = new AbortController();
  const read = readFile(dir.join("f"), { signal: controller.signal });
  await Promise.resolve();
  controller.abort(new RangeError("mine"));
  await assertRejects(() => read, RangeError);
  for (let i = 0; i < 1000 && openDescriptors() > before; i++) await new Promise((turn) => setTimeout(turn, 1));
  assert(openDescriptors() <= before);
});
