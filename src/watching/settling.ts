/** Finds out which halves of renames stay alone: what left the trees. Other changes do not wait for it. */
import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import type { Source } from "../os/watching_contract.ts";
import type { Changes, Half } from "./changes.ts";
import type { Folder } from "./folder.ts";

/** How long to wait for another half where nothing tells that it must have come, in milliseconds. */
const HALF = 20;

/** What settling needs of its watcher. */
export interface Settler {
  readonly source: Source | undefined;
  readonly closed: boolean;
  readonly surveying: boolean;
  proceed(): void;
  after(milliseconds: number, then: () => void): void;
}

/** Waits for other halves. */
export class Settling {
  #under = false;

  constructor(readonly changes: Changes, readonly by: Settler) {}

  /** Begins to wait for the other halves of those that there are. */
  begin(): void {
    if (this.#under) return;
    this.#under = true;
    const halves = [...this.changes.halves];
    asynchronous(this.#settle(new Set(halves.map(({ folder }) => folder)))).then((certain) => {
      if (certain) this.#end(halves);
      else this.by.after(HALF, () => this.#end(halves));
    });
  }

  #end(halves: readonly Half[]): void {
    const { changes, by } = this;
    this.#under = false;
    if (by.closed) return;
    by.source!.drain();
    by.proceed();
    if (by.surveying) return; // one of them may be found
    for (const half of halves) if (changes.halves.has(half)) changes.depart(half);
    by.proceed();
  }

  /** Whether all other halves must have been queued. */
  *#settle(directories: Iterable<Folder>): Program<boolean> {
    let certain = true;
    for (const folder of directories) {
      if ((yield* this.by.source!.settle(folder.absolute)) < 0) certain = false;
    }
    return certain;
  }
}
