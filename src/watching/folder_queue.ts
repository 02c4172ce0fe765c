/** Events of a folder that wait to be taken: first in, first out, in bounded memory. */
import { CHANGED, RENAMED } from "./file_event.ts";

/** As many wait at most; then those of one name are merged, and if that does not help, all of them. */
const MOST = 1 << 16;

/** A name, and what has happened to it, as bits. */
export type Entry = readonly [name: string, flags: number];

/** The events of one folder. */
export class FolderQueue {
  #entries: Entry[] = [];
  #head = 0;

  /** How many wait. */
  get length(): number {
    return this.#entries.length - this.#head;
  }

  /** Adds one; said twice in a row, it counts once. */
  push(name: string, flags: number): void {
    const last = this.length === 0 ? undefined : this.#entries.at(-1)!;
    if (last !== undefined && last[0] === name && last[1] === flags) return;
    this.#entries.push([name, flags]);
    if (this.length > MOST) this.#merge();
  }

  /** The oldest. */
  shift(): Entry | undefined {
    if (this.length === 0) return undefined;
    const entry = this.#entries[this.#head++];
    if (this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
    return entry;
  }

  #merge(): void {
    const merged = new Map<string, number>();
    for (const [name, flags] of this.#entries.slice(this.#head)) merged.set(name, (merged.get(name) ?? 0) | flags);
    this.#entries = merged.size > MOST / 2 ? [["", RENAMED | CHANGED]] : [...merged];
    this.#head = 0;
  }
}
