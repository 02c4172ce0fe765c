/** An entry of a directory. */
import type { RawEntry } from "../os/listing_contract.ts";
import { FileInfo } from "../stat/file_info.ts";
import { endsInSeparator } from "../separators.ts";

/** What an entry is, by the names of `FileInfo`'s predicates; `"unknown"` where neither the directory nor `lstat` told. */
export type EntryType =
  | "file"
  | "directory"
  | "symlink"
  | "fifo"
  | "socket"
  | "blockDevice"
  | "charDevice"
  | "unknown";

/** By the upper four bits of `st_mode`. */
const TYPES: readonly EntryType[] = Array.from({ length: 16 }, (_, i) => {
  const known: Record<number, EntryType> = {
    1: "fifo",
    2: "charDevice",
    4: "directory",
    6: "blockDevice",
    8: "file",
    10: "symlink",
    12: "socket",
  };
  return known[i] ?? "unknown";
});

/** An entry of a directory: what `Deno.DirEntry` has, and what it lacks. A symbolic link is described itself. */
export class DirEntry implements Deno.DirEntry {
  /** The entry's name. A byte that is not part of valid UTF-8 is a lone surrogate, U+DC80 to U+DCFF. */
  readonly name: string;
  readonly #directory: string;
  readonly #raw: RawEntry;
  #info: FileInfo | undefined;

  /** Made by `scandir` and `walkdir`. */
  constructor(directory: string, raw: RawEntry) {
    this.name = raw.name;
    this.#directory = directory;
    this.#raw = raw;
  }

  /** The directory's path as it was given, and the name. */
  get path(): string {
    return joined(this.#directory, this.name);
  }
  /** What it is. */
  get type(): EntryType {
    return TYPES[this.#raw.type]!;
  }
  /** The inode's number. Without `{ stat: true }`, of a directory that something is mounted on, that of the one below. */
  get inode(): bigint {
    return (BigInt(this.#raw.inodeHigh) << 32n) | BigInt(this.#raw.inodeLow);
  }
  /** Metadata, where `{ stat: true }` asked for it. */
  get info(): FileInfo | undefined {
    const { stat } = this.#raw;
    return typeof stat === "object" ? this.#info ??= new FileInfo(stat) : undefined;
  }

  /** Whether it is a regular file. */
  get isFile(): boolean {
    return this.type === "file";
  }
  /** Whether it is a directory. */
  get isDirectory(): boolean {
    return this.type === "directory";
  }
  /** Whether it is a symbolic link. */
  get isSymlink(): boolean {
    return this.type === "symlink";
  }
  /** Whether it is a FIFO. */
  get isFifo(): boolean {
    return this.type === "fifo";
  }
  /** Whether it is a socket. */
  get isSocket(): boolean {
    return this.type === "socket";
  }
  /** Whether it is a block device. */
  get isBlockDevice(): boolean {
    return this.type === "blockDevice";
  }
  /** Whether it is a character device. */
  get isCharDevice(): boolean {
    return this.type === "charDevice";
  }

  /** What tells most, as a plain object; the inode as a decimal string. */
  toJSON(): Record<string, unknown> {
    const { name, path, type, info } = this;
    return { name, path, type, inode: String(this.inode), ...(info === undefined ? {} : { info }) };
  }

  /** The same, for `console.log`. */
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown, options?: unknown) => string, options: unknown): string {
    return `DirEntry ${inspect({ ...this.toJSON(), inode: this.inode }, options)}`;
  }
}

/** An entry with its metadata, as `{ stat: true }` brings it. */
export type DirEntryWithInfo = DirEntry & {
  /** Metadata, of a symbolic link itself. */
  readonly info: FileInfo;
};

/** The path of an entry. */
export function joined(directory: string, name: string): string {
  return directory === "" || endsInSeparator(directory) ? directory + name : `${directory}/${name}`;
}
