/** Random trees, copied and moved with random options: what comes is what a model says, and what `cp -a` makes of it. */
import { assert, assertEquals } from "@std/assert";
import { type CpOptions, lgetxattrSync, llistxattrSync, type Preserved, setxattrSync } from "../../mod.ts";
import { os } from "../../src/os/os.ts";
import { scaled, SLOW } from "../call/scale.ts";
import { rejectionOf } from "../call/thrown.ts";
import { ROOT } from "../handle/nobody.ts";
import { command, everyPlace } from "../handle/places.ts";
import { random, SEED } from "../random.ts";
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";
import { grow, type Kinds, type Picture, picture, type Seen } from "./random_tree.ts";

const ALL: readonly Preserved[] = ["mode", "times", "owner", "xattr", "links"];
const USUAL: readonly Preserved[] = ["mode", "times", "owner"];
/** Entries of a tree. */
const ENTRIES = 30;
/** What a filesystem may take for a file of holes, and for what is around them. Bytes. */
const SLACK = 128 << 10;

/** Names and values of users' attributes. */
function attributesOf(path: string): string {
  const names = llistxattrSync(path).filter((name) => name.startsWith("user."));
  return names.map((name) => `${name}=${new TextDecoder().decode(lgetxattrSync(path, name)!)}`).sort().join(" ");
}

function keepsAttributes(dir: TemporaryDirectory): boolean {
  try {
    setxattrSync(dir.path, "user.probe", "x");
    return true;
  } catch {
    return false;
  }
}

/** What a copy with these options looks like. */
function expected(source: Picture, options: CpOptions, links: Map<string, string>): Picture {
  const { preserve = USUAL, followSymlinks = false } = options;
  const keeps = new Set(preserve === true ? ALL : preserve === false ? [] : preserve);
  const umask = Deno.umask();
  const copy: Picture = new Map();
  const firsts = new Map<string, string>();
  for (const [path, own] of source) {
    const entry = followSymlinks && own.type === "l" ? source.get(links.get(path)!)! : own;
    // A file that has one name only is copied for each link that leads to it.
    const shared = keeps.has("links") && entry.type !== "d" && namesOf(source, entry) > 1;
    const first = shared ? firsts.get(entry.first) ?? path : path;
    firsts.set(entry.first, first);
    copy.set(path, {
      ...entry,
      mode: entry.type === "l" ? entry.mode : keeps.has("mode") ? entry.mode : entry.mode & 0o777 & ~umask,
      owner: keeps.has("owner") ? entry.owner : `${Deno.uid()}:${Deno.gid()}`,
      attributes: keeps.has("xattr") ? entry.attributes : "",
      first,
    });
  }
  return copy;
}

function namesOf(tree: Picture, { first }: Seen): number {
  return [...tree.values()].filter((other) => other.type !== "d" && other.first === first).length;
}

/** What is compared of a tree, line by line. */
function lines(tree: Picture, { time, attributes }: { time: boolean; attributes: boolean }): string[] {
  return [...tree].map(([path, { type, mode, owner, size, text, content, first, ...rest }]) => {
    const told = [time ? rest.time : "", attributes ? rest.attributes : ""];
    return [JSON.stringify(path), type, mode.toString(8), owner, size, text, content.slice(0, 8), first, ...told].join(
      " ",
    );
  });
}

/** Fails unless holes have stayed, or have been written out. */
function assertHoles(source: Picture, copy: Picture, sparse: boolean, told: string): void {
  for (const [path, { type, size, taken }] of copy) {
    if (type !== "f" || source.get(path)?.type !== "f") continue;
    if (sparse) assert(taken <= source.get(path)!.taken + SLACK, `${path}: ${taken} bytes, ${told}`);
    else assert(taken >= size, `${path}: ${taken} of ${size} bytes, ${told}`);
  }
}

/** The paths in a tree that its links lead to. */
function linksOf(tree: Picture, root: string): Map<string, string> {
  return new Map(
    [...tree].filter(([, { type }]) => type === "l").map(([path, { text }]) => [path, text.slice(root.length + 1)]),
  );
}

everyPlace("random trees are copied and moved as a model says, and as cp -a does", async (way, dir) => {
  await using other = await temporaryDirectory(dir.path.startsWith("/dev/shm") ? undefined : "/dev/shm");
  const attributes = [dir, other].every(keepsAttributes);
  const next = random(SEED);
  const one = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]!;
  // A clone has all attributes of a file, whatever was asked for.
  const clones = os.name === "darwin";
  for (let round = 0; round < Math.max(2, scaled(8)); round++) {
    const kinds: Kinds = { leading: next() < 0.4, attributes };
    const [from, to] = [dir.join("from"), one([dir, other]).join("to")];
    grow(from, ENTRIES, next, kinds);
    const source = await picture(from, attributesOf);
    const links = kinds.leading ? linksOf(source, from) : new Map<string, string>();
    const options: CpOptions = {
      preserve: one([undefined, true, false, ALL.filter(() => next() < 0.5)]),
      followSymlinks: kinds.leading && next() < 0.7,
      reflink: one(["auto", "never"]),
      sparse: next() < 0.7,
      concurrency: one([1, 3, 256]),
      force: next() < 0.5,
    };
    const told = `RESEAU_SEED=${SEED}, ${way.name}, round ${round}: ${JSON.stringify(options)}`;
    if (next() < 0.5) {
      one([
        () => Deno.writeTextFileSync(to, "there"),
        () => Deno.symlinkSync(dir.path, to),
        () => grow(to, 5, next, kinds),
        () => Deno.mkdirSync(to),
      ])();
      if (!options.force) {
        const before = await picture(to, attributesOf);
        assertEquals((await rejectionOf(way.fs.cp(from, to, options))).code, "EEXIST", told);
        assertEquals(await picture(to, attributesOf), before, told);
        await Deno.remove(to, { recursive: true });
      }
    }
    await way.fs.cp(from, to, options);
    const copy = await picture(to, attributesOf);
    const keeps = options.preserve === true ? ALL : options.preserve === false ? [] : options.preserve ?? USUAL;
    const what = { time: keeps.includes("times"), attributes: !clones || keeps.includes("xattr") };
    assertEquals(lines(copy, what), lines(expected(source, options, links), what), told);
    assertHoles(source, copy, options.sparse !== false, told);
    assertEquals(lines(await picture(from, attributesOf), ALWAYS), lines(source, ALWAYS), `the source, ${told}`);
    await Deno.remove(to, { recursive: true });

    if (ROOT && !SLOW) {
      const theirs = one([dir, other]).join("theirs");
      await command("cp", "-a", from, theirs);
      await way.fs.cp(from, to, { preserve: true });
      const [a, b] = [await picture(to, attributesOf), await picture(theirs, attributesOf)];
      assertEquals(lines(a, ALWAYS), lines(b, ALWAYS), told);
      for (const tree of [to, theirs]) await Deno.remove(tree, { recursive: true });
    }

    if (next() < 0.5) grow(to, 5, next, kinds);
    await way.fs.mv(from, to, { force: true });
    const moved = await picture(to, attributesOf);
    assertEquals(lines(moved, ALWAYS), lines(source, ALWAYS), `moved, ${told}`);
    assertHoles(source, moved, true, told);
    await Deno.remove(to, { recursive: true });
    assertEquals([...Deno.readDirSync(dir.path), ...Deno.readDirSync(other.path)].map(({ name }) => name), [], told);
  }
});

const ALWAYS = { time: true, attributes: true };
