/** What a watcher knows of a tree: directories with their children, as the events so far describe them. */
import type { RawStat } from "../os/contract.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { joined } from "../fs/dir_entry.ts";
import type { PackedTree } from "./packed_tree.ts";

/** What polling remembers of a file. */
export interface Seen {
  readonly inode: number;
  readonly mode: number;
  readonly size: number;
  readonly mtime: number;
  readonly mtimeRest: number;
  readonly ctime: number;
  readonly ctimeRest: number;
  readonly birthtime: number;
  readonly birthtimeRest: number;
  /** Its content as one number; 0 where contents are not compared. */
  readonly content: number;
}

/** A file, or anything else that is no directory: its inode (0 where it is not known), or what polling saw. */
export type Leaf = number | Seen;
/** What stands in a directory. */
export type Child = Folder | Leaf;

/** The start of a tree: the path as it was given, and the absolute one that is asked for. */
export interface Trunk {
  readonly given: string;
  readonly absolute: string;
  /** Whether nothing is reported of it yet: it is being looked at for the first time. */
  silent: boolean;
  /** The topmost directory; undefined where there is none, or it is not watched any more. */
  readonly folder: Folder | undefined;
}

/** Later than any change: a number that V8 keeps in the object itself, since there are many directories. */
export const NEVER = 0x7fff_ffff;

/** A directory. */
export class Folder {
  name: string;
  parent: Folder | undefined;
  /** The watched path, of the topmost one. */
  readonly trunk: Trunk | undefined;
  /** What the system calls its watch; −1 without. */
  key = -1;
  inode = 0;
  dev = 0;
  /** Its mode and owners as one number; 0 before they were seen, −1 once they have changed. */
  attributes = 0;
  /**
   * The number of the last change that had been told when it was listed: those up to it may have been part of that.
   * {@link NEVER} when it was to be listed, and was not at its place.
   */
  listedAt = 0;
  /** Whether it is looked at from time to time, because the system does not tell. */
  polled = false;
  /** Whether its name stands for a symbolic link, which is followed. */
  linked = false;
  #children: Map<string, Child> | undefined;
  /** Where what stands in it is packed, and as what. */
  #packed: PackedTree | undefined;
  #number = 0;

  constructor(name: string, parent: Folder | undefined, trunk?: Trunk) {
    this.name = name;
    this.parent = parent;
    this.trunk = trunk;
  }

