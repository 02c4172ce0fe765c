/** Files written whole: options, views of memory, refusals. */
import { assertEquals, assertRejects } from "@std/assert";
import { toFileUrl } from "@std/path";
import type { writeFile, WriteFileOptions } from "../../mod.ts";
import { assertBytes, sample, SLOW, utf8 } from "../handle/bytes.ts";
import { assertFails } from "../handle/failing.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { everyPlace } from "../handle/places.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";

everyPlace("a text is written as UTF-8", async ({ fs }, dir) => {
  const path = dir.join("f");
  for (const text of ["", "a", "\ufeffä€𝄞\0\r\n", "lone \ud800 surrogate", "ä".repeat(1 << 20)]) {
    await fs.writeTextFile(path, text);
    assertBytes(Deno.readFileSync(path), utf8(text));
    await fs.writeFile(path, text + "!");
    assertBytes(Deno.readFileSync(path), utf8(text + "!"));
  }
  await fs.writeTextFile(toFileUrl(dir.join("ü %")) as URL, "url");
  assertEquals(Deno.readTextFileSync(dir.join("ü %")), "url");
});

everyPlace("a view is written, not the memory around it", async ({ fs }, dir) => {
  const memory = sample(1000);
  await fs.writeFile(dir.join("f"), memory.subarray(100, 200));
  assertBytes(Deno.readFileSync(dir.join("f")), memory.subarray(100, 200));
});

/** What became of a file that was there, or not, as text. */
async function outcome(write: typeof writeFile, path: string, options: WriteFileOptions, exists: boolean) {
  await Deno.remove(path).catch(() => {});
  if (exists) Deno.writeTextFileSync(path, "abcdef", { mode: 0o640 });
  const done = await write(path, utf8("XY"), options).then(() => "written", (error) => error.constructor.name);
  const info = await Deno.lstat(path).catch(() => null);
  return [done, info && Deno.readTextFileSync(path), info && info.mode! & 0o7777];
}

everyPlace("every combination of options does what it does in Deno.writeFile", async ({ fs }, dir) => {
  const choices = [undefined, false, true];
  for (const append of choices) {
    for (const create of choices) {
      for (const createNew of choices) {
        for (const mode of [undefined, 0o600, 0o4711]) {
          for (const exists of [false, true]) {
            const options = { append, create, createNew, mode };
            const ours = await outcome(fs.writeFile as typeof writeFile, dir.join("f"), options, exists);
            const theirs = await outcome(Deno.writeFile as typeof writeFile, dir.join("f"), options, exists);
            assertEquals(ours, theirs, JSON.stringify({ ...options, exists }));
          }
        }
      }
    }
  }
});

everyPlace("what cannot be written is an error, and leaves no descriptor", async (way, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "abc");
  await way.fs.writeFile(dir.join("g"), "x");
  const before = openDescriptors();
  const write = (path: string, options?: WriteFileOptions) => way.fs.writeFile(path, "x", options);
  await assertFails(way, () => write(dir.join("no", "f")), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => write(dir.join("h"), { create: false }), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => write(dir.join("f"), { createNew: true }), "EEXIST", Deno.errors.AlreadyExists);
  await assertFails(way, () => write(dir.path), "EISDIR", Deno.errors.IsADirectory);
  await assertFails(way, () => write(dir.join("f", "g")), "ENOTDIR", Deno.errors.NotADirectory);
  await assertRejects(() => write(dir.join("a\0b")), TypeError, "NUL");
  for (const data of [null, undefined, 5, {}, [1], new ArrayBuffer(1)] as unknown as Uint8Array[]) {
    await assertRejects(() => way.fs.writeFile(dir.join("f"), data), TypeError);
  }
  for (const mode of [-1, 0.5, 0o200000]) await assertRejects(() => write(dir.join("f"), { mode }), RangeError);
  assertEquals([Deno.readTextFileSync(dir.join("f")), openDescriptors()], ["abc", before]);
});

everyWay("a link is followed, and what it points to created", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.symlinkSync("target", dir.join("link"));
  await fs.writeFile(dir.join("link"), "abc");
  assertEquals([Deno.readTextFileSync(dir.join("target")), Deno.lstatSync(dir.join("link")).isSymlink], ["abc", true]);
  await assertRejects(() => fs.writeFile(dir.join("link"), "x", { createNew: true }), Deno.errors.AlreadyExists);
});

if (ROOT) {
  everyWay("a mode that may not be set is an error, and nothing is written", async ({ fs }) => {
    await using dir = await temporaryDirectory("/dev/shm");
    Deno.chmodSync(dir.path, 0o755);
    Deno.writeTextFileSync(dir.join("f"), "");
    Deno.chmodSync(dir.join("f"), 0o666);
    await asNobody(async () => {
      await assertRejects(
        () => fs.writeFile(dir.join("f"), "secret", { mode: 0o600 }),
        Deno.errors.PermissionDenied,
        "EPERM",
      );
      await assertRejects(() => fs.writeFile(dir.join("g"), "x"), Deno.errors.PermissionDenied, "EACCES");
    });
    assertEquals(Deno.readTextFileSync(dir.join("f")), "");
  });
}

everyPlace("many files at once", async ({ fs }, dir) => {
  const count = SLOW ? 200 : 1000;
  await Promise.all(Array.from({ length: count }, (_, i) => fs.writeFile(dir.join(`${i}`), sample(i * 7, i + 1))));
  for (let i = 0; i < count; i++) assertBytes(Deno.readFileSync(dir.join(`${i}`)), sample(i * 7, i + 1));
});
