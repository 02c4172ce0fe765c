/**
 * Events of one path as one event: what is left describes the same final state. Pure: no clock, no system.
 *
 * create + modify → create; create + remove → nothing; modify + remove → remove; remove + create of a file → modify;
 * create + rename → create at the new path, or modify where it replaced something; modify + rename → rename, modify at the
 * new path.
 */
import type { WatchEvent } from "./watch_event.ts";

/** Renames that replaced something, which the events themselves do not say. */
const replacing = new WeakSet<WatchEvent>();

/** Says of a rename that it replaced something. */
export function asReplacing(event: WatchEvent): WatchEvent {
  replacing.add(event);
  return event;
}

/** Merges events; the order of what depends on each other stays. */
export function merged(events: Iterable<WatchEvent>): WatchEvent[] {
  const merging = new Merging();
  for (const event of events) merging.add(event);
  return merging.events();
}

/** Events as they come in. */
export class Merging {
  /** Places of the events that are left; a place is left empty by an event that is none any more. */
  #events: (WatchEvent | undefined)[] = [];
  /** Where the last event of a path stands, if it may still change. */
  readonly #last = new Map<string, number>();
  #count = 0;
  /** Where directories were removed: what was in them before has nothing to do with what is afterwards. */
  readonly #emptied = new Map<string, number>();
  /** Where the last rename stands. */
  #renamed = -1;

  /** How many events are left. */
  get size(): number {
    return this.#count;
  }

  /** The events that are left, in order. */
  events(): WatchEvent[] {
    return this.#events.filter((event) => event !== undefined);
  }

  /** Adds an event behind the others. */
  add(event: WatchEvent): void {
    const { kind, path } = event;
    const at = this.#place(path);
    const before = at === undefined ? undefined : this.#events[at];
    if (kind === "rescan") return this.#append(event, false);
    if (kind === "rename") return this.#rename(event);
    if (kind === "remove" && event.isDirectory) this.#emptied.set(path, this.#events.length);
    if (before === undefined) return this.#append(event);
    switch (kind) {
      case "create":
        if (before.kind === "remove" && !before.isDirectory && !event.isDirectory) {
          this.#events[at!] = { ...event, kind: "modify" };
        } else this.#append(event);
        return;
      case "modify":
      case "attrib":
        if (before.kind === "create" || before.kind === "modify" || before.kind === kind) return;
        if (before.kind === "attrib") this.#events[at!] = event;
        else this.#append(event);
        return;
      case "remove":
        return this.#remove(event, before, at!);
    }
  }

  /** Where the last event of a path stands, if it may still change. */
  #place(path: string): number | undefined {
    const at = this.#last.get(path);
    if (at === undefined || this.#emptied.size === 0) return at;
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      if (at < (this.#emptied.get(path.slice(0, end)) ?? -1)) return undefined;
    }
    return at;
  }

  #remove(event: WatchEvent, before: WatchEvent, at: number): void {
    if (before.kind === "rename" || before.kind === "remove") return this.#append(event);
    // Something may have been in the directory meanwhile.
    if (event.isDirectory && at < this.#renamed) return this.#append(event);
    this.#take(at);
    this.#last.delete(event.path);
    if (before.kind !== "create") this.#append(event);
  }

  #rename(event: WatchEvent): void {
    const { path, from = path, isDirectory } = event;
    this.#renamed = this.#events.length;
    // Paths below have changed, too: nothing before this can be found by its path any more.
    if (isDirectory !== false) {
      this.#last.clear();
      return this.#append(event, false);
    }
    const at = this.#place(from);
    const before = at === undefined ? undefined : this.#events[at];
    this.#last.delete(from);
    if (before?.kind === "create") {
      this.#take(at!);
      if (replacing.has(event)) this.add({ kind: "modify", path, isDirectory });
      else this.#append({ kind: "create", path, isDirectory });
    } else if (before?.kind === "modify" || before?.kind === "attrib") {
      this.#take(at!);
      this.#append(event, false);
      this.#append({ ...before, path });
    } else this.#append(event, false);
  }

  #append(event: WatchEvent, changeable = true): void {
    if (changeable) this.#last.set(event.path, this.#events.length);
    else this.#last.delete(event.path);
    this.#events.push(event);
    this.#count++;
  }

  #take(at: number): void {
    this.#events[at] = undefined;
    this.#count--;
  }
}
