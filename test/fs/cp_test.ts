/** Copying files and trees. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { CpProgress } from "../../mod.ts";
import { assertBytes, sample } from "../handle/bytes.ts";
import { assertFails } from "../handle/failing.ts";
import { command, everyPlace } from "../handle/places.ts";
import { contents, described, plant } from "./trees.ts";

/** Mode, owner, mtime to the nanosecond, size: what is kept by default. */
const USUAL = "%m %U %G %T@ %s";

everyPlace("a file of any size is copied with its mode and its times", async ({ fs }, dir) => {
  for (const size of [0, 1, 4096, 32_767, 32_768, 100_000, (5 << 20) + 3]) {
    const data = sample(size);
    Deno.writeFileSync(dir.join("from"), data);
    Deno.chmodSync(dir.join("from"), 0o640);
    await fs.utime(dir.join("from"), 123_456_789_012_345_678n, 987_654_321_098_765_432n);
    assertEquals(await fs.cp(dir.join("from"), dir.join("to")), dir.join("to"));
    const copy = Deno.statSync(dir.join("to"));
    const { atimeNs, mtimeNs } = await fs.stat(dir.join("to"));
    assertEquals([copy.mode! & 0o7777, mtimeNs, atimeNs], [0o640, 987_654_321_098_765_432n, 123_456_789_012_345_678n]);
    assertBytes(Deno.readFileSync(dir.join("to")), data);
    Deno.removeSync(dir.join("to"));
  }
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["from"], "nothing is left beside");
});

everyPlace("a tree is copied with everything in it", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from"));
  plant(dir.join("from"));
  await command("mkfifo", "-m", "612", dir.join("from", "fifo"));
  await fs.cp(dir.join("from"), dir.join("to"));
  assertEquals(await described(dir.join("to"), USUAL), await described(dir.join("from"), USUAL));
  assertEquals(await contents(dir.join("to")), await contents(dir.join("from")));
  const [from, to] = [await fs.stat(dir.join("from")), await fs.stat(dir.join("to"))];
  assertEquals([to.mode, to.mtimeNs], [from.mode, from.mtimeNs], "the tree's own directory, too");
  await fs.cptree(dir.join("from"), dir.join("again"), { preserve: true, concurrency: 1 });
  assertEquals(await described(dir.join("again"), USUAL), await described(dir.join("from"), USUAL));
});

everyPlace("without preserve, the umask decides, and times are new", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from"), { mode: 0o750 });
  Deno.writeTextFileSync(dir.join("from", "f"), "x");
  Deno.writeFileSync(dir.join("from", "large"), sample(100_000));
  for (const name of ["f", "large"]) Deno.chmodSync(dir.join("from", name), 0o775);
  Deno.utimeSync(dir.join("from", "f"), 1, 1);
  Deno.utimeSync(dir.join("from"), 1, 1);
  const mask = Deno.umask(0o027);
  try {
    await fs.cp(dir.join("from"), dir.join("to"), { preserve: false });
  } finally {
    Deno.umask(mask);
  }
  const modes = ["", "/f", "/large"].map((name) => Deno.statSync(dir.join("to") + name).mode! & 0o7777);
  assertEquals(modes, [0o750, 0o750, 0o750]);
  for (const name of ["", "/f"]) assert(Deno.statSync(dir.join("to") + name).mtime!.getTime() > 1e12, name);
  await fs.cp(dir.join("from"), dir.join("times"), { preserve: ["times"] });
  assertEquals(["", "/f"].map((name) => Deno.statSync(dir.join("times") + name).mtime!.getTime()), [1000, 1000]);
});

