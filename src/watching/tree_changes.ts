/**
 * What leads from one tree to another, as events. Each makes sense where it stands: what is created stands in a directory
 * that is there, what is removed is empty, and no name is taken while it has an owner.
 */
import { joined } from "../fs/dir_entry.ts";
import { F, type Field, type Tree } from "./tree.ts";
import { Match } from "./tree_match.ts";
import type { WatchEvent } from "./watch_event.ts";

/** Events that lead from `before` to `after`; their paths begin with `root`. */
export function treeChanges(before: Tree, after: Tree, root: string): WatchEvent[] {
  const sequence = new Sequence(new Match(before, after), root);
  sequence.run();
  sequence.describe();
  return sequence.events;
}

/**
 * A place in the tree as it is between two events: an entry of the later tree, or, of one that has no partner there, the
 * complement (−1 − n) of the earlier one.
 */
type Node = number;
/** An entry of the later tree that is to be created or to get there, or the complement of an earlier one to be removed. */
type Step = number;

class Sequence {
  readonly events: WatchEvent[] = [];
  readonly #before: Tree;
  readonly #after: Tree;
  /** What has been done, by entry of the later tree, and of the earlier. */
  readonly #arrived: Uint8Array;
  readonly #removed: Uint8Array;
  /** Of the earlier tree's directories, how many entries have yet to leave. */
  readonly #leaving: Int32Array;
  /** Which entry of the earlier tree stands where something is to come, by that place. */
  readonly #owners = new Map<string, number>();
  readonly #waiting = new Map<string, Step>();
  readonly #moved: Uint8Array;

  constructor(readonly match: Match, readonly root: string) {
    this.#before = match.before;
    this.#after = match.after;
    this.#arrived = new Uint8Array(this.#after.size);
    this.#moved = new Uint8Array(this.#after.size);
    this.#removed = new Uint8Array(this.#before.size);
    this.#leaving = new Int32Array(this.#before.size);
  }

