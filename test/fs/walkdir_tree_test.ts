import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { hardlink, mkdir, walkdir } from "../../mod.ts";
import { scaled, SLOW } from "../call/scale.ts";
import { assertFails } from "../handle/failing.ts";
import { command, everyPlace } from "../handle/places.ts";
import { openDescriptors, type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { everyWay } from "../ways.ts";
import { BROKEN, makeBroken } from "./names.ts";
import { relative, visits } from "./walks.ts";

const LEVEL = "d".repeat(200);

/** Makes `levels` directories in each other, each with a file of one byte beside: put together of parts with short paths. */
async function makeDeep(dir: TemporaryDirectory, levels: number): Promise<void> {
  await Deno.mkdir(dir.join("part"));
  for (let done = 0; done < levels; done += 4) {
    const deepest = dir.join("next", LEVEL, LEVEL, LEVEL, LEVEL);
    await Deno.mkdir(deepest, { recursive: true });
    for (let at = deepest; at !== dir.join("next"); at = at.slice(0, -201)) await Deno.writeTextFile(`${at}/file`, "x");
    if (done > 0) await Deno.rename(dir.join("part", LEVEL), `${deepest}/${LEVEL}`);
    await Deno.remove(dir.join("part"));
    await Deno.rename(dir.join("next"), dir.join("part"));
  }
  await Deno.rename(dir.join("part", LEVEL), dir.join(LEVEL));
  await Deno.remove(dir.join("part"));
}

everyPlace("a tree far deeper than the longest path", async (way, dir) => {
  const { fs } = way;
  const levels = 60; // 12,060 bytes
  await makeDeep(dir, levels);
  try {
    for (const options of [{}, { topdown: false }, { followSymlinks: true }]) {
      const found = await visits(fs, dir.path, options);
      assertEquals(found.length, levels + 1);
      const longest = dir.path + `/${LEVEL}`.repeat(levels);
      assertEquals(found.at(options.topdown === false ? 0 : -1), [longest, [], ["file"]]);
    }
    let sum = 0;
    for await (const [, , files] of await fs.walkdir(dir.path, { stat: true })) {
      for (const { info } of files) sum += info.size;
    }
    assertEquals(sum, levels);
    const deep = dir.path + `/${LEVEL}`.repeat(30);
    assertEquals(await fs.readdir(deep), [LEVEL, "file"]);
    assertEquals(await fs.readdir(`${deep}/`), [LEVEL, "file"]);
    for await (const { path, name, info } of await fs.scandir(deep, { stat: true })) {
      assertEquals([path, info.isFile], [`${deep}/${name}`, name === "file"]);
    }
    await assertFails(way, () => fs.readdir(`${deep}/none/none`), "ENOENT", Deno.errors.NotFound);
    await assertFails(way, () => fs.readdir(`${deep}/file`), "ENOTDIR", Deno.errors.NotADirectory);
    await assertFails(way, () => fs.readdir(`${deep}/${"n".repeat(256)}`), "ENAMETOOLONG", Error);
  } finally {
    await command("rm", "-rf", dir.join(LEVEL));
  }
});

everyWay("a walk keeps names that are not UTF-8", async ({ fs }) => {
  await using dir = await temporaryDirectory();
  const made = await makeBroken(dir);
  await fs.mkdir(dir.join("dir\udcff"));
  await fs.writeTextFile(dir.join("dir\udcff/file\udcfe"), "x");
  assertEquals(await relative(fs, dir.path), [[".", ["dir\udcff"], made], ["dir\udcff", [], ["file\udcfe"]]]);
  for await (const [root, dirs, files] of await fs.walkdir(dir.path, { topdown: false })) {
    for (const name of files) await fs.unlink(`${root}/${name}`);
    for (const name of dirs) await fs.rmdir(`${root}/${name}`);
  }
  assertEquals(await fs.readdir(dir.path), []);
  assertEquals(made.length, BROKEN.length);
});

/** A tree that only its seed decides. */
async function random(dir: TemporaryDirectory, seed: number, count: number): Promise<void> {
  const next = () => seed = seed * 48271 % 0x7fffffff;
  const dirs = [dir.path];
  for (let i = 0; i < count; i++) {
    const path = `${dirs[next() % dirs.length]}/${"name".slice(0, next() % 5)}${i}${next() % 9 === 0 ? "ü" : ""}`;
    const kind = next() % 10;
    if (kind < 3) {
      await Deno.mkdir(path);
      dirs.push(path);
    } else if (kind === 3 && Deno.build.os !== "windows") {
      await Deno.symlink(["/usr", "..", "nothing", path][next() % 4]!, path);
    } else await Deno.writeFile(path, new Uint8Array(next() % 5000));
  }
}

/** What Deno and `find` find, by path: type and size. */
async function foundBy(path: string): Promise<[Map<string, string>, Map<string, string>]> {
  const byDeno = new Map<string, string>();
  const go = (at: string) => {
    for (const { name } of Deno.readDirSync(at)) {
      const { isDirectory, isSymlink, size, ino } = Deno.lstatSync(`${at}/${name}`);
      byDeno.set(`${at}/${name}`, `${isDirectory ? "d" : isSymlink ? "l" : "f"} ${size} ${ino}`);
      if (isDirectory) go(`${at}/${name}`);
    }
  };
  go(path);
  if (Deno.build.os === "windows") return [byDeno, byDeno];
  const printed = await command("find", path, "-mindepth", "1", "-printf", "%p\\0%y %s %i\\0");
  const parts = printed.split("\0");
  const byFind = new Map(Array.from({ length: parts.length >> 1 }, (_, i) => [parts[2 * i]!, parts[2 * i + 1]!]));
  return [byDeno, byFind];
}

everyPlace("a random tree is what Deno and find say", async ({ fs }, dir) => {
  await random(dir, 20_261, scaled(500) + 200);
  const [byDeno, byFind] = await foundBy(dir.path);
  assertEquals(byDeno, byFind);
  for (const topdown of [true, false]) {
    const ours = new Map<string, string>();
    for await (const [root, dirs, files] of await fs.walkdir(dir.path, { stat: true, topdown })) {
      for (const entry of [...dirs, ...files]) {
        const { isDirectory, isSymlink, size, ino } = entry.info;
        ours.set(`${root}/${entry.name}`, `${isDirectory ? "d" : isSymlink ? "l" : "f"} ${size} ${ino}`);
      }
    }
    assertEquals(ours, byDeno);
    const plain = await visits(fs, dir.path, { topdown });
    assertEquals(
      new Set(plain.flatMap(([root, ...lists]) => lists.flat().map((name) => `${root}/${name}`))),
      new Set(ours.keys()),
    );
    const order = visitsHere(dir.path, topdown);
    assertEquals(plain.map(([root]) => root), order);
  }
});

/** The order of a walk, by recursion. */
function visitsHere(path: string, topdown: boolean): string[] {
  const below = [...Deno.readDirSync(path)].filter((entry) => entry.isDirectory).map(({ name }) => name).sort()
    .flatMap((name) => visitsHere(`${path}/${name}`, topdown));
  return topdown ? [path, ...below] : [...below, path];
}

everyWay("a tree that changes while it is walked", async ({ fs }) => {
  await using dir = await temporaryDirectory("/dev/shm");
  await random(dir, 7, scaled(2000) + 200);
  const all = (await visits(fs, dir.path)).map(([root]) => root);
  let seen = 0;
  const errors: Error[] = [];
  for await (const [root, dirs] of await fs.walkdir(dir.path, { stat: true, onerror: (error) => errors.push(error) })) {
    if (seen++ % 3 === 0 && dirs.length > 0) {
      // Read ahead, it may have gone with a directory above it.
      await Deno.remove(dirs[0]!.path, { recursive: true }).catch(() => {});
    }
    if (root !== dir.path && seen % 50 === 0) await Deno.remove(root, { recursive: true }).catch(() => {});
  }
  assert(seen > 1 && seen <= all.length);
  for (const error of errors) assertInstanceOf(error, Deno.errors.NotFound);
});

Deno.test("a walk that is left or given up leaves no descriptor, and no reading under way", async () => {
  await using dir = await temporaryDirectory();
  await random(dir, 3, scaled(1500) + 300);
  for await (const _ of walkdir(dir.path));
  const before = openDescriptors();
  for (let i = 0; i < 30; i++) {
    let count = 0;
    for await (const _ of walkdir(dir.path, { stat: i % 2 === 0 })) if (count++ === 2 ** (i % 9)) break;
    assertEquals(openDescriptors(), before);
  }
  for (let i = 0; i < 30; i++) {
    const controller = new AbortController();
    const { signal } = controller;
    if (i % 3 === 0) setTimeout(() => controller.abort(new Error("no more")), 0);
    let count = 0;
    try {
      for await (const _ of walkdir(dir.path, { signal, stat: i % 2 === 0 })) {
        if (i % 3 !== 0 && count++ === i) controller.abort(new Error("no more"));
      }
      assert(!signal.aborted || i % 3 === 0);
    } catch (error) {
      assertEquals((error as Error).message, "no more");
    }
  }
  // What had left for another thread when it was given up is closed when it comes back.
  for (let i = 0; i < 100 && openDescriptors() > before; i++) for await (const _ of walkdir(dir.path));
  assertEquals(openDescriptors(), before);
  const early = AbortSignal.abort(new Error("never"));
  await assertRejects(() => walkdir(dir.path, { signal: early }).next(), Error, "never");
});

Deno.test("a tree of a million entries takes little memory", async () => {
  await using dir = await temporaryDirectory("/dev/shm");
  // On tmpfs a file may have as many names as one likes.
  const [outer, inner, each] = SLOW ? [4, 5, 200] : [20, 50, 999];
  await Deno.writeTextFile(dir.join("file"), "");
  try {
    for (let i = 0; i < outer * inner; i++) {
      const parent = dir.join(`outer${i % outer}`, `inner${i}`);
      await mkdir(dir.join(`outer${i % outer}`)).catch(() => {});
      await mkdir(parent);
      await Promise.all(Array.from({ length: each }, (_, n) => hardlink(dir.join("file"), `${parent}/entry-${n}`)));
    }
    for (const stat of [false, true]) {
      let entries = 0;
      let visited = 0;
      let most = 0;
      const before = Deno.memoryUsage().rss;
      for await (const [, dirs, files] of walkdir(dir.path, { stat })) {
        entries += dirs.length + files.length;
        if (visited++ % 20 === 0) most = Math.max(most, Deno.memoryUsage().rss - before);
      }
      assertEquals(entries, 1 + outer + outer * inner * (1 + each));
      // Held all at once, they would take 400 bytes each.
      assert(most < 300 << 20, `${most >> 20} MiB`);
    }
  } finally {
    // The quicker way, where there is one.
    const names = Array.from({ length: outer }, (_, i) => dir.join(`outer${i}`));
    if (Deno.build.os !== "windows") await command("rm", "-rf", ...names);
  }
});
