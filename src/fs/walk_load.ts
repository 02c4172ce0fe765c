/** One directory of a walk: listed, its entries told apart. */
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import { listing } from "../os/listing.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import type { Base } from "./base.ts";
import { judgesEntries } from "../permission.ts";
import { DirEntry, joined } from "./dir_entry.ts";
import { looked } from "./look.ts";

/** An entry as a walk shows it: a name, or with its metadata. */
export type Shown = string | DirEntry;

/** What is known of a directory that has been read. */
export interface Loaded {
  readonly dirs: Shown[];
  readonly files: Shown[];
  /** What kept it, or some of its entries, from being read, in order. */
  readonly errors: readonly Error[];
  /** Whether it could be read at all. */
  readonly readable: boolean;
}

/** A directory of a walk. */
export class Directory {
  /** Its device and inode, where links are followed. */
  identity: string | undefined;
  /** Its reading, where that was begun before its turn, and what it brought. */
  loading: Promise<Loaded> | undefined;
  loaded: Loaded | undefined;
  #ahead: Map<string, Directory> | undefined;

  constructor(readonly path: string, readonly parent: Directory | undefined) {}

  /** Directories in it, by name, that were begun to be read before their turn. */
  get ahead(): Map<string, Directory> {
    return this.#ahead ??= new Map();
  }
}

/** How a walk looks at directories. */
export interface LoadOptions {
  readonly stat: boolean;
  readonly followSymlinks: boolean;
  /** What the directories' paths are relative to. */
  readonly base: Base;
}

const ENOENT = failureOf("ENOENT");
const ENOTDIR = failureOf("ENOTDIR");
/** The upper four bits of `st_mode`. */
const DIRECTORY = 4;
const LINK = 10;

/** Reads a directory. What fails is part of the answer: whoever walks hears of it when its turn has come. */
export function* load(directory: Directory, { stat, followSymlinks, base }: LoadOptions): Program<Loaded> {
  const { path } = directory;
  let judged: string;
  try {
    judged = base.requireRead(path);
  } catch (error) {
    return { dirs: [], files: [], errors: [error as Error], readable: false };
  }
  const list = (at: number, path: string, follow: boolean) =>
    listing.list(at, path, { follow, stat, self: followSymlinks });
  // What was a directory and is a link by now is not gone into.
  const end = followSymlinks || directory.parent === undefined ? "tells" : "itself";
  const listed = yield* base.at(judged, end, list);
  if (typeof listed === "number") {
    return { dirs: [], files: [], errors: [systemError(listed, "readdir", base.shown(path))], readable: false };
  }
  const errors: Error[] = [];
  const dirs: RawEntry[] = [];
  const files: RawEntry[] = [];
  const links: RawEntry[] = [];
  const judges = stat && judgesEntries(base.shown(path));
  for (const entry of listed.entries) {
    const refusal = judges ? refusalOf(base, joined(path, entry.name)) : undefined;
    if (refusal !== undefined) {
      errors.push(refusal);
      continue;
    }
    if (typeof entry.stat === "number") {
      if (entry.stat === ENOENT) continue; // it has gone meanwhile
      errors.push(systemError(entry.stat, "lstat", base.shown(joined(path, entry.name))));
      if (stat) continue;
    }
    if (entry.type === DIRECTORY) dirs.push(entry);
    else if (entry.type === LINK && followSymlinks) links.push(entry);
    else files.push(entry);
  }
  if (listed.self !== undefined) directory.identity = identityOf(listed.self);
  if (links.length > 0) yield* tellApart(directory, base, links, dirs, files, errors);
  return { dirs: shown(path, dirs, stat), files: shown(path, files, stat), errors, readable: true };
}

/** Why the caller may not read what a path names; undefined when it may. */
function refusalOf(base: Base, path: string): Error | undefined {
  try {
    base.requireRead(path);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Sorts links to directories from others. One that leads back to a directory it is in is not gone into. */
function* tellApart(
  directory: Directory,
  base: Base,
  links: readonly RawEntry[],
  dirs: RawEntry[],
  files: RawEntry[],
  errors: Error[],
): Program<void> {
  const outcomes = yield* all(links.map(({ name }) => targetOf(base, joined(directory.path, name))));
  for (const [i, outcome] of outcomes.entries()) {
    const target = valueOf(outcome);
    if (target instanceof Error) errors.push(target);
    const leads = target !== undefined && !(target instanceof Error) && target.mode >>> 12 === DIRECTORY;
    (leads && !isWithin(directory, identityOf(target)) ? dirs : files).push(links[i]!);
  }
}

/** What a link leads to; undefined when that is nothing. */
function* targetOf(base: Base, path: string): Program<RawStat | Error | undefined> {
  let judged: string;
  try {
    judged = base.requireRead(path);
  } catch (error) {
    return error as Error;
  }
  const result = yield* looked(base, judged, true);
  if (typeof result !== "number") return result;
  return result === ENOENT || result === ENOTDIR ? undefined : systemError(result, "stat", base.shown(path));
}

function identityOf({ dev, inodeHigh, inodeLow }: RawStat): string {
  return `${dev}:${inodeHigh}:${inodeLow}`;
}

function isWithin(directory: Directory, identity: string): boolean {
  for (let at: Directory | undefined = directory; at !== undefined; at = at.parent) {
    if (at.identity === identity) return true;
  }
  return false;
}

function shown(path: string, entries: readonly RawEntry[], stat: boolean): Shown[] {
  if (!stat) return entries.map(({ name }) => name).sort();
  return entries.map((entry) => new DirEntry(path, entry)).sort((a, b) => a.name < b.name ? -1 : 1);
}
