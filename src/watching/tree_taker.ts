/** Puts what is listed into a tree. */
import { failureOf } from "../call/errno.ts";
import { decodeName } from "../call/text.ts";
import { joined } from "../fs/dir_entry.ts";
import type { Taken, Taker, Traits } from "../os/listing_contract.ts";
import { judgesEntries, requireRead } from "../permission.ts";
import type { Ignores } from "./ignore.ts";
import { F, type Tree } from "./tree.ts";

const ENOENT = failureOf("ENOENT");

/** What is taken. */
export interface Extent {
  /** The path as it was given, and the absolute one. */
  readonly path: string;
  readonly absolute: string;
  readonly recursive: boolean;
  readonly ignores: Ignores | undefined;
}

/** A directory to be listed. */
export interface Directory extends Taken {
  readonly entry: number;
  /** Its path below the topmost one. */
  readonly below: string;
}

/** A tree that grows by a directory at a time. */
export class TreeTaker implements Taker<Directory> {
  /** Directories that were found, to be listed next. */
  readonly found: Directory[] = [];
  /** Entries that had vanished before they were looked at. */
  readonly gone = new Set<number>();
  /** Whether there are entries that are in no directory. */
  incomplete = false;
  #directory!: Directory;
  #judges = false;

  constructor(readonly tree: Tree, readonly extent: Extent) {}

  begin(directory: Directory): void {
    this.#directory = directory;
    this.#judges = judgesEntries(directory.path);
    this.tree.set(directory.entry, F.first, this.tree.size);
    this.tree.set(directory.entry, F.count, 0);
  }

  add(bytes: Uint8Array, start: number, end: number, type: number): number {
    const { tree } = this;
    const { entry } = this.#directory;
    if ((this.extent.ignores !== undefined || this.#judges) && !this.#wants(decodeName(bytes, start, end), type)) {
      return -1;
    }
    const child = tree.addBytes(entry, bytes, start, end);
    tree.set(child, F.attributes, type << 12);
    tree.set(entry, F.count, child + 1 - tree.get(entry, F.first));
    return child;
  }

  describe(entry: number, traits: Traits): void {
    this.tree.describe(entry, traits);
  }

  /** What is there, and must not be looked at, is known by its name and its type. */
  fail(entry: number, result: number): void {
    if (result !== ENOENT) return;
    this.gone.add(entry);
    this.incomplete = true;
  }

  end(directory: Directory): void {
    if (!this.extent.recursive) return;
    const first = this.tree.get(directory.entry, F.first);
    for (let child = first, end = first + this.tree.get(directory.entry, F.count); child < end; child++) {
      if (this.tree.isDirectory(child) && !this.gone.has(child)) this.#find(child, directory);
    }
  }

  forget({ entry }: Directory): void {
    this.incomplete = true;
    this.tree.set(entry, F.count, -1);
  }

  #find(entry: number, { below }: Directory): void {
    const name = this.tree.names.get(entry);
    const place = below === "" ? name : joined(below, name);
    this.found.push({ entry, below: place, path: joined(this.extent.absolute, place), follow: false });
  }

  #wants(name: string, type: number): boolean {
    const { ignores, path, absolute } = this.extent;
    const { below } = this.#directory;
    const place = below === "" ? name : joined(below, name);
    if (ignores?.(joined(path, place), place, type === 4) === true) return false;
    return !this.#judges || mayRead(joined(absolute, place));
  }
}

/** Whether this process was given permission to read a path. */
export function mayRead(path: string): boolean {
  try {
    requireRead(path);
    return true;
  } catch {
    return false;
  }
}
