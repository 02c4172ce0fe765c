/** A tree as it was found: names, and what is needed to see what has become of them, without an object for each. */
import { joined } from "../fs/dir_entry.ts";
import type { RawStat } from "../os/contract.ts";
import { inodeOf } from "./folder.ts";
import type { Ignores } from "./ignore.ts";

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

const WIDTH = 13;
const DIRECTORY = 4;

/** A tree: entries are numbers, those above before those below, those of one directory in a row. */
export class Tree {
  /** Names; that of the topmost entry is empty. */
  readonly names: string[] = [];
  #numbers: Float64Array<ArrayBuffer>;

  /** `room` is for how many entries. */
  constructor(room: number = 256) {
    this.#numbers = new Float64Array(room * WIDTH);
  }

  /** How many entries there are. */
  get size(): number {
    return this.names.length;
  }

  get(entry: number, field: Field): number {
    return this.#numbers[entry * WIDTH + field]!;
  }

  set(entry: number, field: Field, value: number): void {
    this.#numbers[entry * WIDTH + field] = value;
  }

  isDirectory(entry: number): boolean {
    return (this.get(entry, F.attributes) % 0x10000) >>> 12 === DIRECTORY;
  }

  /** What stands in a directory; nothing for −1. */
  entriesOf(entry: number): number[] {
    if (entry < 0) return [];
    const first = this.get(entry, F.first);
    return Array.from({ length: Math.max(0, this.get(entry, F.count)) }, (_, i) => first + i);
  }

  /** Adds an entry, of which nothing is known but its name. */
  add(parent: number, name: string): number {
    const entry = this.names.push(name) - 1;
    if (this.#numbers.length < this.size * WIDTH) {
      const larger = new Float64Array(2 * this.size * WIDTH);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.set(entry, F.parent, parent);
    this.set(entry, F.birthtimeRest, -1);
    this.set(entry, F.count, -1);
    return entry;
  }

  /** Says what an entry is. */
  describe(entry: number, stat: RawStat): void {
    const numbers = this.#numbers;
    const at = entry * WIDTH;
    numbers[at + F.attributes] = stat.mode + 0x10000 * ((stat.uid * 31 + stat.gid) % 0x4000);
    numbers[at + F.dev] = stat.dev;
    numbers[at + F.inode] = inodeOf(stat);
    numbers[at + F.size] = stat.size;
    numbers[at + F.mtime] = stat.mtime;
    numbers[at + F.mtimeRest] = stat.mtimeRest;
    numbers[at + F.ctime] = stat.ctime;
    numbers[at + F.ctimeRest] = stat.ctimeRest;
    numbers[at + F.birthtime] = stat.birthtime;
    numbers[at + F.birthtimeRest] = stat.birthtimeRest;
  }

  /** An entry's path, with `root` for the topmost one. */
  path(entry: number, root: string): string {
    const parent = this.get(entry, F.parent);
    return parent < 0 ? root : joined(this.path(parent, root), this.names[entry]!);
  }

  /** The same tree without what is to be ignored. */
  without(ignores: Ignores, root: string): Tree {
    const rest = new Tree(this.size);
    if (this.size === 0) return rest;
    const copied: (readonly [from: number, below: string])[] = [];
    const copy = (from: number, parent: number, below: string) => {
      const to = rest.add(parent, this.names[from]!);
      for (let i = 1; i < WIDTH; i++) rest.#numbers[to * WIDTH + i] = this.#numbers[from * WIDTH + i]!;
      copied.push([from, below]);
    };
    copy(0, -1, "");
    for (let to = 0; to < copied.length; to++) {
      const [from, below] = copied[to]!;
      const count = this.get(from, F.count);
      const first = rest.size;
      for (let child = this.get(from, F.first), end = child + count; child < end; child++) {
        const name = joined(below, this.names[child]!);
        if (!ignores(joined(root, name), name, this.isDirectory(child))) copy(child, to, name);
      }
      rest.set(to, F.first, first);
      if (count >= 0) rest.set(to, F.count, rest.size - first);
    }
    return rest;
  }
}
