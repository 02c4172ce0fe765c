/** Changes that are not applied yet, first in, first out. */
import type { Change } from "../os/watching_contract.ts";

/** A queue of changes. */
export class Backlog {
  #changes: Change[] = [];
  #head = 0;

  /** How many there are. */
  get size(): number {
    return this.#changes.length - this.#head;
  }

  /** Adds one at the end. */
  push(change: Change): void {
    this.#changes.push(change);
  }

  /** The first one; undefined without any. */
  first(): Change | undefined {
    return this.#changes[this.#head];
  }

  /** Takes the first one away. */
  shift(): void {
    if (++this.#head < this.#changes.length) return;
    this.#changes = [];
    this.#head = 0;
  }

  /** All of them. */
  *[Symbol.iterator](): Generator<Change> {
    for (let i = this.#head; i < this.#changes.length; i++) yield this.#changes[i]!;
  }
}