  /** What stands in it. */
  get children(): Map<string, Child> | undefined {
    if (this.#packed !== undefined) this.unfold();
    return this.#children;
  }
  set children(children: Map<string, Child> | undefined) {
    this.#packed = undefined;
    this.#children = children;
  }

  /** What stands in it was packed, as this number. */
  pack(tree: PackedTree, number: number): void {
    this.#packed = tree;
    this.#number = number;
  }

  /** Whether what stands in it is packed. */
  get isPacked(): boolean {
    return this.#packed !== undefined;
  }

  /** Makes objects of what is packed. */
  unfold(): void {
    const tree = this.#packed;
    this.#packed = undefined;
    this.#children = tree?.unfold(this, this.#number);
  }

  /** Forgets what is packed; `each` is told of what the system calls the watches of directories there. */
  dropPacked(each: (key: number) => void): void {
    this.#packed?.drop(this.#number, each);
    this.#packed = undefined;
  }

  /** Its path as events have it. */
  get path(): string {
    return this.parent === undefined ? this.trunk!.given : joined(this.parent.path, this.name);
  }

  /** Its path for system calls. */
  get absolute(): string {
    return this.parent === undefined ? this.trunk!.absolute : joined(this.parent.absolute, this.name);
  }

  /** The topmost directory above it. */
  get top(): Folder {
    return this.parent === undefined ? this : this.parent.top;
  }

  /** Its path, or that of a child, below the topmost directory. */
  below(name: string): string {
    return this.parent === undefined ? name : `${this.parent.below(this.name)}/${name}`;
  }

  /** Whether it is this directory or stands below it. */
  isWithin(other: Folder): boolean {
    return this === other || this.parent?.isWithin(other) === true;
  }

  /** Whether it is a part of the tree: what was taken out of it is not. */
  get attached(): boolean {
    if (this.parent === undefined) return this.trunk!.folder === this;
    return this.parent.children?.get(this.name) === this && this.parent.attached;
  }
}

/** Whether the name of what is known and the name of what is told can stand for the same. */
export function sameKind(child: Child, isDirectory: boolean): boolean {
  return (child instanceof Folder && !child.linked) === isDirectory;
}

/** All directories of a tree, those above first; of those that are packed, what stands in directories that are `asked` for. */
export function* foldersIn(folder: Folder, asked?: (folder: Folder) => boolean): Generator<Folder> {
  yield folder;
  if (folder.isPacked && asked?.(folder) === false) return;
  for (const child of folder.children?.values() ?? []) if (child instanceof Folder) yield* foldersIn(child, asked);
}

/**
 * An inode's number to compare: exact below 2^53; above, where some filesystems keep which layer it is from, the upper
 * bits are folded into the lower.
 */
export function inodeOf({ inodeLow, inodeHigh }: Pick<RawEntry, "inodeLow" | "inodeHigh">): number {
  return inodeOfHalves(inodeLow, inodeHigh);
}

/** The same of its lower and its upper 32 bits. */
export function inodeOfHalves(low: number, high: number): number {
  return low + ((high ^ (high >>> 11)) & 0x1f_ffff) * 0x1_0000_0000;
}

/** A mode and owners as one number. */
export function ownership({ mode, uid, gid }: Pick<RawStat, "mode" | "uid" | "gid">): number {
  return mode + 0x10000 * ((uid * 31 + gid) % 0x4000);
}

/** The inode of a file; 0 where it is not known. */
export function inodeOfLeaf(leaf: Leaf): number {
  return typeof leaf === "number" ? leaf : leaf.inode;
}

/** What polling remembers. */
export function seen(stat: RawStat, content: number): Seen {
  const { mode, size, mtime, mtimeRest, ctime, ctimeRest, birthtime, birthtimeRest } = stat;
  return { inode: inodeOf(stat), mode, size, mtime, mtimeRest, ctime, ctimeRest, birthtime, birthtimeRest, content };
}

/** Whether two looks have seen one file: an inode's number is given to another file as soon as the first is gone. */
export function isSame(before: Seen, now: Seen): boolean {
  return before.inode === now.inode && before.birthtime === now.birthtime && before.birthtimeRest === now.birthtimeRest;
}

/** Whether a file that is gone and one that was found are one: without birth times, only if they look the same, too. */
export function isMove(before: Seen, now: Seen): boolean {
  if (!isSame(before, now)) return false;
  if (now.birthtimeRest >= 0) return true;
  return before.size === now.size && before.mtime === now.mtime && before.mtimeRest === now.mtimeRest;
}

/** What has happened to a file between two looks. */
export function difference(before: Seen, now: Seen): "modify" | "attrib" | undefined {
  if (!isSame(before, now) || before.size !== now.size) return "modify";
  if (before.mtime !== now.mtime || before.mtimeRest !== now.mtimeRest) return "modify";
  if (before.content !== now.content && before.content !== 0 && now.content !== 0) return "modify";
  return before.ctime !== now.ctime || before.ctimeRest !== now.ctimeRest || before.mode !== now.mode
    ? "attrib"
    : undefined;
}

/** Whether a time is not before another, in milliseconds, as far as that can be told. */
export function changedSince(seconds: number, nanoseconds: number, since: number): boolean {
  // Some filesystems count whole seconds, the kernel's clock goes in steps of up to 10 ms.
  return seconds * 1000 + nanoseconds / 1e6 >= since - (nanoseconds === 0 ? 2000 : 20);
}
