/** A tree changed at random by our operations, beside one changed in the same way by Deno's. */
import { assertEquals } from "@std/assert";
import { scaled } from "../call/scale.ts";
import { everyPlace } from "../handle/places.ts";
import { random, SEED } from "../random.ts";
import type { TemporaryDirectory } from "../temporary.ts";
import type { Way } from "../ways.ts";

/** Paths in the tree: few enough that operations meet each other. */
const PATHS = ["a", "b", "c", "a/a", "a/b", "b/a", "b/c", "a/a/a", "a/a/b", "b/a/c", "c/a"];
/** Operations between two looks at the whole. */
const LOOK = 40;

interface Change {
  readonly name: string;
  /** One of ours, and Deno's for the same. */
  ours(fs: Way["fs"], at: (path: string) => string, path: string, other: string): Promise<unknown>;
  deno(at: (path: string) => string, path: string, other: string): void;
}

/** What `touch` is in Deno. */
function touch(path: string): void {
  Deno.openSync(path, { write: true, create: true }).close();
}

const CHANGES: readonly Change[] = [
  { name: "mkdir", ours: (fs, at, path) => fs.mkdir(at(path)), deno: (at, path) => Deno.mkdirSync(at(path)) },
  {
    name: "mkpath",
    ours: (fs, at, path) => fs.mkpath(at(path)),
    deno: (at, path) => Deno.mkdirSync(at(path), { recursive: true }),
  },
  { name: "touch", ours: (fs, at, path) => fs.touch(at(path)), deno: (at, path) => touch(at(path)) },
  {
    name: "rename",
    ours: (fs, at, path, other) => fs.rename(at(path), at(other)),
    deno: (at, path, other) => Deno.renameSync(at(path), at(other)),
  },
  {
    name: "hardlink",
    ours: (fs, at, path, other) => fs.hardlink(at(path), at(other)),
    deno: (at, path, other) => Deno.linkSync(at(path), at(other)),
  },
  {
    name: "symlink",
    ours: (fs, at, path, other) => fs.symlink(other, at(path)),
    deno: (at, path, other) => Deno.symlinkSync(other, at(path)),
  },
  {
    name: "remove",
    // Deno.remove decides by what is there.
    ours: async (fs, at, path) =>
      (await fs.tryLstat(at(path)))?.isDirectory ? await fs.rmdir(at(path)) : await fs.unlink(at(path)),
    deno: (at, path) => Deno.removeSync(at(path)),
  },
  {
    name: "chmod",
    ours: (fs, at, path, other) => fs.chmod(at(path), 0o700 | other.length),
    deno: (at, path, other) => Deno.chmodSync(at(path), 0o700 | other.length),
  },
  {
    name: "utime",
    ours: (fs, at, path, other) => fs.utime(at(path), 1, other.length),
    deno: (at, path, other) => Deno.utimeSync(at(path), 1, other.length),
  },
];

/** Everything below a directory, by type, mode, links and text. */
function picture(path: string, prefix = ""): string[] {
  return [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => {
    const [name, full] = [`${prefix}${entry.name}`, `${path}/${entry.name}`];
    if (entry.isSymlink) return [`${name} -> ${Deno.readLinkSync(full)}`];
    const { mode, nlink } = Deno.lstatSync(full);
    const line = `${name} ${entry.isDirectory ? "d" : "f"} ${(mode! & 0o7777).toString(8)} ${
      entry.isFile ? nlink : ""
    }`;
    return entry.isDirectory ? [line, ...picture(full, `${name}/`)] : [line];
  });
}

/** What became of it: nothing, or the class of the error. */
async function outcomeOf(body: () => unknown): Promise<string> {
  try {
    await body();
    return "done";
  } catch (error) {
    return (error as Error).constructor.name;
  }
}

everyPlace("names and Deno's go the same way", async (way, dir) => {
  for (const name of ["ours", "deno"]) await Deno.mkdir(dir.join(name));
  const next = random(SEED);
  const one = <T>(of: readonly T[]) => of[Math.floor(next() * of.length)]!;
  const log: string[] = [];
  for (let i = 1; i <= scaled(1200); i++) {
    const [change, path, other] = [one(CHANGES), one(PATHS), one(PATHS)];
    const place = (tree: string) => (path: string) => dir.join(tree, path);
    const expected = await outcomeOf(() => change.deno(place("deno"), path, other));
    const actual = await outcomeOf(() => change.ours(way.fs, place("ours"), path, other));
    log.push(`${change.name} ${path} ${other}: ${expected}`);
    const told = `RESEAU_SEED=${SEED}, ${way.name}:\n${log.slice(-LOOK).join("\n")}`;
    assertEquals(actual, expected, told);
    if (i % LOOK === 0) assertEquals(picture(dir.join("ours")), picture(dir.join("deno")), told);
    if (i % 200 === 0) await cleared(dir);
  }
});

/** Now and then everything begins again: links soon lead everywhere. */
async function cleared(dir: TemporaryDirectory): Promise<void> {
  for (const name of ["ours", "deno"]) {
    await Deno.remove(dir.join(name), { recursive: true });
    await Deno.mkdir(dir.join(name));
  }
}
