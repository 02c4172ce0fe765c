/** A directory that is watched, and who is told what of it. */
import { perform } from "../../call/synchronous.ts";
import { kernel32 } from "./kernel32.ts";
import { type Identity, identityIn, longName, UNKNOWN } from "./watch_identity.ts";
import type { Happened } from "./watch_pairs.ts";
import { type ChangeRecord, mayBeShort, nameOf } from "./watch_records.ts";
import { type Scope, WatchRequest } from "./watch_request.ts";

/** Somebody who is told of one name in a directory as of itself. */
export interface Ear {
  readonly key: number;
  name: string;
  /** Whether the name is followed when it is changed within the directory. */
  readonly follows: boolean;
}

/** A watched directory. */
export class Place {
  readonly request: WatchRequest;
  /** By the id of a directory, this one or one below it, as what its changes are told. */
  readonly children = new Map<bigint, number>();
  readonly ears = new Set<Ear>();
  /** What the names stand for, where changes do not say it. */
  #known: Map<string, Identity> | undefined;
  /** What has just lost its name, and gets another one next. */
  #leaving: Identity | undefined;

  constructor(
    readonly handle: number,
    readonly identity: string,
    readonly volume: number,
    /** Volume and id of 128 bits. */
    readonly file: string,
    readonly id: bigint,
    scope: Scope,
    wake: () => void,
  ) {
    this.request = new WatchRequest(handle, scope, wake);
  }

  /** Whether anybody is told of anything. */
  get used(): boolean {
    return this.children.size > 0 || this.ears.size > 0;
  }

  /** Remembers what the names stand for. */
  learn(names: Iterable<readonly [string, Identity]>): void {
    if (!this.request.scope.tree) this.#known = new Map(names);
  }

  /** What a record says; undefined when its name is a short one of which nobody can tell what it stood for. */
  happened(record: ChangeRecord, since: number): Happened | undefined {
    const { action, id } = record;
    let name = nameOf(record.path);
    if (mayBeShort(name) && this.#known?.has(name) !== true) {
      const long = longName(this.handle, record.path);
      if (long === undefined) return undefined;
      name = long;
    }
    const { parent, isDirectory } = record;
    if (this.request.scope.tree) {
      return {
        action,
        place: this,
        parent,
        name,
        id,
        isDirectory: isDirectory!,
        fresh: record.written >= since,
        sure: true,
      };
    }
    const before = this.#known?.get(name);
    const { isDirectory: known, id: found, born } = this.#identify(action, name, before);
    const over = action === "added" && before !== undefined && before.id !== found;
    return {
      // What is created where something was known has replaced it.
      action: over ? "new" : action,
      place: this,
      parent: this.id,
      name,
      // Nobody needs to know which file was modified.
      id: action === "modified" ? 0n : found,
      isDirectory: known,
      fresh: born >= since,
      sure: false,
    };
  }

  /** What stands, or stood, under a name. */
  #identify(action: ChangeRecord["action"], name: string, before: Identity | undefined): Identity {
    const known = this.#known ??= new Map();
    const leaving = this.#leaving;
    this.#leaving = undefined;
    if (action === "removed" || action === "old") {
      known.delete(name);
      if (action === "old") this.#leaving = before;
    } else if (action === "new" && leaving !== undefined) {
      known.set(name, leaving);
      return leaving;
    } else if (action !== "modified" || before === undefined) {
      const now = identityIn(this.handle, name);
      if (now !== undefined) known.set(name, now);
      return now ?? UNKNOWN;
    }
    return before ?? UNKNOWN;
  }

  /** Who is told of a name as of itself: Windows compares names without regard to case. */
  earsOf(name: string): Ear[] {
    const upper = name.toUpperCase();
    return [...this.ears].filter((ear) => ear.name === name || ear.name.toUpperCase() === upper);
  }

  /** Ends it. */
  close(): void {
    this.request.close();
  }
}

/** Closes a handle, now. */
export function closeNow(handle: number): void {
  perform(kernel32.CloseHandle(handle), 0);
}
