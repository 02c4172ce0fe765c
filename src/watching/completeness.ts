/** How far what a watcher knows is what is there, and who waits until it is. */
import type { Source } from "../os/watching_contract.ts";
import { Moment } from "./clock_step.ts";

/** What is known of what has happened. */
export class Completeness {
  /** Whether changes are missing: they were lost, or there was no room for their events. */
  lost = false;
  /** The number of the last change when everything that was told had been applied. */
  settledAt = 0;
  /** How many wait for all that has happened. */
  urgent = 0;
  #since = new Moment(0);
  /** Whether everything that was told is applied. */
  #complete = true;
  readonly #waiting: (() => void)[] = [];

  /** Since when, in milliseconds, changes may have happened that are not applied yet. */
  get since(): number {
    return this.#since.time();
  }

  /** Something has happened. */
  doubt(source: Source | undefined): void {
    if (!this.#complete) return;
    this.#complete = false;
    this.#since = source === undefined ? new Moment(Date.now()) : new Moment(source.completeUntil, source.completeAt);
  }

  /** All that was told is applied. */
  rest(source: Source | undefined): void {
    if (this.lost) return;
    this.#complete = true;
    this.settledAt = source?.sequence ?? 0;
  }

  /** Resolves at the next {@link Completeness.tell}. */
  wait(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Tells those who wait. */
  tell(): void {
    if (this.#waiting.length > 0) { for (const resolve of this.#waiting.splice(0)) resolve(); }
  }
}
