/** Trees as bytes, and as folders again. */
import { assertEquals } from "@std/assert";
import { decodeName, encodeName } from "../../src/call/text.ts";
import { type Child, Folder, foldersIn } from "../../src/watching/folder.ts";
import { PackedTree, TOP } from "../../src/watching/packed_tree.ts";
import { random } from "../random.ts";

/** What stands in a directory: files by their inodes. */
interface Made {
  readonly key: number;
  readonly inode: number;
  readonly entries: Map<string, Made | number>;
}

/** A tree of random shape, with names of all lengths, some of which are no text. */
function make(seed: number): Made {
  const chance = random(seed);
  const below = (limit: number) => Math.floor(chance() * limit);
  let made = 0;
  const directory = (depth: number): Made => {
    const entries = new Map<string, Made | number>();
    const itself = { key: 7 * made + 3, inode: 2 ** 40 + made++, entries };
    for (let count = below(depth === 0 ? 60 : 9); count > 0; count--) {
      const bytes = Uint8Array.from({ length: 1 + below(chance() < 0.1 ? 700 : 12) }, () => 48 + below(208));
      const inner = depth < 5 && made < 1000 && chance() < 0.6;
      entries.set(decodeName(bytes), inner ? directory(depth + 1) : below(2 ** 53));
    }
    return itself;
  };
  return directory(0);
}

function pack(top: Folder, tree: Made): { packed: PackedTree; folders: Folder[]; directories: Made[] } {
  const folders: Folder[] = [];
  const packed = new PackedTree(top, 5, (folder) => folders.push(folder));
  const directories = [tree]; // in the order of their numbers
  for (let number = 0; number < directories.length; number++) {
    const { key, inode, entries } = directories[number]!;
    packed.begin(number, number === TOP ? -1 : key, inode, key * 2);
    for (const [name, entry] of entries) {
      const bytes = encodeName(`xx${name}`);
      const isDirectory = typeof entry !== "number";
      packed.add(number, isDirectory, isDirectory ? 1 : entry, bytes, 2, bytes.length);
      if (isDirectory) directories.push(entry);
    }
    packed.end();
  }
  top.pack(packed, TOP);
  return { packed, folders, directories };
}

function topmost(absolute: string): Folder {
  const trunk = { given: "given", absolute, silent: true, folder: undefined as Folder | undefined };
  return trunk.folder = new Folder("", undefined, trunk);
}

function assertSame(child: Child, made: Made | number): void {
  if (typeof made === "number") return assertEquals(child, made);
  const { key, inode, attributes, dev, listedAt, children, attached } = child as Folder;
  assertEquals({ key, inode, attributes, dev, listedAt, attached }, {
    key: made.key,
    inode: made.inode,
    attributes: 2 * made.key,
    dev: 5,
    listedAt: 99,
    attached: true,
  });
  assertSameEntries(children, made);
}

function assertSameEntries(children: Map<string, Child> | undefined, { entries }: Made): void {
  assertEquals([...children?.keys() ?? []], [...entries.keys()]);
  for (const [name, child] of children ?? []) assertSame(child, entries.get(name)!);
}

Deno.test("a packed tree is unfolded to what was packed, and every folder is told of", () => {
  for (let seed = 1; seed <= 5; seed++) {
    const tree = make(seed);
    const top = topmost("/top");
    const { packed, folders, directories } = pack(top, tree);
    assertEquals([packed.size, packed.keys.size], [directories.length, directories.length - 1]);
    packed.listedAt = 99;
    assertSameEntries(top.children, tree);
    assertEquals(packed.keys.size, 0);
    assertEquals(new Set(folders).size, directories.length - 1);
  }
});

Deno.test("a directory of a packed tree is found by its key, and only what stands beside it and above is unfolded", () => {
  for (let seed = 11; seed <= 15; seed++) {
    const top = topmost("/top");
    const { packed, folders, directories } = pack(top, make(seed));
    const last = directories.length - 1;
    if (last === 0) continue;
    const folder = packed.folderOf(packed.keys.get(directories[last]!.key));
    assertEquals(folder.key, directories[last]!.key);
    packed.listedAt = 99; // also of what was unfolded before
    assertEquals(folder.attached, true);
    const open = new Set<Folder>();
    for (let above = folder.parent; above !== undefined; above = above.parent) open.add(above);
    for (const one of foldersIn(top, () => false)) assertEquals(one.isPacked, !open.has(one));
    assertEquals(packed.keys.size, last - folders.length);
    for (const one of folders) assertEquals(one.listedAt, 99);
  }
});

Deno.test("a packed directory's path has the bytes of its names, as far as there is room", () => {
  for (const absolute of ["/", "/top", "/a b/\u00fc"]) {
    const tree = make(30);
    const top = topmost(absolute);
    const { packed, directories } = pack(top, tree);
    const paths = new Map<Made, string>([[tree, absolute === "/" ? "" : absolute]]);
    for (const directory of directories) {
      for (const [name, entry] of directory.entries) {
        if (typeof entry !== "number") paths.set(entry, `${paths.get(directory)}/${name}`);
      }
    }
    const bytes = new Uint8Array(1000);
    for (const [number, directory] of directories.entries()) {
      const expected = encodeName(paths.get(directory)!);
      const end = packed.writePath(number, bytes, 7, 607);
      assertEquals(end, expected.length <= 600 ? 7 + expected.length : -1);
      if (end >= 0) assertEquals(bytes.subarray(7, end), expected);
      assertEquals(bytes.subarray(607).some((byte) => byte !== 0), false);
    }
  }
});

Deno.test("what is dropped is told by its keys, unfolded or not", () => {
  for (let seed = 31; seed <= 35; seed++) {
    const top = topmost("/top");
    const { packed, folders, directories } = pack(top, make(seed));
    const some = directories[directories.length >> 1]!;
    if (some.key !== directories[0]!.key) packed.folderOf(packed.keys.get(some.key));
    const dropped: number[] = folders.map(({ key }) => key);
    for (const folder of [...foldersIn(top, () => false)]) folder.dropPacked((key) => dropped.push(key));
    assertEquals(dropped.toSorted(), directories.slice(1).map(({ key }) => key).toSorted());
    assertEquals(packed.keys.size, 0);
    assertEquals([...foldersIn(top)].length, folders.length + 1);
  }
});
