/** Finding out what stands in a tree. */
import { isAbsent } from "./absent.ts";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { joined } from "../fs/dir_entry.ts";
import { listing } from "../os/listing.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { judgesEntries, requireRead } from "../permission.ts";
import { isFresh, nextStep } from "./clock_step.ts";
import type { Ignores } from "./ignore.ts";
import { F, Tree } from "./tree.ts";

const UNREADABLE = new Set(["EACCES", "EPERM"].map(failureOf));
const ENOENT = failureOf("ENOENT");
/** Directories listed at once: two trips, of which one is under way while the other is looked through. */
const LANES = 84;

/** What is taken. */
export interface Extent {
  /** The path as it was given, and the absolute one. */
  readonly path: string;
  readonly absolute: string;
  readonly recursive: boolean;
  readonly ignores: Ignores | undefined;
}

/** A directory to be listed. */
interface Directory {
  readonly entry: number;
  /** Its path below the topmost one. */
  readonly below: string;
}

/** Takes what stands in a tree; what vanishes meanwhile may be missing. Empty when nothing is there. */
export function* takeTree(extent: Extent): Program<Tree> {
  const tree = new Tree();
  const began = Date.now();
  const step = os.stat(extent.absolute, true);
  const result = yield step;
  if (isAbsent(result)) return tree;
  if (result < 0) throw systemError(result, "stat", extent.path);
  tree.describe(tree.add(-1, ""), os.statOf(step));
  let next: Directory[] = tree.isDirectory(0) ? [{ entry: 0, below: "" }] : [];
  while (next.length > 0) {
    const found: Directory[] = [];
    const round = next.values();
    const lanes = Array.from({ length: Math.min(LANES, next.length) }, () => visits(tree, extent, round, found));
    for (const outcome of yield* all(lanes)) valueOf(outcome);
    next = found;
  }
  yield* lookAgain(tree, extent, began);
  return tree;
}

/** Lists one directory after the other; several do so at once. */
function* visits(tree: Tree, extent: Extent, round: Iterator<Directory>, found: Directory[]): Program<void> {
  for (let next = round.next(); next.done !== true; next = round.next()) {
    yield* visit(tree, extent, next.value, found);
  }
}

function* visit(tree: Tree, extent: Extent, { entry, below }: Directory, found: Directory[]): Program<void> {
  const path = below === "" ? extent.absolute : joined(extent.absolute, below);
  if (entry > 0 && !mayRead(path)) return;
  const listed = yield* listing.list(names.HERE, path, { follow: entry === 0, stat: true, self: false });
  if (typeof listed === "number") {
    // What has gone, or is a link by now, has no entries; nor has what must not be read, but nobody knows.
    if (isAbsent(listed)) tree.set(entry, F.count, 0);
    else if (entry === 0 || !UNREADABLE.has(listed)) throw systemError(listed, "readdir", joined(extent.path, below));
    return;
  }
  const { ignores, recursive } = extent;
  const judges = judgesEntries(path);
  const first = tree.size;
  for (const { name, type, stat } of listed.entries) {
    if (stat === ENOENT) continue;
    const isDirectory = type === 4;
    const place = below === "" ? name : joined(below, name);
    if (ignores !== undefined && ignores(joined(extent.path, place), place, isDirectory)) continue;
    if (judges && !mayRead(joined(path, name))) continue;
    const child = tree.add(entry, name);
    if (typeof stat === "object") tree.describe(child, stat);
    else tree.set(child, F.attributes, type << 12);
    if (isDirectory && recursive) found.push({ entry: child, below: place });
  }
  tree.set(entry, F.first, first);
  tree.set(entry, F.count, tree.size - first);
}

function mayRead(path: string): boolean {
  try {
    requireRead(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * What has changed just now may change again within the same step of the clock, and nothing would tell. A step later it
 * is looked at again: what changes from then on has another time.
 */
function* lookAgain(tree: Tree, { absolute }: Extent, began: number): Program<void> {
  const recent: number[] = [];
  for (let entry = 0; entry < tree.size; entry++) {
    if (tree.isDirectory(entry) || tree.get(entry, F.ctime) === 0) continue;
    const times = { ctime: tree.get(entry, F.ctime), ctimeRest: tree.get(entry, F.ctimeRest) };
    if (isFresh(times, began)) recent.push(entry);
  }
  if (recent.length === 0) return;
  yield* nextStep();
  for (const outcome of yield* all(recent.map((entry) => again(tree, entry, tree.path(entry, absolute))))) {
    valueOf(outcome);
  }
}

function* again(tree: Tree, entry: number, path: string): Program<void> {
  const step = os.stat(path, entry === 0);
  const result = yield step;
  if (result < 0) return;
  const stat = os.statOf(step);
  if (stat.mode >>> 12 !== 4) tree.describe(entry, stat);
}
