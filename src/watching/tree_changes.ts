/**
 * What leads from one tree to another, as events. Each makes sense where it stands: what is created stands in a directory
 * that is there, what is removed is empty, and no name is taken while it has an owner.
 */
import { F, type Tree } from "./tree.ts";
import { Between, type Node } from "./tree_between.ts";
import { differences } from "./tree_differences.ts";
import { Match } from "./tree_match.ts";
import type { WatchEvent } from "./watch_event.ts";

/** Events that lead from `before` to `after`; their paths begin with `root`. */
export function treeChanges(before: Tree, after: Tree, root: string): WatchEvent[] {
  const trees = new Between(new Match(before, after), root);
  const sequence = new Sequence(trees);
  sequence.run();
  // All stands where it stays by now.
  for (const event of differences(trees)) sequence.events.push(event);
  return sequence.events;
}

/** An entry of the later tree that is to be created or to get there, or the complement of an earlier one to be removed. */
type Step = number;

class Sequence {
  readonly events: WatchEvent[] = [];
  readonly match: Match;
  readonly #before: Tree;
  readonly #after: Tree;
  /** Of the earlier tree's directories, how many entries have yet to leave. */
  readonly #leaving: Int32Array;
  /** Which entry of the earlier tree stands where something is to come, by that place. */
  readonly #owners = new Map<string, number>();
  readonly #waiting = new Map<string, Step>();

  constructor(readonly trees: Between) {
    this.match = trees.match;
    this.#before = trees.before;
    this.#after = trees.after;
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
    if (match.isWhole) return steps;
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
      this.trees.moved[now] = 1;
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
    if (now >= 0) this.#owners.set(place(now, this.#before.names.get(old)), old);
  }

  /** It has left the place where it stood. */
  #left(old: number): Step[] {
    const parent = this.#before.get(old, F.parent);
    if (parent < 0) return this.#after.size > 0 ? [0] : [];
    const next: Step[] = [];
    if (--this.#leaving[parent]! === 0) next.push(~parent);
    const now = this.match.partner[parent]!;
    if (now < 0) return next;
    const key = place(now, this.#before.names.get(old));
    if (this.#owners.get(key) === old) this.#owners.delete(key);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) next.push(waiting);
    return next;
  }

  #placeOf(now: number): string {
    return place(this.#after.get(now, F.parent), this.#after.names.get(now));
  }

  #isFree(now: number): boolean {
    return this.#owners.size === 0 || !this.#owners.has(this.#placeOf(now));
  }

  #isDone(step: Step): boolean {
    return step < 0 ? this.trees.removed[~step] === 1 : this.trees.arrived[step] === 1;
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
    this.events.push({ kind: "remove", path: this.trees.path(~old), isDirectory: this.#before.isDirectory(old) });
    this.trees.removed[old] = 1;
    return this.#left(old);
  }

  #create(now: number): Step[] | undefined {
    if (!this.match.isFound(now) || !this.#mayCome(now)) return undefined;
    this.trees.arrived[now] = 1;
    const isDirectory = this.#after.isDirectory(now);
    this.events.push({ kind: "create", path: this.trees.path(now), isDirectory });
    return isDirectory ? this.#after.entriesOf(now) : [];
  }

  #move(now: number): Step[] | undefined {
    if (this.trees.moved[now] === 0 || !this.#mayCome(now)) return undefined;
    const parent = this.#after.get(now, F.parent);
    for (let node: Node | undefined = parent; node !== undefined; node = this.trees.above(node)) {
      if (node === now) return undefined; // into itself
    }
    const from = this.trees.path(now);
    this.trees.arrived[now] = 1;
    this.events.push({ kind: "rename", path: this.trees.path(now), from, isDirectory: this.#after.isDirectory(now) });
    return this.#left(this.match.origin[now]!);
  }

  /** Whether the place is free, and the directory is there. */
  #mayCome(now: number): boolean {
    const parent = this.#after.get(now, F.parent);
    if (parent < 0) return this.#before.size === 0 || this.trees.removed[0] === 1;
    return (this.match.origin[parent]! >= 0 || this.trees.arrived[parent] === 1) && this.#isFree(now);
  }

  /** Removes what stands at a place with all that stands in it now. */
  #lose(node: Node, again: Step[]): void {
    for (const inner of this.trees.inside(node)) this.#lose(inner, again);
    const isDirectory = node < 0 ? this.#before.isDirectory(~node) : this.#after.isDirectory(node);
    this.events.push({ kind: "remove", path: this.trees.path(node), isDirectory });
    const old = node < 0 ? ~node : this.match.origin[node]!;
    const leaves = old >= 0 && (node < 0 || (this.trees.moved[node] === 1 && this.trees.arrived[node] === 0));
    if (leaves) this.#left(old);
    if (old >= 0) this.trees.removed[old] = 1;
    if (node < 0) return;
    if (old >= 0) this.match.part(old, node);
    this.trees.moved[node] = this.trees.arrived[node] = 0;
    again.push(node);
  }
}

function place(directory: number, name: string): string {
  return `${directory}/${name}`;
}
