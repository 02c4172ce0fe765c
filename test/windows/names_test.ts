/** Names on Windows: made, moved, linked and removed with POSIX's meaning. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as files from "../../mod.ts";
import { assertFails } from "../handle/failing.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWayOnWindows, onWindows } from "./here.ts";

function names(path: string): string[] {
  return [...Deno.readDirSync(path)].map(({ name, isDirectory }) => isDirectory ? `${name}\\` : name).sort();
}

everyWayOnWindows("directories are made, and removed when they are empty", async (way) => {
  const { fs } = way;
  await using dir = await temporaryDirectory();
  await fs.mkdir(dir.join("a"));
  await assertFails(way, () => fs.mkdir(dir.join("a")), "EEXIST", Deno.errors.AlreadyExists);
  await assertFails(way, () => fs.mkdir(dir.join("none/a")), "ENOENT", Deno.errors.NotFound);
  await fs.mkpath(dir.join("b/c/d"));
  Deno.writeTextFileSync(dir.join("f"), "f");
  await assertFails(way, () => fs.rmdir(dir.join("b")), "ENOTEMPTY", Error);
  await assertFails(way, () => fs.rmdir(dir.join("f")), "ENOTDIR", Deno.errors.NotADirectory);
  await assertFails(way, () => fs.unlink(dir.join("a")), "EISDIR", Deno.errors.IsADirectory);
  await assertFails(way, () => fs.unlink(dir.join("none")), "ENOENT", Deno.errors.NotFound);
  await fs.rmdir(dir.join("a"));
  await fs.unlink(dir.join("f"));
  assertEquals(names(dir.path), ["b\\"]);
});

everyWayOnWindows("rename replaces what POSIX lets it replace, and nothing else", async (way) => {
  const { fs } = way;
  await using dir = await temporaryDirectory();
  for (const name of ["f", "g"]) Deno.writeTextFileSync(dir.join(name), name);
  Deno.mkdirSync(dir.join("a"));
  Deno.mkdirSync(dir.join("b/c"), { recursive: true });
  await fs.rename(dir.join("f"), dir.join("g"));
  assertEquals(Deno.readTextFileSync(dir.join("g")), "f");
  await assertFails(way, () => fs.rename(dir.join("g"), dir.join("a")), "EISDIR", Deno.errors.IsADirectory);
  await assertFails(way, () => fs.rename(dir.join("a"), dir.join("g")), "ENOTDIR", Deno.errors.NotADirectory);
  await assertFails(way, () => fs.rename(dir.join("a"), dir.join("b")), "ENOTEMPTY", Error);
  await fs.rename(dir.join("b"), dir.join("a"));
  assertEquals([names(dir.path), names(dir.join("a"))], [["a\\", "g"], ["c\\"]]);
  Deno.writeTextFileSync(dir.join("h"), "h");
  const noReplace = { noReplace: true };
  await assertFails(way, () => fs.rename(dir.join("h"), dir.join("g"), noReplace), "EEXIST", Deno.errors.AlreadyExists);
  await fs.rename(dir.join("h"), dir.join("i"), noReplace);
  assertEquals(names(dir.path), ["a\\", "g", "i"]);
});

everyWayOnWindows("what is open may be renamed, and read on", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await using file = await fs.open(dir.join("f"), "w+");
  await file.writeAll("abc");
  await fs.rename(dir.join("f"), dir.join("g"));
  await file.writeAll("def");
  assertEquals(Deno.readTextFileSync(dir.join("g")), "abcdef");
});

everyWayOnWindows("a hard link is another name, and a read-only file can be removed", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  Deno.writeTextFileSync(dir.join("f"), "abc");
  await fs.hardlink(dir.join("f"), dir.join("g"));
  assertEquals([(await fs.stat(dir.join("g"))).nlink, await fs.samefile(dir.join("f"), dir.join("g"))], [2, true]);
  await fs.chmod(dir.join("f"), 0o444);
  assertEquals((await fs.stat(dir.join("g"))).mode, 0o100444);
  await fs.unlink(dir.join("f"));
  assertEquals(names(dir.path), ["g"]);
  await fs.chmod(dir.join("g"), 0o666);
  await fs.utime(dir.join("g"), 1, 2);
  assertEquals((await fs.stat(dir.join("g"))).mtimeNs, 2_000_000_000n);
  await assertRejects(() => fs.readlink(dir.join("g")), TypeError, "EINVAL");
});

onWindows("the working directory is a path that other programs understand", async () => {
  await using dir = await temporaryDirectory();
  Deno.mkdirSync(dir.join("ü 😀"));
  const before = Deno.cwd();
  try {
    files.cdSync(dir.join("ü 😀"));
    assertEquals(files.pwdSync(), Deno.cwd());
    assert(!files.pwdSync().startsWith("\\\\?\\") && files.pwdSync().endsWith("\\ü 😀"));
    Deno.writeTextFileSync("f", "abc");
    assertEquals(files.readTextFileSync("f"), "abc");
    assertEquals(files.realpathSync("f").toLowerCase(), `${Deno.cwd()}\\f`.toLowerCase());
  } finally {
    Deno.chdir(before);
  }
});
