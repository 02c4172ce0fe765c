/** Files that are written through a handle, and then replace another. */
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AtomicFile, atomicFile, atomicFileSync, atomicWrite, FileHandle } from "../../mod.ts";
import { until } from "../call/scale.ts";
import { runScript } from "../call/subprocess.ts";
import { everyPlace } from "../handle/places.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

const HOWS = [{}, { fsync: true, fsyncDir: true }, { preserve: true }, { replace: false }, { mode: 0o604 }] as const;

function namesIn(dir: TemporaryDirectory): string[] {
  return [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
}

everyPlace("what is written appears with commit, and not before", async ({ fs }, dir) => {
  for (const [i, how] of HOWS.entries()) {
    const path = dir.join(`f${i}`);
    const replaces = !("replace" in how);
    if (replaces) await Deno.writeTextFile(path, "old", { mode: 0o640 });
    const file = await fs.atomicFile(path, how);
    assert(file instanceof AtomicFile && file instanceof FileHandle);
    assertEquals([file.path, file.isOpen], [path, true]);
    file.writeAllSync("some text");
    file.seekStartSync();
    file.writeAllSync("SOME");
    if (replaces) assertEquals(await Deno.readTextFile(path), "old");
    else await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
    if (i % 2 === 0) await file.commit();
    else file.commitSync();
    assertEquals([await Deno.readTextFile(path), file.isOpen], ["SOME text", false]);
    if ("mode" in how) assertEquals(Deno.statSync(path).mode! & 0o777, 0o604);
    if ("preserve" in how) assertEquals(Deno.statSync(path).mode! & 0o777, 0o640 & ~Deno.umask());
    await assertRejects(() => file.commit(), Deno.errors.BadResource);
    assertThrows(() => file.commitSync(), Deno.errors.BadResource);
    await file.abort();
    file.closeSync();
    assertEquals(await Deno.readTextFile(path), "SOME text");
  }
  assertEquals(namesIn(dir), HOWS.map((_, i) => `f${i}`));
});

everyPlace("without commit nothing has happened, however it ends", async ({ fs }, dir) => {
  const path = dir.join("f");
  await Deno.writeTextFile(path, "old");
  const before = openDescriptors();
  const ends: ((file: AtomicFile) => unknown)[] = [
    (file) => file.abort(),
    (file) => file.abortSync(),
    (file) => file.close(),
    (file) => file.closeSync(),
    (file) => file[Symbol.dispose](),
    (file) => file[Symbol.asyncDispose](),
  ];
  for (const how of HOWS) {
    for (const end of ends) {
      const file = await fs.atomicFile("replace" in how ? dir.join("g") : path, how);
      file.writeAllSync("new");
      await end(file);
      await assertRejects(() => file.commit(), Deno.errors.BadResource);
      assertEquals([await Deno.readTextFile(path), namesIn(dir), file.isOpen], ["old", ["f"], false]);
    }
  }
  assertEquals(openDescriptors(), before);
});

Deno.test("commit waits for the writes that were called before it", async () => {
  await using dir = await temporaryDirectory();
  await using file = await atomicFile(dir.join("f"));
  const writes = Array.from({ length: 50 }, (_, i) => file.writeAll(`${i}\n`));
  await file.commit();
  await Promise.all(writes);
  assertEquals(await Deno.readTextFile(dir.join("f")), Array.from({ length: 50 }, (_, i) => `${i}\n`).join(""));
});

Deno.test("a commit that fails leaves the old file and nothing else", async () => {
  await using dir = await temporaryDirectory();
  const before = openDescriptors();
  for (const commit of [(file: AtomicFile) => file.commit(), async (file: AtomicFile) => await file.commitSync()]) {
    await Deno.mkdir(dir.join("d/sub"), { recursive: true });
    const directory = await atomicFile(dir.join("d"));
    await assertRejects(() => commit(directory), Deno.errors.IsADirectory, "EISDIR");
    await Deno.writeTextFile(dir.join("f"), "old");
    const second = atomicFileSync(dir.join("f"), { replace: false });
    await assertRejects(() => commit(second), Deno.errors.AlreadyExists, "EEXIST");
    assertEquals([namesIn(dir), directory.isOpen, second.isOpen], [["d", "f"], false, false]);
    await Deno.remove(dir.join("f"));
  }
  assertEquals(openDescriptors(), before);
});

Deno.test("a file that is open keeps nobody from replacing it; the last commit wins", async () => {
  await using dir = await temporaryDirectory();
  const path = dir.join("f");
  await using first = await atomicFile(path);
  await using second = await atomicFile(path);
  await first.writeAll("first");
  await second.writeAll("second");
  await atomicWrite(path, "between");
  await second.commit();
  await first.commit();
  assertEquals([await Deno.readTextFile(path), namesIn(dir)], ["first", ["f"]]);
});

Deno.test("one that is collected, or open at the end of the process, leaves nothing", async () => {
  await using dir = await temporaryDirectory();
  const path = JSON.stringify(dir.join("f"));
  for (
    const [script, flags] of [
      [
        `(() => void files.atomicFileSync(${path}).writeAllSync("x"))();
       for (let i = 0; i < 1000 && [...Deno.readDirSync(${JSON.stringify(dir.path)})].length > 0; i++) {
         await new Promise((resolve) => setTimeout(resolve, 1));
         gc();
       }`,
        ["--v8-flags=--expose-gc"],
      ],
      [`globalThis.file = files.atomicFileSync(${path});`, []],
      [`globalThis.file = files.atomicFileSync(${path}); Deno.exit(0);`, []],
      [`globalThis.file = files.atomicFileSync(${path}); throw new Error("mine");`, []],
    ] as const
  ) {
    await runScript(`${script}`, ["-A", ...flags]);
    await until(() => namesIn(dir).length === 0, "nothing is left");
  }
});
