/** A tree as it was found: names, and what is needed to see what has become of them, without an object for each. */
import { joined } from "../fs/dir_entry.ts";
import type { Traits } from "../os/listing_contract.ts";
import { inodeOf } from "./folder.ts";
import type { Ignores } from "./ignore.ts";
import { TreeNames } from "./tree_names.ts";

/** Numbers that are kept of an entry, by their place. */
export const F = {
  /** Where its directory is; −1 of the topmost. */
  parent: 0,
  /** `st_mode`, and above 16 bits of it the owners as one number. */
  attributes: 1,
  dev: 2,
  inode: 3,
  size: 4,
  mtime: 5,
  mtimeRest: 6,
  ctime: 7,
  ctimeRest: 8,
  birthtime: 9,
  birthtimeRest: 10,
  /** Where the entries of a directory begin, and how many they are; −1 where that is not known. */
  first: 11,
  count: 12,
} as const;
/** One of them. */
export type Field = typeof F[keyof typeof F];

/** How many numbers an entry has. */
export const WIDTH = 13;
const DIRECTORY = 4;

/** A tree: entries are numbers, those above before those below, those of one directory in a row. */
export class Tree {
  /** Names; that of the topmost entry is empty. */
  readonly names: TreeNames;
  #numbers: Float64Array<ArrayBuffer>;

  /** `room` is for how many entries; those that have `names` are yet to be described. */
  constructor(room: number = 256, names: TreeNames = new TreeNames(room)) {
    this.names = names;
    this.#numbers = new Float64Array(Math.max(room, names.size) * WIDTH);
    this.#numbers.fill(-1, 0, names.size * WIDTH);
  }

  /** How many entries there are. */
  get size(): number {
    return this.names.size;
  }

  /** What is kept, {@link WIDTH} numbers of each entry, while none is added. */
  get numbers(): Float64Array<ArrayBuffer> {
    return this.#numbers;
  }

  get(entry: number, field: Field): number {
    return this.#numbers[entry * WIDTH + field]!;
  }

  set(entry: number, field: Field, value: number): void {
    this.#numbers[entry * WIDTH + field] = value;
  }

  isDirectory(entry: number): boolean {
    return (this.#numbers[entry * WIDTH + F.attributes]! & 0xf000) >>> 12 === DIRECTORY;
  }

  /** What stands in a directory; nothing for −1. */
  entriesOf(entry: number): number[] {
    if (entry < 0) return [];
    const first = this.get(entry, F.first);
    return Array.from({ length: Math.max(0, this.get(entry, F.count)) }, (_, i) => first + i);
  }

  /** Adds an entry, of which nothing is known but its name. */
  add(parent: number, name: string): number {
    this.names.push(name);
    return this.#added(parent);
  }

  /** The same with a name in bytes, as the system has it. */
  addBytes(parent: number, bytes: Uint8Array, start: number, end: number): number {
    this.names.pushBytes(bytes, start, end);
    return this.#added(parent);
  }

  #added(parent: number): number {
    const entry = this.size - 1;
    if (this.#numbers.length < this.size * WIDTH) {
      const larger = new Float64Array(2 * this.size * WIDTH);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    const at = entry * WIDTH;
    this.#numbers[at + F.parent] = parent;
    this.#numbers[at + F.birthtimeRest] = -1;
    this.#numbers[at + F.count] = -1;
    return entry;
  }

  /** Says what an entry is. */
  describe(entry: number, traits: Traits): void {
    const numbers = this.#numbers;
    const at = entry * WIDTH;
    numbers[at + F.attributes] = traits.mode + 0x10000 * ((traits.uid * 31 + traits.gid) % 0x4000);
    numbers[at + F.dev] = traits.dev;
    numbers[at + F.inode] = inodeOf(traits);
    numbers[at + F.size] = traits.size;
    numbers[at + F.mtime] = traits.mtime;
    numbers[at + F.mtimeRest] = traits.mtimeRest;
    numbers[at + F.ctime] = traits.ctime;
    numbers[at + F.ctimeRest] = traits.ctimeRest;
    numbers[at + F.birthtime] = traits.birthtime;
    numbers[at + F.birthtimeRest] = traits.birthtimeRest;
  }

  /** An entry's path, with `root` for the topmost one. */
  path(entry: number, root: string): string {
    const parent = this.get(entry, F.parent);
    return parent < 0 ? root : joined(this.path(parent, root), this.names.get(entry));
  }

  /** The same tree without what is to be ignored. */
  without(ignores: Ignores, root: string): Tree {
    const belows = [""];
    return this.#filtered((child, to) => {
      const name = this.names.get(child);
      const below = belows[to] === "" ? name : joined(belows[to]!, name);
      if (ignores(joined(root, below), below, this.isDirectory(child))) return false;
      belows.push(below); // the number that it gets is the next one
      return true;
    });
  }

  /** The same tree without some entries and what stands in them. */
  withoutEntries(entries: ReadonlySet<number>): Tree {
    return this.#filtered((child) => !entries.has(child));
  }

  /** `keeps` is asked of each entry in turn, with the number that its directory has got. */
  #filtered(keeps: (child: number, parent: number) => boolean): Tree {
    const rest = new Tree(this.size);
    if (this.size === 0) return rest;
    const origins: number[] = [];
    const copy = (from: number, parent: number) => {
      rest.names.pushFrom(this.names, from);
      const to = rest.#added(parent);
      for (let i = 1; i < WIDTH; i++) rest.#numbers[to * WIDTH + i] = this.#numbers[from * WIDTH + i]!;
      origins.push(from);
    };
    copy(0, -1);
    for (let to = 0; to < origins.length; to++) {
      const from = origins[to]!;
      const count = this.get(from, F.count);
      const first = rest.size;
      for (let child = this.get(from, F.first), end = child + count; child < end; child++) {
        if (keeps(child, to)) copy(child, to);
      }
      rest.set(to, F.first, first);
      if (count >= 0) rest.set(to, F.count, rest.size - first);
    }
    return rest;
  }
}
