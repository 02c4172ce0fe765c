/** From what Windows says to changes as the watcher is told them. */
import type { Change, ChangeKind } from "../watching_contract.ts";
import { type Happened, pairsIn } from "./watch_pairs.ts";

/** A change, but for whom it is told as. */
export interface Told {
  readonly kind: ChangeKind;
  readonly of: Happened;
  readonly cookie: number;
  readonly doubtful?: boolean;
}

/** Counts the changes of this process. */
export const progress: { sequence: number } = { sequence: 0 };
/** Renames whose other half has not come yet: as many are remembered. */
const MOST = 1024;
/** Of how many changes at the end of what came together the other half may still be to come. */
const TAIL = 16;

let lastCookie = 0;

/** Makes changes of what happened in the places of one watcher. */
export class Telling {
  /** Cookies of what has left, by the id of the file. */
  readonly #left = new Map<bigint, number>();

  /**
   * What happened, all that came together: renames are joined. `open` says that what was renamed may have come where
   * nobody tells of it yet, so that a look will find it.
   */
  *tell(changes: readonly Happened[], open: boolean): Generator<Told> {
    const pairs = pairsIn(changes);
    const told = new Set<number>();
    for (const [i, of] of changes.entries()) {
      const other = pairs.get(i);
      if (told.has(i)) continue;
      if (other === undefined) {
        yield* this.#single(of, open || i >= changes.length - TAIL);
        continue;
      }
      told.add(other);
      const [from, to] = isGone(of) ? [of, changes[other]!] : [changes[other]!, of];
      const cookie = nextCookie();
      yield { kind: "from", of: from, cookie };
      yield { kind: "to", of: to, cookie, doubtful: to.action !== "new" && to.sure };
      // It may have been written where nobody told of it.
      const written = to.action === "modified" || (to.action === "added" && to.sure && to.fresh);
      if (written && !to.isDirectory) yield { kind: "modify", of: to, cookie: 0 };
    }
  }

  *#single(of: Happened, open: boolean): Generator<Told> {
    const { action, id } = of;
    if (action === "modified") {
      // What changes about a directory when names come and go in it is nobody's business.
      if (!of.isDirectory) yield { kind: "modify", of, cookie: 0 };
    } else if (isGone(of)) {
      const cookie = open && id !== 0n ? nextCookie() : 0;
      if (cookie !== 0) this.#remember(id, cookie);
      yield { kind: cookie === 0 ? "remove" : "from", of, cookie };
    } else {
      const cookie = of.fresh && !of.sure ? 0 : this.#left.get(id) ?? 0;
      this.#left.delete(id);
      // A new name without an old one has come from outside, perhaps over what was there.
      yield { kind: cookie === 0 && action === "added" ? "create" : "to", of, cookie, doubtful: cookie !== 0 };
    }
  }

  #remember(id: bigint, cookie: number): void {
    this.#left.set(id, cookie);
    if (this.#left.size > MOST) this.#left.delete(this.#left.keys().next().value!);
  }
}

function isGone({ action }: Happened): boolean {
  return action === "removed" || action === "old";
}

function nextCookie(): number {
  return lastCookie = lastCookie % 0x7fff_ffff + 1;
}

/** A change of a key. */
export function changeOf(kind: ChangeKind, key: number, told?: Told): Change {
  const sequence = ++progress.sequence;
  if (told === undefined) return { kind, key, name: "", isDirectory: false, cookie: 0, sequence };
  const { of: { name, isDirectory }, cookie, doubtful } = told;
  return { kind, key, name, isDirectory, cookie, sequence, late: !told.of.sure, doubtful: doubtful === true };
}
