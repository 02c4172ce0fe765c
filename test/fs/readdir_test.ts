import { assert, assertEquals } from "@std/assert";
import { scaled } from "../call/scale.ts";
import { rejectionOf } from "../call/thrown.ts";
import { assertFails } from "../handle/failing.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { everyPlace } from "../handle/places.ts";
import { openDescriptors, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { BROKEN, makeBroken, nameOf } from "./names.ts";
import { once } from "./once.ts";

everyPlace("readdir: names sorted by code units, or as they come, alone or joined", async ({ fs }, dir) => {
  // U+1F600 is above U+FF5E, and its first code unit below.
  const wanted = ["B", "a", "a b", "b", "ab", ".hidden", "..not the parent", "new\nline", "é", "～", "😀"];
  for (const name of wanted) await Deno.writeTextFile(dir.join(name), "");
  await Deno.mkdir(dir.join("dir"));
  await Deno.symlink("nowhere", dir.join("link"));
  wanted.push("dir", "link");
  wanted.sort();
  assert(wanted.indexOf("😀") < wanted.indexOf("～"));
  assertEquals(await fs.readdir(dir.path), wanted);
  assertEquals((await fs.readdir(dir.path, { sort: false })).sort(), wanted);
  assertEquals(await fs.readdir(dir.path, { join: true }), wanted.map((name) => dir.join(name)));
  assertEquals(await fs.readdir(`${dir.path}/`, { join: true }), wanted.map((name) => dir.join(name)));
  assertEquals(await fs.readdir(new URL(`file://${dir.path}`)), wanted);
  assertEquals(await fs.readdir(dir.join("dir")), []);
});

everyPlace("readdir: directories of any size, around those of the memory that is read into", async ({ fs }, dir) => {
  await Deno.writeTextFile(dir.join("file"), "");
  // With names of five bytes an entry takes 32: 766 fill the first 24 KiB, 1,022 all of the first trip.
  for (const count of [1, 765, 766, 767, 1021, 1022, 1023, 5000]) {
    const parent = dir.join(`dir${count}`);
    await Deno.mkdir(parent);
    const wanted = Array.from({ length: count }, (_, i) => String(10_000 + i));
    for (const name of wanted) Deno.linkSync(dir.join("file"), `${parent}/${name}`);
    assertEquals(await fs.readdir(parent), wanted);
  }
});

const MANY = Array.from({ length: scaled(100_000) }, (_, i) => nameOf(i)).sort();
const large = once("/dev/shm", (dir) => {
  Deno.writeTextFileSync(dir.join(MANY[0]!), "");
  for (const name of MANY.slice(1)) Deno.linkSync(dir.join(MANY[0]!), dir.join(name));
});

everyWay("readdir of a very large directory", async ({ fs }) => {
  const dir = await large();
  const found = await fs.readdir(dir.path);
  assertEquals(found.length, MANY.length);
  assert(found.every((name, i) => name === MANY[i]));
});

everyPlace("names that are not UTF-8 can be opened, renamed and removed", async ({ fs }, dir) => {
  const made = await makeBroken(dir);
  const listed = await fs.readdir(dir.path);
  assertEquals(listed, made);
  assertEquals(new Set(listed).size, BROKEN.length);
  for (const path of await fs.readdir(dir.path, { join: true })) {
    assertEquals((await fs.lstat(path)).size, 1);
    assertEquals(await fs.readTextFile(path), "x");
    await using file = await fs.open(path, "a");
    await file.writeAll("y");
    await fs.rename(path, `${path}\udcfe`);
  }
  assertEquals(await fs.readdir(dir.path), made.map((name) => `${name}\udcfe`).sort());
  for (const path of await fs.readdir(dir.path, { join: true })) {
    assertEquals(await fs.readTextFile(path), "xy");
    await fs.unlink(path);
  }
  assertEquals(await fs.readdir(dir.path), []);
});

everyWay("what links and real paths say keeps such names", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await makeBroken(dir);
  const directory = await fs.realpath(dir.path);
  for (const [i, [, name]] of BROKEN.entries()) {
    await fs.symlink(name, dir.join(`link${i}`));
    assertEquals(await fs.readlink(dir.join(`link${i}`)), name);
    assertEquals(await fs.realpath(dir.join(`link${i}`)), `${directory}/${name}`);
  }
});

