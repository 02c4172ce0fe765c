/** Which files paths of every form reach, by the operations themselves: `path_test.ts` holds the forms. */
import { assertEquals, assertRejects } from "@std/assert";
import * as files from "../../mod.ts";
import { temporaryDirectory } from "../temporary.ts";
import type { Way } from "../ways.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";
import { wine } from "./windows.ts";

/** Writes, looks at, opens, moves and removes a file of this path. */
async function used(fs: Way["fs"], path: string): Promise<void> {
  await fs.writeTextFile(path, "content");
  assertEquals((await fs.stat(path)).size, 7);
  assertEquals(await fs.readTextFile(path), "content");
  await using file = await fs.open(path, "r+");
  await file.writeAt(new TextEncoder().encode("C"), 0);
  assertEquals(await file.readText(), "Content");
  await file.close();
  await fs.rename(path, `${path}2`);
  await fs.unlink(`${path}2`);
  assertEquals(await fs.tryStat(path), null);
}

/** A directory whose path has at least so many characters, and the directories on the way to it. */
async function deep(fs: Way["fs"], path: string, characters: number): Promise<string[]> {
  const made: string[] = [];
  for (let deepest = path; deepest.length < characters;) {
    deepest = `${deepest}\\${"d".repeat(Math.min(200, Math.max(1, characters - deepest.length - 1)))}`;
    made.push(await fs.mkdir(deepest));
  }
  return made;
}

async function usedDeep(fs: Way["fs"], characters: number): Promise<void> {
  await using dir = await temporaryDirectory();
  const made = await deep(fs, dir.path, characters - 2);
  await used(fs, `${made.at(-1)}\\f`);
  for (const path of made.toReversed()) await fs.rmdir(path);
}

everyWayOnWindows("paths far beyond MAX_PATH", async ({ fs }) => {
  for (const characters of [259, 260, 261, 3000]) await usedDeep(fs, characters);
});

onWindows(
  "paths of 32,000 characters",
  () => usedDeep(files as Way["fs"], 32_000),
  wine ? "has the host's paths" : undefined,
);

everyWayOnWindows("a path beyond what Windows takes is an error, and nothing else happens", async ({ fs }) => {
  for (const length of [32_768, 40_000, 1_000_000]) {
    const path = `C:\\${"d\\".repeat(length / 2)}f`;
    for (const use of [() => fs.stat(path), () => fs.open(path), () => fs.writeFile(path, new Uint8Array(1))]) {
      const error = await assertRejects(use, Error);
      assertEquals(Reflect.get(error, "code"), "ENAMETOOLONG");
    }
  }
});

everyWayOnWindows("names of any script, and characters beyond the first plane", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  for (const name of ["😀", "👩‍👩‍👧‍👦 family", "ὕδωρ", "日本語.txt", "e\u0301", "\u{10ffff}"]) {
    await used(fs, dir.join(name));
    await fs.writeTextFile(dir.join(name), name);
    assertEquals([...Deno.readDirSync(dir.path)].map((entry) => entry.name), [name]);
    await fs.unlink(dir.join(name));
  }
});

onWindows("names with half a surrogate pair", async () => {
  await using dir = await temporaryDirectory();
  for (const name of ["\ud83d", "a\ude00b"]) await used(files as Way["fs"], dir.join(name));
}, wine ? "has the host's names" : undefined);

everyWayOnWindows("slashes of both kinds, dots, verbatim and device forms lead to one file", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await fs.writeTextFile(dir.join("file"), "content");
  const path = dir.path.replaceAll("/", "\\");
  for (
    const form of [
      `${path}\\file`,
      `${path.replaceAll("\\", "/")}/file`,
      `${path}\\.\\none\\..\\file`,
      `${path}\\file. .`,
      `\\\\?\\${path}\\file`,
      `\\\\.\\${path}\\file`,
    ]
  ) assertEquals(await fs.readTextFile(form), "content", form);
  await assertRejects(() => fs.readTextFile(`\\\\?\\${path}\\.\\file`), Error);
});

everyWayOnWindows("another computer's files are asked for by its name", async ({ fs }) => {
  for (
    const path of [
      "\\\\reseau.invalid\\share\\file",
      "//reseau.invalid/share/file",
      "\\\\?\\UNC\\reseau.invalid\\share\\file",
    ]
  ) {
    await assertRejects(() => fs.open(path), Error, "open '");
    await assertRejects(() => fs.writeTextFile(path, "nothing"), Error);
    assertEquals(await fs.tryStat(path).catch((error) => error instanceof Error ? null : error), null);
  }
});
