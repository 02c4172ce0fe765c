import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import { type DirEntryWithInfo, walkdir, walkdirSync, type WalkEntry, type WalkOptions } from "../../mod.ts";
import { assertFails } from "../handle/failing.ts";
import { asNobody, ROOT } from "../handle/nobody.ts";
import { everyPlace } from "../handle/places.ts";
import { temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { plant, relative, visits } from "./walks.ts";

const TOPDOWN: WalkEntry[] = [
  [".", ["a", "e"], ["file4", "to_dir", "to_file", "to_nothing"]],
  ["a", ["b", "d"], ["file2"]],
  ["a/b", ["c"], ["file1"]],
  ["a/b/c", [], []],
  ["a/d", [], []],
  ["e", [], ["file3"]],
];
const BOTTOMUP = [3, 2, 4, 1, 5, 0].map((i) => TOPDOWN[i]!);

everyPlace("walkdir: a directory before those in it, or behind them, links among the files", async ({ fs }, dir) => {
  await plant(dir);
  assertEquals(await relative(fs, dir.path), TOPDOWN);
  assertEquals(await relative(fs, dir.path, { topdown: false }), BOTTOMUP);
  assertEquals((await visits(fs, `${dir.path}/`)).map(([root]) => root)[1], dir.join("a"));
  assertEquals(await relative(fs, dir.join("e")), [[".", [], ["file3"]]]);
  const [first] = await visits(fs, dir.join("to_dir"));
  assertEquals(first, [dir.join("to_dir"), ["b", "d"], ["file2"]]);
});

everyPlace("walkdir goes into links to directories when it is told to", async ({ fs }, dir) => {
  await plant(dir);
  const found = await relative(fs, dir.path, { followSymlinks: true });
  assertEquals(found[0], [".", ["a", "e", "to_dir"], ["file4", "to_file", "to_nothing"]]);
  const below = (start: string) =>
    found.filter(([root]) => root.startsWith(start)).map(([root]) => root.slice(start.length));
  assertEquals(below("to_dir"), below("a"));
  assertEquals(below("to_dir"), ["", "/b", "/b/c", "/d"]);
});

everyPlace("walkdir with metadata: entries, of links themselves", async ({ fs }, dir) => {
  await plant(dir);
  for (const followSymlinks of [false, true]) {
    const plain = await visits(fs, dir.path, { followSymlinks });
    const found: [string, DirEntryWithInfo[], DirEntryWithInfo[]][] = [];
    for await (const visit of await fs.walkdir(dir.path, { stat: true, followSymlinks })) found.push(visit);
    assertEquals(
      found.map(([root, ...lists]) => [root, ...lists.map((list) => list.map(({ name }) => name))]),
      plain,
    );
    for (const entry of found.flatMap(([, dirs, files]) => [...dirs, ...files])) {
      const info = (await fs.lstat(entry.path)).toJSON();
      // Whoever reads a directory leaves the time of that.
      assertEquals({ ...entry.info.toJSON(), atime: info.atime, atimeNs: info.atimeNs }, info);
    }
  }
});

everyWay("links that lead back are not gone into; one that leads to itself is an error", async (way) => {
  const { fs } = way;
  await using dir = await temporaryDirectory();
  await Deno.mkdir(dir.join("a/b"), { recursive: true });
  await Deno.mkdir(dir.join("other"));
  await Deno.symlink("..", dir.join("a/up"));
  await Deno.symlink(dir.path, dir.join("a/b/top"));
  await Deno.symlink(".", dir.join("a/b/here"));
  await Deno.symlink("../../other", dir.join("a/b/aside"));
  await Deno.symlink("../a", dir.join("other/across"));
  assertEquals(await relative(fs, dir.path, { followSymlinks: true }), [
    [".", ["a", "other"], []],
    ["a", ["b"], ["up"]],
    ["a/b", ["aside"], ["here", "top"]],
    ["a/b/aside", [], ["across"]],
    ["other", ["across"], []],
    ["other/across", ["b"], ["up"]],
    ["other/across/b", [], ["aside", "here", "top"]],
  ]);
  await Deno.symlink("itself", dir.join("itself"));
  await assertFails(way, () => visits(fs, dir.path, { followSymlinks: true }), "ELOOP", Deno.errors.FilesystemLoop);
  const errors: Error[] = [];
  const found = await relative(fs, dir.path, { followSymlinks: true, onerror: (error) => errors.push(error) });
  assertEquals(found[0], [".", ["a", "other"], ["itself"]]);
  assertEquals(errors.map((error) => [Reflect.get(error, "code"), Reflect.get(error, "path")]), [
    ["ELOOP", dir.join("itself")],
  ]);
  assertEquals((await relative(fs, dir.path))[0], [".", ["a", "other"], ["itself"]]);
});

everyWay("what is taken out of dirs is not gone into, what is put in is", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  for (let i = 0; i < 300; i++) await Deno.mkdir(dir.join(`${100 + i}/in/it`), { recursive: true });
  const roots: string[] = [];
  for await (const [root, dirs] of await fs.walkdir(dir.path)) {
    roots.push(root.slice(dir.path.length + 1));
    if (root === dir.path) dirs.splice(0, dirs.length, ...dirs.filter((name) => Number(name) % 3 === 0).reverse());
    else if (dirs.includes("in") && Number(root.slice(-3)) % 2 === 0) dirs.length = 0;
  }
  const kept = Array.from({ length: 300 }, (_, i) => 399 - i).filter((number) => number % 3 === 0);
  const wanted = kept.flatMap((number) =>
    number % 2 === 0 ? [`${number}`] : [`${number}`, `${number}/in`, `${number}/in/it`]
  );
  assertEquals(roots, ["", ...wanted]);
  const entered: string[] = [];
  for await (const [root, dirs] of await fs.walkdir(dir.path, { stat: true })) {
    entered.push(root.slice(dir.path.length + 1));
    if (root === dir.path) dirs.length = 2;
  }
  assertEquals(entered, ["", "100", "100/in", "100/in/it", "101", "101/in", "101/in/it"]);
});

