/** The modes of C's `fopen`. */
import { assertEquals, assertRejects } from "@std/assert";
import type { OpenMode } from "../../mod.ts";
import { everyPlace } from "./places.ts";
import { assertFails, UNFIT } from "./failing.ts";
import { utf8 } from "./bytes.ts";
import type { Way } from "../ways.ts";

/** For each mode: whether it reads, writes, creates, empties, appends. */
const MODES: Record<string, [boolean, boolean, boolean, boolean, boolean]> = {
  "r": [true, false, false, false, false],
  "r+": [true, true, false, false, false],
  "w": [false, true, true, true, false],
  "w+": [true, true, true, true, false],
  "a": [false, true, true, false, true],
  "a+": [true, true, true, false, true],
};
const EXCLUSIVE: Record<string, string> = {
  "r+x": "r+",
  "rx+": "r+",
  wx: "w",
  "w+x": "w+",
  "wx+": "w+",
  ax: "a",
  "a+x": "a+",
  "ax+": "a+",
};

/** What can be done with a file of six bytes that was opened. */
async function abilities({ fs }: Way, path: string, mode: string) {
  await using file = await fs.open(path, mode as OpenMode);
  const size = await file.size();
  const position = await file.position();
  const reads = await file.read(new Uint8Array(1)).then(() => true, (error) => refused(error));
  await file.seekStart();
  const writes = await file.write(utf8("X")).then(() => true, (error) => refused(error));
  const content = Deno.readTextFileSync(path);
  return [reads, writes, size === 0, content.endsWith("fX"), position];
}

function refused(error: { code: string }): false {
  assertEquals(error.code, UNFIT);
  return false;
}

everyPlace("a mode says what a file is opened for", async (way, dir) => {
  for (const [mode, [reads, writes, creates, empties, appends]] of Object.entries(MODES)) {
    const path = dir.join(mode);
    if (creates) {
      await (await way.fs.open(path, mode as OpenMode)).close();
      assertEquals(Deno.statSync(path).size, 0);
    } else {
      await assertFails(way, () => way.fs.open(path, mode as OpenMode), "ENOENT", Deno.errors.NotFound);
    }
    Deno.writeTextFileSync(path, "abcdef");
    assertEquals(await abilities(way, path, mode), [reads, writes, empties, appends, 0], mode);
  }
});

everyPlace("x creates a file, and fails when there is one", async (way, dir) => {
  for (const [mode, plain] of Object.entries(EXCLUSIVE)) {
    const path = dir.join(mode);
    await (await way.fs.open(path, mode as OpenMode)).close();
    Deno.writeTextFileSync(path, "abcdef");
    await assertFails(way, () => way.fs.open(path, mode as OpenMode), "EEXIST", Deno.errors.AlreadyExists);
    assertEquals(Deno.readTextFileSync(path), "abcdef", "it is left as it was");
    Deno.removeSync(path);
    const [reads, writes] = await abilities(way, path, mode);
    assertEquals([reads, writes], MODES[plain]!.slice(0, 2), mode);
    Deno.removeSync(path);
    Deno.symlinkSync(dir.join("nothing"), path);
    await assertFails(way, () => way.fs.open(path, mode as OpenMode), "EEXIST", Deno.errors.AlreadyExists);
    assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), [mode], "a dangling link is not followed");
    Deno.removeSync(path);
  }
});

everyPlace("another mode is refused, and nothing is created", async ({ fs }, dir) => {
  for (const mode of ["", "b", "rw", "R", "w ", "wb", "r++", "wxx", "x", "rx", "xw+", "toString", "+"]) {
    await assertRejects(() => fs.open(dir.join("f"), mode as OpenMode), TypeError, "open: ", mode);
  }
  for (const mode of [null, 6, true] as unknown as OpenMode[]) {
    await assertRejects(() => fs.open(dir.join("f"), mode), TypeError, undefined, String(mode));
  }
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

everyPlace("a file is opened for reading when nothing is said", async ({ fs }, dir) => {
  const path = dir.join("f");
  Deno.writeTextFileSync(path, "abc");
  for (const how of [undefined, {}, { noFollow: true }]) {
    await using file = await fs.open(path, how);
    assertEquals(await file.readText(), "abc");
    assertEquals([file.path, file.isOpen, Number.isInteger(file.fd)], [path, true, true]);
    await assertRejects(() => file.write(utf8("x")), Error, UNFIT);
  }
});
