/**
 * A tree as it was when watching began, as bytes: 40 of them for a directory and its name, where objects take 300. A
 * directory becomes a {@link Folder} when something is told of it, or of what stands beside it.
 */
import { encodeName } from "../call/text.ts";
import { NumberMap } from "../number_map.ts";
import { type Child, Folder } from "./folder.ts";
import { PackedEntries } from "./packed_entries.ts";

/** What is known of a directory, as so many numbers in a row. */
const F = {
  /** The directory above; −1 of the topmost. */
  parent: 0,
  /** What the system calls its watch; −1 before it is watched. */
  key: 1,
  /** The place of its entry, and of those in it; −1 before it was read. */
  entry: 2,
  entries: 3,
  attributes: 4,
} as const;
type Field = typeof F[keyof typeof F];
const WIDTH = 5;
/** Directories in one piece of memory. */
const PIECE = 1024;
/** Less than any number of a change. */
const NOT_YET = -1;

/** The topmost directory's number. */
export const TOP = 0;

/** A tree. Directories have numbers, in the order in which they were found. */
export class PackedTree {
  /** Directories by what the system calls their watch: those that are no folders yet. */
  readonly keys = new NumberMap();
  readonly #pieces: Int32Array[] = [];
  readonly #entries = new PackedEntries();
  #size = 0;
  #listedAt = NOT_YET;
  /** What has become a folder before that was known. */
  #early: Folder[] = [];
  /** Folders of which something is packed still, or that are to be looked at. */
  readonly #folders = new Map<number, Folder>();
  readonly #prefix: Uint8Array;

  /** `made` is told of each folder that a watched directory has become. */
  constructor(top: Folder, readonly dev: number, readonly made: (folder: Folder) => void) {
    const { absolute } = top;
    this.#prefix = encodeName(absolute.endsWith("/") ? absolute.slice(0, -1) : absolute);
    this.#folders.set(this.#addDirectory(-1), top);
  }

  /** The directories' {@link Folder.listedAt}. */
  set listedAt(listedAt: number) {
    this.#listedAt = listedAt;
    for (const folder of this.#early) folder.listedAt = listedAt;
    this.#early = [];
  }

  /** How many directories there are. */
  get size(): number {
    return this.#size;
  }

  /** Whether there is no place for more. */
  get isFull(): boolean {
    return this.#entries.isFull;
  }

  /** Writes a directory's path for system calls to `into` from `at`; where that ends, or −1 when there is no room. */
  writePath(directory: number, into: Uint8Array, at: number, most: number): number {
    if (directory !== TOP) {
      const end = this.writePath(this.#get(directory, F.parent), into, at, most);
      return end < 0 ? end : this.#entries.append(this.#get(directory, F.entry), into, end, most);
    }
    if (at + this.#prefix.length > most) return -1;
    into.set(this.#prefix, at);
    return at + this.#prefix.length;
  }

  /** A directory's path below the topmost one. */
  pathBelow(directory: number): string {
    const parent = this.#get(directory, F.parent);
    const name = this.#entries.nameAt(this.#get(directory, F.entry));
    return parent === TOP ? name : `${this.pathBelow(parent)}/${name}`;
  }

  /** What is added from now on, up to {@link PackedTree.end}, stands in this directory. */
  begin(directory: number, key: number, inode: number, attributes: number): void {
    this.#set(directory, F.key, key);
    this.#set(directory, F.attributes, attributes);
    if (directory !== TOP) this.#entries.setInode(this.#get(directory, F.entry), inode);
    this.#set(directory, F.entries, this.#entries.begin());
    if (key >= 0) this.keys.set(key, directory);
  }

  /** Adds an entry to that directory, whose name stands in `bytes`. */
  add(directory: number, isDirectory: boolean, inode: number, bytes: Uint8Array, start: number, end: number): void {
    const number = isDirectory ? this.#addDirectory(directory) : -1;
    const place = this.#entries.add(number, inode, bytes, start, end);
    if (isDirectory) this.#set(number, F.entry, place);
  }

  /** Nothing more stands in that directory. */
  end(): void {
    this.#entries.end();
  }

  /** A directory that is packed still, or is to be looked at, as a folder. */
  folderOf(directory: number): Folder {
    const known = this.#folders.get(directory);
    if (known !== undefined) return known;
    this.folderOf(this.#get(directory, F.parent)).unfold();
    return this.#folders.get(directory)!;
  }

  /** What stands in a directory, of which nothing is packed any more; undefined when it is empty. */
  unfold(folder: Folder, directory: number): Map<string, Child> | undefined {
    this.#folders.delete(directory);
    let children: Map<string, Child> | undefined;
    for (let at = this.#first(directory); at >= 0; at = this.#entries.behind(at)) {
      const name = this.#entries.nameAt(at);
      const number = this.#entries.numberAt(at);
      const inode = this.#entries.inodeAt(at);
      (children ??= new Map()).set(name, number < 0 ? inode : this.#folder(name, folder, number, inode));
    }
    return children;
  }

  #folder(name: string, parent: Folder, directory: number, inode: number): Folder {
    const folder = new Folder(name, parent);
    folder.key = this.#get(directory, F.key);
    this.#folders.set(directory, folder);
    if (folder.key < 0) return folder; // to be looked at
    folder.inode = inode;
    folder.dev = this.dev;
    folder.attributes = this.#get(directory, F.attributes);
    folder.listedAt = this.#listedAt;
    folder.pack(this, directory);
    if (this.#listedAt === NOT_YET) this.#early.push(folder);
    this.keys.delete(folder.key);
    this.made(folder);
    return folder;
  }

  /** Forgets what stands below a directory; `each` is told of every watch. */
  drop(directory: number, each: (key: number) => void): void {
    this.#folders.delete(directory);
    for (let at = this.#first(directory); at >= 0; at = this.#entries.behind(at)) {
      const number = this.#entries.numberAt(at);
      const key = number < 0 ? -1 : this.#get(number, F.key);
      if (key < 0) continue;
      this.keys.delete(key);
      each(key);
      this.drop(number, each);
    }
  }

  #first(directory: number): number {
    const entries = this.#get(directory, F.entries);
    return entries < 0 ? -1 : this.#entries.from(entries);
  }

  #addDirectory(parent: number): number {
    const directory = this.#size++;
    if (directory % PIECE === 0) this.#pieces.push(new Int32Array(PIECE * WIDTH));
    this.#set(directory, F.parent, parent);
    this.#set(directory, F.key, -1);
    this.#set(directory, F.entries, -1);
    return directory;
  }

  #get(directory: number, field: Field): number {
    return this.#pieces[Math.floor(directory / PIECE)]![(directory % PIECE) * WIDTH + field]!;
  }

  #set(directory: number, field: Field, value: number): void {
    this.#pieces[Math.floor(directory / PIECE)]![(directory % PIECE) * WIDTH + field] = value;
  }
}