everyPlace("names of one file stay names of one file", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from", "a"), { recursive: true });
  Deno.mkdirSync(dir.join("from", "b"));
  for (const [name, size] of [["small", 100], ["large", 100_000]] as const) {
    Deno.writeFileSync(dir.join("from", "a", name), sample(size));
    Deno.linkSync(dir.join("from", "a", name), dir.join("from", "b", name));
    Deno.linkSync(dir.join("from", "a", name), dir.join("from", `${name}2`));
  }
  Deno.symlinkSync("text", dir.join("from", "link"));
  await command("ln", "-P", dir.join("from", "link"), dir.join("from", "a", "link"));
  const inodes = async (root: string) => {
    const lines = (await command("find", root, "!", "-type", "d", "-printf", "%i %n %P\n")).split("\n").toSorted();
    const groups = Map.groupBy(lines, (line) => line.split(" ")[0]);
    return [...groups.values()].map((group) => group.map((line) => line.split(" ").slice(1)).toSorted()).toSorted();
  };
  const plan = { preserve: true, concurrency: 3 };
  await fs.cp(dir.join("from"), dir.join("to"), plan);
  assertEquals(await inodes(dir.join("to")), await inodes(dir.join("from")));
  Deno.writeTextFileSync(dir.join("to", "in the way"), "");
  await fs.cp(dir.join("from"), dir.join("to"), { ...plan, force: true });
  assertEquals(await inodes(dir.join("to")), await inodes(dir.join("from")), "aside, too");
  await fs.cp(dir.join("from"), dir.join("apart"), { preserve: ["mode", "times"] });
  assertEquals((await inodes(dir.join("apart"))).length, 8);
});

everyPlace("links are copied as they are, or what they lead to", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from", "sub"), { recursive: true });
  Deno.writeTextFileSync(dir.join("from", "sub", "f"), "content");
  Deno.symlinkSync("sub/f", dir.join("from", "file"));
  Deno.symlinkSync(dir.join("from", "sub"), dir.join("from", "dir"));
  await fs.cp(dir.join("from"), dir.join("kept"));
  assertEquals(Deno.readLinkSync(dir.join("kept", "file")), "sub/f");
  assertEquals(Deno.readLinkSync(dir.join("kept", "dir")), dir.join("from", "sub"));
  await fs.cp(dir.join("from"), dir.join("followed"), { followSymlinks: true });
  assertEquals((await described(dir.join("followed"), "%s")).slice(1), [
    "dir d |",
    "dir/f f 7 |",
    "file f 7 |",
    "sub d |",
    "sub/f f 7 |",
  ]);
  await fs.cp(dir.join("from", "file"), dir.join("link"));
  assertEquals(Deno.readLinkSync(dir.join("link")), "sub/f", "even where it leads nowhere");
  await fs.cp(dir.join("from", "file"), dir.join("file"), { followSymlinks: true });
  assertEquals(Deno.lstatSync(dir.join("file")).isFile, true);
});

everyPlace("links that lead back end the copy", async (way, dir) => {
  Deno.mkdirSync(dir.join("from", "a"), { recursive: true });
  Deno.symlinkSync("..", dir.join("from", "a", "up"));
  await assertFails(
    way,
    () => way.fs.cp(dir.join("from"), dir.join("to"), { followSymlinks: true }),
    "ELOOP",
    Deno.errors.FilesystemLoop,
  );
  Deno.symlinkSync("loop", dir.join("loop"));
  await assertFails(
    way,
    () => way.fs.cp(dir.join("loop"), dir.join("to2"), { followSymlinks: true }),
    "ELOOP",
    Deno.errors.FilesystemLoop,
  );
  await way.fs.cp(dir.join("loop"), dir.join("loop2"));
  assertEquals(Deno.readLinkSync(dir.join("loop2")), "loop");
  // A link out of the source to where the copy grows.
  Deno.mkdirSync(dir.join("source"));
  Deno.mkdirSync(dir.join("parent"));
  Deno.symlinkSync(dir.join("parent"), dir.join("source", "out"));
  await assertFails(
    way,
    () => way.fs.cp(dir.join("source"), dir.join("parent", "to"), { followSymlinks: true }),
    "EINVAL",
    TypeError,
  );
});