  run(): void {
    let pending = this.#steps();
    while (pending.length > 0) {
      const left = pending.filter((step) => !this.#isDone(step) && !this.#attempt(step));
      // The other way round, so that a row of renames does not take one pass each.
      pending = left.length < pending.length ? left.reverse() : this.#breakRings(left);
    }
  }

  /** Those that wait for each other's names, by twos or in a ring: no order of renames brings that about. */
  #breakRings(stuck: readonly Step[]): Step[] {
    const again: Step[] = [];
    let broken = false;
    for (const step of stuck) {
      if (this.#isDone(step) || this.#attempt(step)) continue;
      const owner = step < 0 ? undefined : this.#owners.get(this.#placeOf(step));
      if (owner === undefined) continue;
      // What stands in the way is removed, to be created again where it belongs.
      const now = this.match.partner[owner]!;
      this.#lose(now >= 0 ? now : ~owner, again);
      this.#attempt(step);
      broken = true;
    }
    if (!broken) throw new Error("@reseau/files: no order of events leads from one tree to the other");
    return [...stuck, ...again].filter((step) => !this.#isDone(step));
  }

  #steps(): Step[] {
    const { match } = this;
    const steps: Step[] = [];
    for (let old = this.#before.size - 1; old >= 0; old--) {
      if (!match.isGone(old)) continue;
      steps.push(~old);
      this.#leaves(old);
    }
    for (let now = 0; now < this.#after.size; now++) {
      const moved = match.isMoved(now);
      if (!moved && !match.isFound(now)) continue;
      steps.push(now);
      if (!moved) continue;
      this.#moved[now] = 1;
      this.#leaves(match.origin[now]!);
    }
    for (const step of steps) if (step > 0 && !this.#isFree(step)) this.#waiting.set(this.#placeOf(step), step);
    return steps;
  }

  #leaves(old: number): void {
    const parent = this.#before.get(old, F.parent);
    if (parent < 0) return;
    this.#leaving[parent]!++;
    const now = this.match.partner[parent]!;
    if (now >= 0) this.#owners.set(place(now, this.#before.names[old]!), old);
  }

  /** It has left the place where it stood. */
  #left(old: number): Step[] {
    const parent = this.#before.get(old, F.parent);
    if (parent < 0) return this.#after.size > 0 ? [0] : [];
    const next: Step[] = [];
    if (--this.#leaving[parent]! === 0) next.push(~parent);
    const now = this.match.partner[parent]!;
    if (now < 0) return next;
    const key = place(now, this.#before.names[old]!);
    if (this.#owners.get(key) === old) this.#owners.delete(key);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) next.push(waiting);
    return next;
  }

  #placeOf(now: number): string {
    return place(this.#after.get(now, F.parent), this.#after.names[now]!);
  }

  #isFree(now: number): boolean {
    return this.#owners.size === 0 || !this.#owners.has(this.#placeOf(now));
  }

  #isDone(step: Step): boolean {
    return step < 0 ? this.#removed[~step] === 1 : this.#arrived[step] === 1;
  }

  /** Takes a step, and those that only waited for it; false when it cannot be taken yet. */
  #attempt(step: Step): boolean {
    const next = this.#take(step);
    if (next === undefined) return false;
    for (let at = next.pop(); at !== undefined; at = next.pop()) next.push(...this.#take(at) ?? []);
    return true;
  }

  #take(step: Step): Step[] | undefined {
    if (this.#isDone(step)) return [];
    return step < 0 ? this.#remove(~step) : this.match.origin[step]! < 0 ? this.#create(step) : this.#move(step);
  }

  #remove(old: number): Step[] | undefined {
    if (!this.match.isGone(old) || this.#leaving[old]! > 0) return undefined;
    this.events.push({ kind: "remove", path: this.#path(~old), isDirectory: this.#before.isDirectory(old) });
    this.#removed[old] = 1;
    return this.#left(old);
  }

  #create(now: number): Step[] | undefined {
    if (!this.match.isFound(now) || !this.#mayCome(now)) return undefined;
    this.#arrived[now] = 1;
    const isDirectory = this.#after.isDirectory(now);
    this.events.push({ kind: "create", path: this.#path(now), isDirectory });
    const first = this.#after.get(now, F.first);
    return Array.from({ length: isDirectory ? Math.max(0, this.#after.get(now, F.count)) : 0 }, (_, i) => first + i);
  }

  #move(now: number): Step[] | undefined {
    if (this.#moved[now] === 0 || !this.#mayCome(now)) return undefined;
    const parent = this.#after.get(now, F.parent);
    for (let node: Node | undefined = parent; node !== undefined; node = this.#above(node)) {
      if (node === now) return undefined; // into itself
    }
    const from = this.#path(now);
    this.#arrived[now] = 1;
    this.events.push({ kind: "rename", path: this.#path(now), from, isDirectory: this.#after.isDirectory(now) });
    return this.#left(this.match.origin[now]!);
  }

  /** Whether the place is free, and the directory is there. */
  #mayCome(now: number): boolean {
    const parent = this.#after.get(now, F.parent);
    if (parent < 0) return this.#before.size === 0 || this.#removed[0] === 1;
    return (this.match.origin[parent]! >= 0 || this.#arrived[parent] === 1) && this.#isFree(now);
  }

  #stays(now: number): boolean {
    return this.match.origin[now]! < 0 || this.#moved[now] === 0 || this.#arrived[now] === 1;
  }

  /** The directory that a place is in now. */
  #above(node: Node): Node | undefined {
    if (node >= 0 && this.#stays(node)) {
      const parent = this.#after.get(node, F.parent);
      return parent < 0 ? undefined : parent;
    }
    const parent = this.#before.get(node < 0 ? ~node : this.match.origin[node]!, F.parent);
    return parent < 0 ? undefined : this.match.partner[parent]! >= 0 ? this.match.partner[parent]! : ~parent;
  }

  #path(node: Node): string {
    const above = this.#above(node);
    if (above === undefined) return this.root;
    const name = node < 0
      ? this.#before.names[~node]!
      : this.#stays(node)
      ? this.#after.names[node]!
      : this.#before.names[this.match.origin[node]!]!;
    return joined(this.#path(above), name);
  }

  /** Removes what stands at a place with all that stands in it now. */
  #lose(node: Node, again: Step[]): void {
    for (const inner of this.#inside(node)) this.#lose(inner, again);
    const isDirectory = node < 0 ? this.#before.isDirectory(~node) : this.#after.isDirectory(node);
    this.events.push({ kind: "remove", path: this.#path(node), isDirectory });
    const old = node < 0 ? ~node : this.match.origin[node]!;
    const leaves = old >= 0 && (node < 0 || (this.#moved[node] === 1 && this.#arrived[node] === 0));
    if (leaves) this.#left(old);
    if (old >= 0) this.#removed[old] = 1;
    if (node < 0) return;
    if (old >= 0) this.match.part(old, node);
    this.#moved[node] = this.#arrived[node] = 0;
    again.push(node);
  }

  /** What stands in a directory now. */
  #inside(node: Node): Node[] {
    const inside: Node[] = [];
    const old = node < 0 ? ~node : this.match.origin[node]!;
    const children = (tree: Tree, at: number) => {
      const [first, count] = at < 0 ? [0, 0] : [tree.get(at, F.first), tree.get(at, F.count)];
      return Array.from({ length: Math.max(0, count) }, (_, i) => first + i);
    };
    for (const child of children(this.#before, old)) {
      const now = this.match.partner[child]!;
      if (now < 0 ? this.#removed[child] === 0 : this.#moved[now] === 0 || this.#arrived[now] === 0) {
        inside.push(now < 0 ? ~child : now);
      }
    }
    if (node < 0) return inside;
    return [...inside, ...children(this.#after, node).filter((child) => this.#arrived[child] === 1)];
  }

  /** What has changed of what is still there: all stands where it stays by now. */
  describe(): void {
    const { origin } = this.match;
    for (let now = 0; now < this.#after.size; now++) {
      if (origin[now]! < 0) continue;
      const kind = this.#difference(origin[now]!, now);
      if (kind === undefined) continue;
      this.events.push({ kind, path: this.#path(now), isDirectory: this.#after.isDirectory(now) });
    }
  }

  #difference(old: number, now: number): "modify" | "attrib" | undefined {
    const differs = (field: Field) => this.#before.get(old, field) !== this.#after.get(now, field);
    const isDirectory = this.#after.isDirectory(now);
    const modified = differs(F.mtime) || differs(F.mtimeRest);
    if (!isDirectory && (modified || differs(F.size) || !this.match.isSame(old, now))) return "modify";
    if (differs(F.attributes)) return "attrib";
    // A rename changes this time, too, and so does a name that comes or goes.
    return this.#moved[now] === 0 && !modified && (differs(F.ctime) || differs(F.ctimeRest)) ? "attrib" : undefined;
  }
}

function place(directory: number, name: string): string {
  return `${directory}/${name}`;
}
