/** A watcher, as its user sees it. */
import { follow, unfollow } from "../call/abort.ts";
import { errorName } from "../call/errno.ts";
import { Delivery } from "./delivery.ts";
import type { Root } from "./root.ts";
import { joined } from "../fs/dir_entry.ts";
import { HoldingBack } from "./holding_back.ts";
import { Tracker } from "./tracker.ts";
import { pathsOf, rootAt } from "./watched_paths.ts";
import type { WatchEvent } from "./watch_event.ts";
import { type Settings, settingsOf, type WatchOptions } from "./watch_options.ts";

/**
 * What the system does not tell a watcher, and why: these paths are looked at from time to time. A directory below the
 * watched one that must not be read is named, too: nothing in it is seen until its mode, or its owner, is another one.
 */
export interface Degradation {
  /** Why, of the first one: which limit is reached and how to raise it, which filesystem does not tell, or what must not be read. */
  readonly reason: string;
  /** Directories whose trees are polled or must not be read, and files. */
  readonly paths: readonly string[];
}

/**
 * Watches paths and delivers what happens to them: made by {@link watch}. It is iterated with `for await`, once or by
 * several loops that share the events, and closed by `close()`, `using`, or leaving the loop.
 */
export class Watcher implements AsyncIterableIterator<WatchEvent, undefined>, Disposable, AsyncDisposable {
  /** Resolves when all paths are watched: whatever happens from then on is delivered. */
  readonly ready: Promise<void>;
  readonly #settings: Settings;
  readonly #delivery: Delivery;
  readonly #holding: HoldingBack | undefined;
  readonly #tracker: Tracker;
  #polling: ReturnType<typeof setInterval> | undefined;
  #referenced = true;
  #closed = false;
  /** What the signal ends. */
  readonly #ending = { abort: () => this.#end({ error: this.#settings.signal!.reason }) };
  #degraded: { reason: string; paths: string[] } | undefined;

  /** Called by {@link watch}. */
  constructor(paths: Iterable<string | URL>, options: WatchOptions) {
    this.#settings = settingsOf(options);
    const roots = [...paths].map(rootAt);
    const { signal, debounce } = this.#settings;
    signal?.throwIfAborted();
    this.#delivery = new Delivery(() => this.#tracker.proceed());
    const delivery = this.#delivery;
    if (debounce > 0) this.#holding = new HoldingBack(debounce, (event) => delivery.push(event));
    this.#tracker = new Tracker({
      report: (event) => (this.#holding ?? delivery).push(event),
      get full() {
        return delivery.full;
      },
      degrade: (path, reason) => this.#degrade(path, reason),
      restore: (path) => this.#restore(path),
      failed: (error) => this.#end({ error }),
    }, this.#settings);
    if (this.#settings.backend === "poll") this.#poll();
    if (signal !== undefined) follow(signal, this.#ending);
    this.ready = this.#add(roots);
    // Whoever iterates is told as well.
    this.ready.catch((error) => this.#end({ error }));
  }

  /** Watches more paths; resolves when it does. */
  async add(paths: string | URL | Iterable<string | URL>): Promise<void> {
    if (this.#closed) throw new Deno.errors.BadResource("the watcher is closed");
    await this.#add(pathsOf(paths).map(rootAt));
  }

  async #add(roots: readonly Root[]): Promise<void> {
    const tracker = this.#tracker;
    const known = new Map([...tracker.roots.all].map((root) => [root.absolute, root]));
    for (const root of roots) {
      if (known.has(root.absolute)) continue;
      known.set(root.absolute, root);
      tracker.roots.all.add(root);
      tracker.look(root);
    }
    tracker.proceed();
    await Promise.all(roots.map(({ absolute }) => known.get(absolute)!.begun.promise));
  }

  /** Watches these paths no more; others are as they were. */
  remove(paths: string | URL | Iterable<string | URL>): void {
    const gone = new Set(pathsOf(paths).map((path) => rootAt(path).absolute));
    for (const root of this.#tracker.roots.all) {
      if (gone.has(root.absolute)) this.#tracker.remove(root);
    }
  }

  /** The watched paths, as they were given. */
  get paths(): string[] {
    return [...this.#tracker.roots.all].map(({ given }) => given);
  }

  /** What the system does not tell of, so that it is polled, or must not be read; undefined when it tells of everything. */
  get degraded(): Degradation | undefined {
    const refused = [...this.#tracker.unreadable].filter(([folder]) => folder.attached);
    if (refused.length === 0) return this.#degraded;
    const { reason = `it must not be read (${errorName(refused[0]![1])})`, paths = [] } = this.#degraded ?? {};
    return { reason, paths: [...paths, ...refused.map(([{ path }]) => path)] };
  }

  /**
   * A barrier: resolves when every change made before the call, by anybody, has been delivered. Events go to whoever
   * iterates; while nobody does, or it waits for something else, they stand ready.
   */
  async flush(): Promise<void> {
    await this.ready;
    await this.#tracker.settled();
    this.#holding?.pass(Infinity);
    await this.#delivery.read();
  }

  /** Keeps the process alive, which is the default. */
  ref(): void {
    if (this.#closed) return;
    this.#referenced = true;
    this.#tracker.source?.ref();
    if (this.#polling !== undefined) Deno.refTimer(this.#polling);
    this.#holding?.ref();
  }

  /** Lets the process end although it watches. */
  unref(): void {
    if (this.#closed) return;
    this.#referenced = false;
    this.#tracker.source?.unref();
    if (this.#polling !== undefined) Deno.unrefTimer(this.#polling);
    this.#holding?.unref();
  }

  /** Ends: loops over the events end, and what was not read yet is dropped. Closing twice is harmless. */
  close(): void {
    this.#end();
  }

  #end(error?: { readonly error: unknown }): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#polling);
    this.#holding?.close();
    if (this.#settings.signal !== undefined) unfollow(this.#settings.signal, this.#ending);
    this.#tracker.close();
    this.#delivery.end(error);
  }

  #degrade(path: string, reason: string): void {
    this.#degraded ??= { reason, paths: [] };
    if (!this.#degraded.paths.includes(path)) this.#degraded.paths.push(path);
    this.#poll();
  }

  #restore(path: string): void {
    if (this.#degraded === undefined) return;
    const paths = this.#degraded.paths.filter((other) => other !== path && !other.startsWith(joined(path, "")));
    this.#degraded = paths.length === 0 ? undefined : { ...this.#degraded, paths };
  }

  #poll(): void {
    if (this.#polling !== undefined || this.#closed) return;
    this.#polling = setInterval(() => {
      // A look that takes longer than this is not followed by the next at once: flush() waits until there is none.
      if (!this.#tracker.surveying) this.#tracker.poll();
    }, this.#settings.interval);
    if (!this.#referenced) Deno.unrefTimer(this.#polling);
  }

  /** The next event; see {@link WatchEvent}. */
  next(): Promise<IteratorResult<WatchEvent, undefined>> {
    return this.#delivery.next();
  }

  /** Called when a loop is left: closes. */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.close();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Itself: it is iterated as it is. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Closes it. */
  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}
