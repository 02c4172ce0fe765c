/** Directories on Windows: names and metadata in one call. */
import { assert, assertEquals } from "@std/assert";
import { assertFails } from "../handle/failing.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";

everyWayOnWindows("names and metadata of entries are those of each by itself", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("dir"));
  Deno.writeTextFileSync(dir.join("file"), "content");
  Deno.writeTextFileSync(dir.join("é 中 😀"), "");
  Deno.writeFileSync(dir.join("large"), new Uint8Array(100_000));
  Deno.utimeSync(dir.join("file"), 1_000_000.5, 2_000_000.25);
  const wanted = [...Deno.readDirSync(dir.path)].map(({ name }) => name).sort();
  assertEquals(await fs.readdir(dir.path), wanted);
  assertEquals(await fs.readdir(`${dir.path}\\`), wanted);
  const found: string[] = [];
  for await (const entry of await fs.scandir(dir.path, { stat: true })) {
    const info = await fs.lstat(entry.path);
    assertEquals(entry.info!.toJSON(), info.toJSON(), entry.name);
    assertEquals([entry.type, entry.inode], [info.isDirectory ? "directory" : "file", info.inode]);
    found.push(entry.name);
  }
  assertEquals(found.sort(), wanted);
});

everyWayOnWindows("a directory does not tell how many names a file has", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("a"), "content");
  Deno.linkSync(dir.join("a"), dir.join("b"));
  for await (const { info } of await fs.scandir(dir.path, { stat: true })) assertEquals(info.nlink, 1);
  assertEquals((await fs.lstat(dir.join("a"))).nlink, 2);
});

everyWayOnWindows("directories of any size, around those of the memory that is read into", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("file"), "");
  // With names of 200 units an entry takes 504 bytes: 48 fill 24 KiB, 64 all of the first trip, 130 another 64 KiB.
  for (const count of [0, 1, 47, 48, 49, 63, 64, 65, 66, 195, 300]) {
    const parent = dir.join(`dir${count}`);
    Deno.mkdirSync(parent);
    const wanted = Array.from({ length: count }, (_, i) => `${"n".repeat(196)}${1000 + i}`);
    for (const name of wanted) Deno.linkSync(dir.join("file"), `${parent}/${name}`);
    assertEquals(await fs.readdir(parent), wanted);
    const scanned: string[] = [];
    for await (const { name } of await fs.scandir(parent, { stat: true })) scanned.push(name);
    assertEquals(scanned.sort(), wanted);
    await fs.rm(parent, { recursive: true });
  }
});

everyWayOnWindows("what cannot be listed is an error, and no handle is left", async (way) => {
  const { fs } = way;
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("file"), "");
  Deno.mkdirSync(dir.join("dir"));
  await fs.readdir(dir.path);
  const before = openDescriptors();
  await assertFails(way, () => fs.readdir(dir.join("none")), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => fs.readdir(dir.join("file")), "ENOTDIR", Deno.errors.NotADirectory);
  await assertFails(way, () => fs.readdir(""), "ENOENT", Deno.errors.NotFound);
  await using handle = await fs.openDir(dir.path);
  await assertFails(way, () => handle.readdir("none"), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => handle.readdir("file"), "ENOTDIR", Deno.errors.NotADirectory);
  assertEquals(await handle.readdir("dir"), []);
  for await (const _ of await fs.scandir(dir.path)) break;
  assert(openDescriptors() <= before + 1);
});

onWindows("a listing that is given up leaves no handle", async () => {
  const { openDir, readdir } = await import("../../mod.ts");
  await using dir = await temporaryDirectory();
  for (let i = 0; i < 300; i++) Deno.writeTextFileSync(dir.join(`${"n".repeat(150)}${i}`), "");
  await using handle = await openDir(dir.path);
  await handle.readdir();
  const before = openDescriptors();
  for (let i = 0; i < 40; i++) {
    const controller = new AbortController();
    const { signal } = controller;
    const listed = i % 2 === 0 ? readdir(dir.path, { signal }) : handle.readdir(".", { signal });
    if (i % 3 === 0) controller.abort(new Error("no more"));
    else setTimeout(() => controller.abort(new Error("no more")), 0);
    await listed.then(() => {}, (error) => assertEquals(error.message, "no more"));
  }
  for (let i = 0; i < 50 && openDescriptors() > before; i++) await readdir(dir.path);
  assert(openDescriptors() <= before);
});
