/** The names in a folder, where the system tells that they have changed, and not which. */
import type { RawEntry } from "../os/listing_contract.ts";
import { inodeOf } from "./folder.ts";

/** What stood in a folder when it was listed last. */
export class FolderNames {
  #inodes: ReadonlyMap<string, number>;

  constructor(entries: readonly RawEntry[]) {
    this.#inodes = byName(entries);
  }

  /** Names that went, then those that came or stand for something else, by inode: most filesystems number in order. */
  compare(entries: readonly RawEntry[]): string[] {
    const [before, now] = [this.#inodes, byName(entries)];
    this.#inodes = now;
    const gone = [...before.keys()].filter((name) => !now.has(name));
    const others = [...now].filter(([name, inode]) => before.get(name) !== inode).sort(([, a], [, b]) => a - b);
    return [...gone, ...others.map(([name]) => name)];
  }
}

function byName(entries: readonly RawEntry[]): Map<string, number> {
  return new Map(entries.map((entry) => [entry.name, inodeOf(entry)]));
}
