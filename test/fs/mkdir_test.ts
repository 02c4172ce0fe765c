import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import type { Way } from "../ways.ts";
import { rejectionOf } from "../call/thrown.ts";
import { everyPlace } from "../handle/places.ts";

const mode = (path: string) => Deno.statSync(path).mode! & 0o7777;

everyPlace("mkdir makes one directory with its mode less the umask, and returns the path", async ({ fs }, dir) => {
  const path = dir.join("d");
  assertEquals(await fs.mkdir(path, { mode: 0o750 }), path);
  assertEquals(mode(path), 0o750 & ~Deno.umask());
  assertEquals(await fs.mkdir(new URL(`file://${dir.join("u")}`)), dir.join("u"));
  assertEquals(mode(dir.join("u")), 0o777 & ~Deno.umask());
  const before = Deno.umask(0o077);
  try {
    await fs.mkdir(dir.join("masked"));
  } finally {
    Deno.umask(before);
  }
  assertEquals(mode(dir.join("masked")), 0o700);
});

everyPlace("mkdir with recursive is mkpath", async ({ fs }, dir) => {
  const path = dir.join("a/b/c");
  assertEquals(await fs.mkdir(path, { recursive: true, mode: 0o700 }), path);
  assertEquals(await fs.mkdir(path, { recursive: true }), path);
  assertEquals(["a", "a/b", "a/b/c"].map((name) => mode(dir.join(name))), [0o700, 0o700, 0o700]);
});

everyPlace("a mode beyond 0o777 is refused, by mkpath only once something is missing", async ({ fs }, dir) => {
  for (const mode of [-1, 0o1000, 1.5, NaN]) {
    await assertRejects(() => fs.mkdir(dir.join("x"), { mode }), RangeError, "0o777");
    await assertRejects(() => fs.mkpath(dir.join("x"), { mode }), RangeError, "0o777");
    assertEquals(await fs.mkpath(dir.path, { mode }), dir.path);
  }
  assertEquals([...Deno.readDirSync(dir.path)], []);
});

everyPlace("mkpath makes what is missing and returns what it was given", async ({ fs }, dir) => {
  for (const path of ["a/b/c", "a/b/c", "a//x///y/", "a/./z", "a/q/../r/", "é/\u{1f600}"]) {
    assertEquals(await fs.mkpath(dir.join(path)), dir.join(path));
    assertEquals(Deno.statSync(dir.join(path)).isDirectory, true, path);
  }
  assertEquals(await fs.mkpath(""), "");
  assertEquals(await fs.mkpath("/"), "/");
  assertEquals(await fs.cd(() => fs.mkpath("relative/path"), dir.path), "relative/path");
  assertEquals(Deno.statSync(dir.join("relative/path")).isDirectory, true);
});

everyPlace("mkpath follows links to directories", async ({ fs }, dir) => {
  await Deno.mkdir(dir.join("real"));
  await Deno.symlink("real", dir.join("link"));
  await fs.mkpath(dir.join("link"));
  await fs.mkpath(dir.join("link/sub"));
  assertEquals(Deno.statSync(dir.join("real/sub")).isDirectory, true);
  await Deno.symlink("nowhere", dir.join("dangling"));
  for (const path of ["dangling", "dangling/sub"]) {
    assertEquals((await rejectionOf(fs.mkpath(dir.join(path)))).code, "EEXIST");
  }
});

everyPlace("mkpath refuses what is in its way, and makes nothing", async ({ fs }, dir) => {
  await Deno.writeTextFile(dir.join("file"), "");
  for (const [path, codes] of [["file", ["EEXIST"]], ["file/x", ["ENOTDIR"]], ["file/x/y", ["ENOTDIR"]]] as const) {
    const error = await rejectionOf(fs.mkpath(dir.join(path)));
    assertEquals((codes as readonly string[]).includes(error.code), true, error.message);
  }
});

everyPlace("many mkpath of the same directories at once all succeed", async (way: Way, dir) => {
  const paths = Array.from({ length: 40 }, (_, i) => dir.join(`p/q/r/${i % 5}/s`));
  assertEquals(await Promise.all(paths.map((path) => way.fs.mkpath(path))), paths);
});

everyPlace("a failure half way names what was made", async ({ fs }, dir) => {
  const long = "n".repeat(256);
  await fs.mkpath(dir.join("there"));
  const error = await rejectionOf(fs.mkpath(dir.join(`there/made/${long}`)));
  assertEquals(error.code, "ENAMETOOLONG");
  // The system finds a name too long before it finds its directory missing, or after.
  const made = [...Deno.readDirSync(dir.join("there"))].map(({ name }) => name);
  if (made.length > 0) assertMatch(error.message, /1 entry was made, '.*there\/made' is left/);
  else assertEquals(error.message.includes("left"), false);
  assertEquals([error.done, error.left], [made.length, made.map((name) => dir.join("there", name))]);
});

everyPlace("rmdir and unlink remove what they are for", async ({ fs }, dir) => {
  await Deno.mkdir(dir.join("d"));
  await Deno.writeTextFile(dir.join("file"), "x");
  await Deno.symlink("d", dir.join("link"));
  await fs.unlink(dir.join("link"));
  using open = Deno.openSync(dir.join("file"));
  await fs.unlink(new URL(`file://${dir.join("file")}`));
  assertEquals(open.statSync().size, 1);
  await fs.rmdir(dir.join("d/"));
  assertEquals([...Deno.readDirSync(dir.path)], []);
  assertEquals((await rejectionOf(fs.rmdir(dir.join(".")))).code, "EINVAL");
});

everyPlace("names with a NUL are refused before any call", async ({ fs }, dir) => {
  const bad = dir.join("a\0b");
  const operations: (() => Promise<unknown>)[] = [
    () => fs.mkdir(bad),
    () => fs.mkpath(bad),
    () => fs.rmdir(bad),
    () => fs.unlink(bad),
    () => fs.rename(bad, dir.join("x")),
    () => fs.rename(dir.join("x"), bad),
    () => fs.hardlink(bad, bad),
    () => fs.symlink(bad, dir.join("x")),
    () => fs.symlink("x", bad),
    () => fs.readlink(bad),
    () => fs.realpath(bad),
    () => fs.touch(bad),
    () => fs.chmod(bad, 0),
    () => fs.chown(bad, 0),
    () => fs.lchown(bad, 0),
    () => fs.utime(bad, 0, 0),
    () => fs.lutime(bad, 0, 0),
    () => fs.mkfifo(bad),
    () => fs.mknod(bad, 0o010600),
    () => fs.cd(bad),
    () => fs.tempname(bad),
    () => fs.mktemp(bad),
    () => fs.mktempdir(bad),
    () => fs.mktempdir(dir.path, { prefix: "a\0b" }),
    () => fs.homedir("a\0b"),
    () => fs.expanduser("~a\0b"),
  ];
  for (const operation of operations) await assertRejects(operation, TypeError, "NUL");
  assertEquals([...Deno.readDirSync(dir.path)], []);
});
