/** Which entries of two trees are the same: by their names where these agree, else by device, inode and birth time. */
import { F, type Tree } from "./tree.ts";

const NOBODY = -1;

/** Two trees, and which entries of them belong together. */
export class Match {
  /** By entry of the earlier tree the one of the later, and the other way round; −1 without. */
  readonly partner: Int32Array;
  readonly origin: Int32Array;
  /** Whether an entry's place is known to have nobody, or somebody else, in the other tree. */
  readonly #gone: Uint8Array;
  readonly #found: Uint8Array;
  /** Whether that is known of any. */
  #marked = false;
  /** Whether an entry of the later tree has its partner for what that is, and not for its name. */
  readonly #bySight: Uint8Array;
  /** Entries with one name that are not one file. */
  readonly #namesakes: (readonly [number, number])[] = [];
  /** Pairs of directories whose entries are to be compared. */
  readonly #pending: [number, number][] = [];

  constructor(readonly before: Tree, readonly after: Tree) {
    this.partner = new Int32Array(before.size).fill(NOBODY);
    this.origin = new Int32Array(after.size).fill(NOBODY);
    this.#gone = new Uint8Array(before.size);
    this.#found = new Uint8Array(after.size);
    this.#bySight = new Uint8Array(after.size);
    if (before.size > 0 && after.size > 0 && before.isDirectory(0) === after.isDirectory(0)) this.#pair(0, 0);
    else {
      if (before.size > 0) this.#markGone(0);
      if (after.size > 0) this.#markFound(0);
    }
    this.#compare();
    this.#findMoved();
    // What was replaced by another file of that name, and is nowhere else: whoever knows names sees one thing change.
    for (const [old, now] of this.#namesakes) {
      if (!this.#free(old, now) || before.isDirectory(old) !== after.isDirectory(now)) continue;
      this.#pair(old, now);
      this.#compare();
    }
  }

  /** Whether all that stands in either tree stands in both, at the same place. */
  get isWhole(): boolean {
    return !this.#marked;
  }

  /** Whether an entry of the earlier tree is in the later one no more. */
  isGone(old: number): boolean {
    return this.#gone[old] === 1 && this.partner[old] === NOBODY;
  }

  /** Whether an entry of the later tree was not in the earlier one. */
  isFound(now: number): boolean {
    return this.#found[now] === 1 && this.origin[now] === NOBODY;
  }

  /** Whether an entry stands elsewhere than before, seen from the directory that it is in. */
  isMoved(now: number): boolean {
    const old = this.origin[now]!;
    if (old < 0 || this.#bySight[now] === 0) return false;
    const parent = this.partner[this.before.get(old, F.parent)];
    return parent !== this.after.get(now, F.parent) || this.before.names.get(old) !== this.after.names.get(now);
  }

  /** Two that were one are one no more. */
  part(old: number, now: number): void {
    this.partner[old] = NOBODY;
    this.origin[now] = NOBODY;
    this.#gone[old] = 1;
    this.#found[now] = 1;
  }

  /** Whether two entries are one file. A freed inode's number is given to the next file, but its birth time is not. */
  isSame(old: number, now: number): boolean {
    const { before, after } = this;
    if (before.get(old, F.inode) !== after.get(now, F.inode)) return false;
    if (before.isDirectory(old) !== after.isDirectory(now)) return false;
    // A filesystem may have another number each time it is mounted.
    const [oldDev, dev] = [before.get(old, F.dev), after.get(now, F.dev)];
    if (oldDev === before.get(0, F.dev) ? dev !== after.get(0, F.dev) : dev !== oldDev) return false;
    return before.get(old, F.birthtime) === after.get(now, F.birthtime) &&
      before.get(old, F.birthtimeRest) === after.get(now, F.birthtimeRest);
  }

  #free(old: number, now: number): boolean {
    return this.partner[old] === NOBODY && this.origin[now] === NOBODY;
  }

  #pair(old: number, now: number): void {
    this.partner[old] = now;
    this.origin[now] = old;
    if (this.after.isDirectory(now)) this.#pending.push([old, now]);
  }

  #compare(): void {
    for (let pair = this.#pending.pop(); pair !== undefined; pair = this.#pending.pop()) this.#compareEntries(...pair);
  }

  #compareEntries(old: number, now: number): void {
    const { before, after } = this;
    const count = after.get(now, F.count);
    if (count < 0) return; // nobody knows
    const [first, oldFirst] = [after.get(now, F.first), before.get(old, F.first)];
    const oldCount = Math.max(0, before.get(old, F.count));
    if (count === oldCount && before.names.areSame(oldFirst, after.names, first, count)) {
      for (let i = 0; i < count; i++) this.#compareNames(oldFirst + i, first + i);
      return;
    }
    let i = 0;
    for (; i < count && i < oldCount; i++) {
      if (!before.names.areSame(oldFirst + i, after.names, first + i, 1)) break;
      this.#compareNames(oldFirst + i, first + i);
    }
    const rest = new Map<string, number>();
    for (let k = i; k < oldCount; k++) rest.set(before.names.get(oldFirst + k), oldFirst + k);
    for (let k = i; k < count; k++) {
      const name = after.names.get(first + k);
      const namesake = rest.get(name);
      rest.delete(name);
      if (namesake === undefined) this.#markFound(first + k);
      else this.#compareNames(namesake, first + k);
    }
    for (const child of rest.values()) this.#markGone(child);
  }

  #compareNames(old: number, now: number): void {
    if (this.#free(old, now)) {
      if (this.isSame(old, now)) return this.#pair(old, now);
      this.#namesakes.push([old, now]);
    }
    this.#markGone(old);
    this.#markFound(now);
  }

  #markGone(old: number): void {
    this.#marked = true;
    mark(this.before, this.#gone, old);
  }

  #markFound(now: number): void {
    this.#marked = true;
    mark(this.after, this.#found, now);
  }

  /** Directories come before what stands in them, so that what moved with them has not moved. */
  #findMoved(): void {
    if (!this.#marked) return;
    const { before, after } = this;
    const byInode = new Map<number, number[]>();
    for (let old = before.size - 1; old > 0; old--) {
      if (!this.isGone(old)) continue;
      const inode = before.get(old, F.inode);
      if (inode === 0) continue;
      const others = byInode.get(inode);
      if (others === undefined) byInode.set(inode, [old]);
      else others.push(old);
    }
    if (byInode.size === 0) return;
    for (let now = 1; now < after.size; now++) {
      if (!this.isFound(now)) continue;
      const old = byInode.get(after.get(now, F.inode))?.findLast((old) => this.isGone(old) && this.#isMove(old, now));
      if (old === undefined) continue;
      this.#bySight[now] = 1;
      this.#pair(old, now);
      this.#compare();
    }
  }

  /** Without birth times, another file may have got the inode: it is the same only if it looks the same. */
  #isMove(old: number, now: number): boolean {
    if (!this.isSame(old, now)) return false;
    const { before, after } = this;
    if (after.isDirectory(now) || after.get(now, F.birthtimeRest) >= 0) return true;
    return [F.size, F.mtime, F.mtimeRest].every((field) => before.get(old, field) === after.get(now, field));
  }
}

/** Marks an entry and all that stands in it. */
function mark(tree: Tree, marks: Uint8Array, entry: number): void {
  const pending = [entry];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    if (marks[at] === 1) continue;
    marks[at] = 1;
    const first = tree.get(at, F.first);
    for (let i = tree.get(at, F.count) - 1; i >= 0; i--) pending.push(first + i);
  }
}