everyWay(
  "a directory that has gone when its turn comes is an error, and the walk goes on when that is taken",
  async (way) => {
    const { fs } = way;
    await using dir = await temporaryDirectory();
    const grow = () => plant(dir);
    const walkAndRemove = async (options: WalkOptions) => {
      const roots: string[] = [];
      for await (const [root] of await fs.walkdir(dir.path, options)) {
        if (root === dir.path) await Deno.remove(dir.join("a"), { recursive: true });
        roots.push(root);
      }
      return roots;
    };
    await grow();
    await assertFails(way, () => walkAndRemove({}), "ENOENT", Deno.errors.NotFound);
    for (const name of ["to_dir", "to_file", "to_nothing"]) await Deno.remove(dir.join(name));
    await grow();
    const errors: Error[] = [];
    assertEquals(await walkAndRemove({ onerror: (error) => errors.push(error) }), [dir.path, dir.join("e")]);
    assertEquals(
      errors.map((error) => [error.constructor, Reflect.get(error, "path"), Reflect.get(error, "syscall")]),
      [
        [Deno.errors.NotFound, dir.join("a"), "readdir"],
      ],
    );
  },
);

everyWay("a directory that has become a link is not gone into", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  await plant(dir);
  const walkAndSwap = async (options: WalkOptions) => {
    const roots: string[] = [];
    for await (const [root] of await fs.walkdir(dir.path, options)) {
      if (root === dir.path) {
        await Deno.rename(dir.join("e"), dir.join("was_e"));
        await Deno.symlink("a", dir.join("e"));
      }
      roots.push(root.slice(dir.path.length + 1));
    }
    await Deno.remove(dir.join("e"));
    await Deno.rename(dir.join("was_e"), dir.join("e"));
    return roots;
  };
  const codes: unknown[] = [];
  const onerror = (error: Error) => codes.push(Reflect.get(error, "code"), Reflect.get(error, "path"));
  assertEquals(await walkAndSwap({ onerror }), ["", "a", "a/b", "a/b/c", "a/d"]);
  assert(["ENOTDIR", "ELOOP"].includes(codes[0] as string), `${codes[0]}`);
  assertEquals(codes[1], dir.join("e"));
  assertEquals(await walkAndSwap({ onerror, followSymlinks: true }).then((roots) => roots.includes("e/b/c")), true);
  assertEquals(codes.length, 2);
});