everyWay(
  "readdir without a path: of the current directory, whose path is joined; one that was removed is empty",
  async ({ fs }) => {
    await using dir = await temporaryDirectory();
    await Deno.mkdir(dir.join("gone"));
    await Deno.writeTextFile(dir.join("file"), "");
    const before = Deno.cwd();
    try {
      Deno.chdir(dir.path);
      assertEquals(await fs.readdir(), ["file", "gone"]);
      assertEquals(await fs.readdir("."), ["file", "gone"]);
      assertEquals(await fs.readdir(".", { join: true }), ["./file", "./gone"]);
      assertEquals(await fs.readdir(undefined, { join: true }), [`${Deno.cwd()}/file`, `${Deno.cwd()}/gone`]);
      Deno.chdir("gone");
      await Deno.remove(dir.join("gone"));
      assertEquals(await fs.readdir(), []);
      assertEquals((await rejectionOf(fs.readdir(undefined, { join: true }))).code, "ENOENT");
    } finally {
      Deno.chdir(before);
    }
  },
);

everyWay("what readdir cannot read is an error that names it", async (way) => {
  const { fs } = way;
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "");
  await Deno.mkdir(dir.join("dir/below"), { recursive: true });
  await Deno.symlink("dir", dir.join("link"));
  await Deno.symlink("loop", dir.join("loop"));
  await assertFails(way, () => fs.readdir(dir.join("none")), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => fs.readdir(""), "ENOENT", Deno.errors.NotFound);
  await assertFails(way, () => fs.readdir(dir.join("file")), "ENOTDIR", Deno.errors.NotADirectory);
  await assertFails(way, () => fs.readdir(dir.join("file/x")), "ENOTDIR", Deno.errors.NotADirectory);
  await assertFails(way, () => fs.readdir(dir.join("loop")), "ELOOP", Deno.errors.FilesystemLoop);
  await assertFails(way, () => fs.readdir(dir.join("n".repeat(256))), "ENAMETOOLONG", Error);
  await assertFails(way, () => fs.readdir(dir.join("dir\0")), "EINVAL", TypeError);
  await assertFails(way, () => fs.readdir(dir.join("\ud800")), "EINVAL", TypeError);
  assertEquals(await fs.readdir(dir.join("link")), ["below"]);
  const error = await rejectionOf(fs.readdir(dir.join("none")));
  assertEquals([error.syscall, error.path], ["readdir", dir.join("none")]);
  assertEquals(error.message, `readdir '${dir.join("none")}': no such file or directory (ENOENT)`);
});

everyWay("a directory that must not be read, and one that must not be searched", async (way) => {
  if (!ROOT) return;
  const { fs } = way;
  await using dir = await temporaryDirectory();
  await Deno.chmod(dir.path, 0o755);
  for (const [name, mode] of [["closed", 0o311], ["listed", 0o744]] as const) {
    await Deno.mkdir(dir.join(name));
    await Deno.writeTextFile(dir.join(name, "file"), "");
    await Deno.chmod(dir.join(name), mode);
  }
  await asNobody(async () => {
    await assertFails(way, () => fs.readdir(dir.join("closed")), "EACCES", Deno.errors.PermissionDenied);
    assertEquals(await fs.readdir(dir.join("listed")), ["file"]);
  });
});

Deno.test("readdir that is given up leaves no descriptor", async () => {
  const { readdir } = await import("../../mod.ts");
  await readdir("/");
  const before = openDescriptors();
  for (let i = 0; i < 50; i++) {
    const controller = new AbortController();
    const path = i % 2 === 0 ? "/usr/bin" : "/";
    const call = readdir(path, { signal: controller.signal });
    if (i % 3 === 0) controller.abort(new Error("no more"));
    else setTimeout(() => controller.abort(new Error("no more")), 0);
    await call.then(() => {}, (error) => assertEquals(error.message, "no more"));
  }
  for (let i = 0; i < 50 && openDescriptors() > before; i++) await readdir("/");
  assertEquals(openDescriptors(), before);
});
