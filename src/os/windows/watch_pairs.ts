/**
 * Renames among changes. Windows tells one within a directory as two names one after the other, and one from a directory
 * to another as a removal and a creation ([MS-FSCC] 2.7.1), or, over a file that was there, as a removal and a
 * modification: they belong together when it is the same file.
 */
import type { Action } from "./watch_records.ts";

/** A change of which it is known to which file it happened. */
export interface Happened {
  readonly action: Action;
  /** What was watched: changes of one are in order. */
  readonly place: object;
  readonly parent: bigint;
  readonly name: string;
  /** The file's id; 0 where it is not known. */
  readonly id: bigint;
  readonly isDirectory: boolean;
  /** Whether the file may have been written, or made, since the last look. */
  readonly fresh: boolean;
  /** Whether the id is the change's own: else it is what was asked later, and may have been another file's before. */
  readonly sure: boolean;
}

/** How far apart the halves of a rename are looked for. */
const FAR = 2048;

/** By the index of the half that comes first, that of the other: the rename is told where the first one stands. */
export function pairsIn(changes: readonly Happened[]): Map<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  const left = new Map<bigint, number>();
  const came = new Map<bigint, number>();
  const lastOld = new Map<object, number>();
  const join = (from: number, to: number): boolean => {
    const [first, second] = from < to ? [from, to] : [to, from];
    if (taken.has(from) || taken.has(to) || !isFirst(changes, first, second)) return false;
    pairs.set(first, second);
    taken.add(from).add(to);
    return true;
  };
  changes.forEach((change, i) => {
    const { action, place, id } = change;
    if (action === "old") {
      lastOld.set(place, i);
      if (id !== 0n) left.set(id, i);
    } else if (action === "new") {
      const byId = id === 0n ? undefined : left.get(id);
      const from = change.sure ? byId : lastOld.get(place) ?? byId;
      lastOld.delete(place);
      if (from !== undefined) join(from, i);
    } else if (id === 0n) return;
    else if (action === "removed") {
      const to = came.get(id);
      if (to !== undefined && changes[to]!.place !== place && mayBeSame(change, changes[to]!) && join(i, to)) return;
      left.set(id, i);
    } else {
      const from = left.get(id);
      if (from !== undefined && !taken.has(from) && mayBeSame(changes[from]!, change)) join(from, i);
      else if (action === "added") came.set(id, i);
    }
  });
  return pairs;
}

/** Whether what has gone from one name and come under the other can be one file. */
function mayBeSame(gone: Happened, come: Happened): boolean {
  const moved = gone.parent !== come.parent || gone.name !== come.name;
  return moved && gone.isDirectory === come.isDirectory && (come.sure || !come.fresh);
}

/** Whether nothing has happened to the name of the second one since the first, so that it may be told with that. */
function isFirst(changes: readonly Happened[], first: number, second: number): boolean {
  const { parent, name } = changes[second]!;
  if (second - first > FAR) return false;
  for (let i = first + 1; i < second; i++) {
    if (changes[i]!.name === name && changes[i]!.parent === parent) return false;
  }
  return true;
}