everyWay("what onerror throws ends the walk; a first directory that is none is an error like others", async (way) => {
  const { fs } = way;
  await using dir = await temporaryDirectory();
  await Deno.writeTextFile(dir.join("file"), "");
  const own = new Error("enough");
  const onerror = () => {
    throw own;
  };
  for (const topdown of [true, false]) {
    assertEquals(await assertRejects(() => visits(fs, dir.join("none"), { onerror, topdown })), own);
    await assertFails(way, () => visits(fs, dir.join("none"), { topdown }), "ENOENT", Deno.errors.NotFound);
    await assertFails(way, () => visits(fs, dir.join("file"), { topdown }), "ENOTDIR", Deno.errors.NotADirectory);
    const errors: Error[] = [];
    assertEquals(await visits(fs, dir.join("none"), { topdown, onerror: (error) => errors.push(error) }), []);
    assertEquals(errors.length, 1);
  }
});

Deno.test("misuse of walkdir is refused at once", () => {
  assertThrows(() => walkdir("\0"), TypeError);
  assertThrows(() => walkdirSync("\0"), TypeError);
  assertThrows(() => walkdir("/", { onerror: "no" as unknown as () => void }), TypeError, "onerror");
});

everyWay("directories that must not be read, or not be searched, are reported", async (way) => {
  if (!ROOT) return;
  const { fs } = way;
  await using dir = await temporaryDirectory();
  await Deno.chmod(dir.path, 0o755);
  for (const path of ["closed/in", "listed/in", "open/in"]) {
    await Deno.mkdir(dir.join(path), { recursive: true });
    await Deno.writeTextFile(dir.join(path.replace("in", "file")), "");
  }
  await Deno.symlink("listed/file", dir.join("link"));
  await Deno.chmod(dir.join("closed"), 0o711);
  await Deno.chmod(dir.join("listed"), 0o744);
  const tried = async (options: WalkOptions) => {
    const errors: Error[] = [];
    const found = await relative(fs, dir.path, { ...options, onerror: (error) => errors.push(error) });
    for (const error of errors) assertInstanceOf(error, Deno.errors.PermissionDenied);
    return { roots: found.map(([root]) => root), found, paths: errors.map((error) => Reflect.get(error, "path")) };
  };
  await asNobody(async () => {
    const plain = await tried({});
    assertEquals(plain.roots, [".", "listed", "open", "open/in"]);
    assertEquals(plain.found[1], ["listed", ["in"], ["file"]]);
    assertEquals(plain.paths, [dir.join("closed"), dir.join("listed/in")]);
    const looked = await tried({ stat: true });
    assertEquals(looked.roots, [".", "listed", "open", "open/in"]);
    assertEquals(looked.found[1], ["listed", [], []]);
    assertEquals(looked.paths.sort(), [dir.join("closed"), dir.join("listed/file"), dir.join("listed/in")]);
    const followed = await tried({ followSymlinks: true });
    assertEquals(followed.found[0], [".", ["closed", "listed", "open"], ["link"]]);
    assertEquals(followed.paths.sort(), [dir.join("closed"), dir.join("link"), dir.join("listed/in")]);
  });
  await Deno.chmod(dir.join("closed"), 0o755);
});