everyPlace("progress tells bytes, files and how much there is", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from", "sub"), { recursive: true });
  const sizes = [0, 10, 40_000, 9 << 20];
  sizes.forEach((size, i) => Deno.writeFileSync(dir.join("from", i % 2 ? "sub" : ".", `${i}`), sample(size)));
  Deno.symlinkSync("nowhere", dir.join("from", "link"));
  const total = sizes.reduce((a, b) => a + b);
  const told: CpProgress[] = [];
  await fs.cp(dir.join("from"), dir.join("to"), { onProgress: (progress) => told.push(progress) });
  assertEquals(
    new Set(told.map(({ totalBytes, totalFiles }) => `${totalBytes} ${totalFiles}`)),
    new Set([`${total} 5`]),
  );
  const { bytes, files } = told.at(-1)!;
  assertEquals([bytes, files], [total, 5]);
  assert(told.every((one, i) => i === 0 || (one.bytes >= told[i - 1]!.bytes && one.files >= told[i - 1]!.files)));
  assert(told.some((one) => one.bytes > total - (9 << 20) && one.bytes < total), "within a large file");
  assertEquals(new Set(told.map(({ path }) => path.split("/").at(-1))), new Set(["0", "1", "2", "3", "link"]));
  told.length = 0;
  await fs.cp(dir.join("from", "sub", "1"), dir.join("one"), { onProgress: (progress) => told.push(progress) });
  assertEquals(told.at(-1), { bytes: 10, totalBytes: 10, files: 1, totalFiles: 1, path: dir.join("from", "sub", "1") });
  await assertRejects(
    () =>
      fs.cp(dir.join("from"), dir.join("thrown"), {
        onProgress: () => {
          throw new RangeError("mine");
        },
      }),
    RangeError,
    "mine",
  );
});

everyPlace("deep trees and wide directories", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from"));
  const depth = 300;
  let path = dir.join("from");
  for (let i = 0; i < depth; i++) {
    path += `/${"d".repeat(i % 7 + 1)}`;
    Deno.mkdirSync(path);
    Deno.writeTextFileSync(`${path}/f`, `${i}`);
  }
  for (let i = 0; i < 600; i++) Deno.writeTextFileSync(dir.join("from", `${i}`), `${i}`);
  await fs.cp(dir.join("from"), dir.join("to"));
  assertEquals(await described(dir.join("to"), USUAL), await described(dir.join("from"), USUAL));
  assertEquals(await contents(dir.join("to")), await contents(dir.join("from")));
});

everyPlace("trees deeper than any path", async ({ fs }, dir) => {
  const [name, depth] = ["d".repeat(250), 60];
  const dig =
    'mkdir "$0/from" && cd "$0/from" && i=0; while [ $i -lt $2 ]; do mkdir $1 && cd -P $1 && echo $i >f || exit; i=$((i+1)); done';
  await command("sh", "-c", dig, dir.path, name, `${depth}`);
  try {
    await fs.cp(dir.join("from"), dir.join("to"));
    const count = (root: string) => command("sh", "-c", 'cd "$0" && find . -type f | wc -l', root);
    assertEquals([await count(dir.join("from")), await count(dir.join("to"))], [`${depth}`, `${depth}`]);
  } finally {
    for (const tree of ["from", "to"]) await fs.rm(dir.join(tree), { recursive: true, force: true });
  }
});

everyPlace("names that are not UTF-8 keep their bytes", async ({ fs }, dir) => {
  Deno.mkdirSync(dir.join("from"));
  await command(
    "sh",
    "-c",
    `cd "$0" && printf x > "$(printf 'a\\377b')" && ln -s "$(printf '\\200')" link`,
    dir.join("from"),
  );
  await fs.cp(dir.join("from"), dir.join("to"));
  const list = (root: string) => command("sh", "-c", `cd "$0" && find . -printf '%P %l\n' | sort | od -c`, root);
  assertEquals(await list(dir.join("to")), await list(dir.join("from")));
});

everyPlace("misuse is refused before anything is done", async ({ fs }, dir) => {
  Deno.writeTextFileSync(dir.join("f"), "x");
  const to = dir.join("to");
  for (
    const [options, type] of [
      [{ reflink: "perhaps" }, TypeError],
      [{ reflink: "always", sparse: false }, TypeError],
      [{ concurrency: 0 }, RangeError],
      [{ concurrency: 1.5 }, RangeError],
      [{ preserve: ["everything"] }, TypeError],
    ] as const
  ) await assertRejects(() => fs.cp(dir.join("f"), to, options as never), type);
  await assertRejects(() => fs.cp(`${dir.join("f")}\0`, to), TypeError);
  await assertRejects(() => fs.cp(dir.join("f"), "\0"), TypeError);
  await assertRejects(() => fs.cptree(dir.join("f"), to), Deno.errors.NotADirectory);
  assertEquals([...Deno.readDirSync(dir.path)].length, 1);
});
