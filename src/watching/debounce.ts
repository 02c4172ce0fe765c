/** Holding events back until a path is quiet: a function of events and times, without a clock of its own. */
import { Merging } from "./merge.ts";
import type { WatchEvent } from "./watch_event.ts";

/** Events go on at the latest after this many times the quiet that is waited for. */
const LONGEST = 10;

/** Collects events until nothing has happened for `quiet` milliseconds. */
export class Debounce {
  #merging = new Merging();
  #first = 0;
  #last = 0;

  constructor(readonly quiet: number) {}

  /** Adds an event that came at `now`. */
  add(event: WatchEvent, now: number): void {
    if (this.due === undefined) this.#first = now;
    this.#last = now;
    this.#merging.add(event);
    this.#any = true;
  }

  #any = false;

  /** When the events are to go on; undefined without any. */
  get due(): number | undefined {
    if (!this.#any) return undefined;
    return Math.min(this.#last + this.quiet, this.#first + LONGEST * this.quiet);
  }

  /** Takes the events that are due at `now`. */
  take(now: number): WatchEvent[] {
    if (this.due === undefined || now < this.due) return [];
    const events = this.#merging.events();
    this.#merging = new Merging();
    this.#any = false;
    return events;
  }
}
