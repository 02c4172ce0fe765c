/** The order in which things that were found under new names can take them. */
import { type Child, Folder, inodeOfLeaf } from "./folder.ts";

/** A name, under which something stands by now. */
interface Named {
  readonly folder: Folder;
  readonly name: string;
}

/**
 * Things in an order in which each finds its name free, or had by something that is gone: of `a` → `b` and `b` → `c`, the
 * second first. Whoever iterates puts each in its place before it asks for the next. The first of a ring, as where two names
 * were exchanged, comes with `true`.
 */
export function* inTurn<T extends Named>(
  found: readonly T[],
  inodeOf: (one: T) => number,
): Generator<readonly [T, boolean]> {
  let rest = [...found];
  while (rest.length > 0) {
    const moving = new Set(rest.map(inodeOf));
    const waiting: T[] = [];
    for (const one of rest) {
      const there = one.folder.children?.get(one.name);
      if (there !== undefined && moving.has(inodeOfChild(there))) waiting.push(one);
      else yield [one, false];
    }
    if (waiting.length === rest.length) yield [waiting.shift()!, true];
    rest = waiting;
  }
}

function inodeOfChild(child: Child): number {
  return child instanceof Folder ? child.inode : inodeOfLeaf(child);
}
