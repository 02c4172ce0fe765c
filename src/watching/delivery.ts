/** Events on their way to whoever reads them. */
import { setImmediate } from "node:timers";
import { merged } from "./merge.ts";
import type { WatchEvent } from "./watch_event.ts";

/** Events that may wait to be read. Beyond this those of one path are merged; while that does not help, no more come. */
const MOST = 1 << 16;

/** A queue of events. */
export class Delivery {
  #events: WatchEvent[] = [];
  #head = 0;
  /** Beyond how many events merging is worth it. */
  #mergeAt = MOST;
  #full = false;
  #taken = 0;
  readonly #readers: PromiseWithResolvers<IteratorResult<WatchEvent, undefined>>[] = [];
  #ended = false;
  #error: { readonly error: unknown } | undefined;

  /** `roomy` is told when there is room again. */
  constructor(readonly roomy: () => void) {}

  /** Whether as many events wait as may. */
  get full(): boolean {
    return this.#full;
  }

  /** Adds an event. */
  push(event: WatchEvent): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) {
      this.#taken++;
      return reader.resolve({ done: false, value: event });
    }
    const last = this.#events.at(-1);
    // A file is often written a piece at a time: the second word of it says nothing new.
    if (last?.kind === "modify" && event.kind === "modify" && last.path === event.path) return;
    this.#events.push(event);
    if (this.#events.length - this.#head >= this.#mergeAt) this.#merge();
  }

  #merge(): void {
    this.#events = merged(this.#events.slice(this.#head));
    this.#head = 0;
    const left = this.#events.length;
    this.#full = left >= MOST / 2;
    this.#mergeAt = Math.max(MOST, 2 * left);
  }

  /** The next event, when there is one. */
  next(): Promise<IteratorResult<WatchEvent, undefined>> {
    if (this.#head < this.#events.length) return Promise.resolve({ done: false, value: this.#take() });
    if (this.#error !== undefined) {
      const { error } = this.#error;
      this.#error = undefined;
      return Promise.reject(error);
    }
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    const reader = Promise.withResolvers<IteratorResult<WatchEvent, undefined>>();
    this.#readers.push(reader);
    return reader.promise;
  }

  #take(): WatchEvent {
    const event = this.#events[this.#head]!;
    this.#head++;
    this.#taken++;
    if (this.#head === this.#events.length) {
      this.#events = [];
      this.#head = 0;
    } else if (this.#head > 4096 && this.#head * 2 > this.#events.length) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
    if (this.#full && this.#events.length - this.#head < MOST / 4) {
      this.#full = false;
      this.#mergeAt = MOST;
      queueMicrotask(this.roomy);
    }
    return event;
  }

  /** Resolves when all events have been read, or nobody reads any more. */
  async read(): Promise<void> {
    for (let before = -1; before !== this.#taken;) {
      before = this.#taken;
      // A reader goes on in microtasks; one that waits for something else is not waited for.
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#head === this.#events.length) return;
    }
  }

  /** Nothing more will come; what waits is dropped. With an error, whoever reads next is told of it. */
  end(error?: { readonly error: unknown }): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#events = [];
    this.#head = 0;
    this.#error = error;
    for (const reader of this.#readers.splice(0)) {
      if (this.#error === undefined) reader.resolve({ done: true, value: undefined });
      else {
        reader.reject(this.#error.error);
        this.#error = undefined;
      }
    }
  }
}
