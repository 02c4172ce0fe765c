/** Finding out what stands in a tree. */
import { isAbsent } from "./absent.ts";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { joined } from "../fs/dir_entry.ts";
import { listing } from "../os/listing.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { judgesEntries } from "../permission.ts";
import { isFresh, nextStep } from "./clock_step.ts";
import { F, Tree } from "./tree.ts";
import { type Directory, type Extent, mayRead, TreeTaker } from "./tree_taker.ts";

const UNREADABLE = new Set(["EACCES", "EPERM"].map(failureOf));
const ENOENT = failureOf("ENOENT");
/** Directories listed at once: two trips, of which one is under way while the other is looked through. */
const LANES = 84;

/** Takes what stands in a tree; what vanishes meanwhile may be missing. Empty when nothing is there. */
export function* takeTree(extent: Extent, room?: number): Program<Tree> {
  const tree = new Tree(room);
  const step = os.stat(extent.absolute, true);
  const result = yield step;
  if (isAbsent(result)) return tree;
  if (result < 0) throw systemError(result, "stat", extent.path);
  tree.describe(tree.add(-1, ""), os.statOf(step));
  const taker = new TreeTaker(tree, extent);
  let next: Directory[] = tree.isDirectory(0) ? [{ entry: 0, below: "", path: extent.absolute, follow: true }] : [];
  while (next.length > 0) {
    const left = listing.take === undefined ? next : yield* listing.take(next, taker);
    const round = left.values();
    const lanes = Array.from({ length: Math.min(LANES, left.length) }, () => visits(taker, round));
    for (const outcome of yield* all(lanes)) valueOf(outcome);
    next = taker.found.splice(0).filter(({ path }) => mayRead(path));
  }
  return taker.incomplete ? tree.withoutEntries(taker.gone) : tree;
}

/** The same, so that what changes from then on has another time than what was taken. */
export function* takeLasting(extent: Extent): Program<Tree> {
  const began = Date.now();
  const tree = yield* takeTree(extent);
  yield* lookAgain(tree, extent, began);
  return tree;
}

/** Lists one directory after the other; several do so at once. */
function* visits(taker: TreeTaker, round: Iterator<Directory>): Program<void> {
  for (let next = round.next(); next.done !== true; next = round.next()) yield* visit(taker, next.value);
}

function* visit({ tree, extent, found }: TreeTaker, { entry, below, path, follow }: Directory): Program<void> {
  const listed = yield* listing.list(names.HERE, path, { follow, stat: true, self: false });
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
    if (isDirectory && recursive) {
      found.push({ entry: child, below: place, path: joined(extent.absolute, place), follow: false });
    }
  }
  tree.set(entry, F.first, first);
  tree.set(entry, F.count, tree.size - first);
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
