/** Effects on paths. Each is a plain object, and a constructor of the same name. */
import type { FileStat, ListEntry } from "./file_stat.ts";
import { yielding, type Yields } from "./yields.ts";

/** Asks whether something is there. */
export interface FsExists {
  /** Its name. */
  readonly effect: "FsExists";
  /** The path. */
  readonly path: string;
}

/** Whether something is there; a link that leads nowhere is nothing. Fails where that cannot be told. */
export function FsExists(options: { readonly path: string }): FsExists & Yields<boolean> {
  return yielding<FsExists, boolean>({ effect: "FsExists", path: options.path });
}

/** Asks what is there. */
export interface FsStat {
  /** Its name. */
  readonly effect: "FsStat";
  /** The path. */
  readonly path: string;
}

/** What is known of a path; links are followed. */
export function FsStat(options: { readonly path: string }): FsStat & Yields<FileStat> {
  return yielding<FsStat, FileStat>({ effect: "FsStat", path: options.path });
}

/** Asks for the names in a directory. */
export interface FsList {
  /** Its name. */
  readonly effect: "FsList";
  /** The path. */
  readonly path: string;
}

/** The names in a directory, without those in the directories in it, sorted by UTF-16 code units. */
export function FsList(options: { readonly path: string }): FsList & Yields<ListEntry[]> {
  return yielding<FsList, ListEntry[]>({ effect: "FsList", path: options.path });
}

/** Removes a name. */
export interface FsRemove {
  /** Its name. */
  readonly effect: "FsRemove";
  /** The path. */
  readonly path: string;
  /** With all that a directory holds. Default: false, which fails with `ENOTEMPTY`. */
  readonly recursive?: boolean;
}

/** Removes a file, or a directory when it is empty or `recursive`. */
export function FsRemove(options: { readonly path: string; readonly recursive?: boolean }): FsRemove & Yields<void> {
  return yielding<FsRemove, void>({ effect: "FsRemove", path: options.path, recursive: options.recursive });
}

/** Gives another name. */
export interface FsRename {
  /** Its name. */
  readonly effect: "FsRename";
  /** The path. */
  readonly path: string;
  /** The other path. */
  readonly to: string;
}

/**
 * Gives a file or directory another name, and replaces what has it: a file by a file, an empty directory by a directory.
 * At once only where `capabilities().atomicRename`; else it is a copy, and then the original is removed.
 */
export function FsRename(options: { readonly path: string; readonly to: string }): FsRename & Yields<void> {
  return yielding<FsRename, void>({ effect: "FsRename", path: options.path, to: options.to });
}

/** Makes a directory. */
export interface FsMkdir {
  /** Its name. */
  readonly effect: "FsMkdir";
  /** The path. */
  readonly path: string;
  /** With those that it is in, and none where one is already. Default: false, which fails with `ENOENT`, `EEXIST`. */
  readonly recursive?: boolean;
}

/** Makes a directory. */
export function FsMkdir(options: { readonly path: string; readonly recursive?: boolean }): FsMkdir & Yields<void> {
  return yielding<FsMkdir, void>({ effect: "FsMkdir", path: options.path, recursive: options.recursive });
}

/** Copies a file. */
export interface FsCopy {
  /** Its name. */
  readonly effect: "FsCopy";
  /** The path. */
  readonly path: string;
  /** The other path. */
  readonly to: string;
}

/** Copies a file's content to another path, whose file is replaced. From one storage to another it streams. */
export function FsCopy(options: { readonly path: string; readonly to: string }): FsCopy & Yields<void> {
  return yielding<FsCopy, void>({ effect: "FsCopy", path: options.path, to: options.to });
}
