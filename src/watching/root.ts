/**
 * A watched path. It is a name that is followed, whatever it stands for: a directory, a file, nothing yet, or again
 * something else after an editor has saved it.
 */
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import { isAbsent } from "./absent.ts";
import { joined } from "../fs/dir_entry.ts";
import { os } from "../os/os.ts";
import type { Source } from "../os/watching_contract.ts";
import { isFresh, nextStep } from "./clock_step.ts";
import { contentHash, UNKNOWN } from "./content_hash.ts";
import { changedSince, difference, Folder, isSame, type Seen, seen, type Trunk } from "./folder.ts";
import type { Model } from "./model.ts";
import { Way } from "./way.ts";
import type { WatchEvent } from "./watch_event.ts";

/** By the upper four bits of `st_mode`. */
const DIRECTORY = 4;
const FILE = 8;

/** What a root needs of its watcher. */
export interface Ground {
  readonly model: Model;
  readonly source: Source | undefined;
  readonly mayPoll: boolean;
  /** Bytes of the longest file whose content is compared where it is polled; 0 without. */
  readonly compared: number;
  /** Whether changes were lost, and since when, in milliseconds. */
  readonly repairing: boolean;
  readonly since: number;
  report(event: WatchEvent): void;
  /** Has changes of a watch told to a root: of itself, or of these names in it. */
  mark(key: number, root: Root, names: ReadonlySet<string>): void;
  unmark(key: number, root: Root): void;
  degrade(path: string, reason: string): void;
  /** Asks for a root to be looked at again. */
  look(root: Root): void;
  /** The same after the time in which files are saved. */
  later(root: Root): void;
}

/** Where something is: the path as it was given, and the absolute one. */
export interface Spot {
  readonly given: string;
  readonly absolute: string;
}

/** A watched path. */
export class Root implements Trunk {
  silent = true;
  /** What it is: a directory, */
  folder: Folder | undefined;
  /** or something else. */
  file: Seen | undefined;
  /** Whether a file is not there any more, which is not said yet: it may be being saved. */
  missing = false;
  /** Whether there was time enough to save it. */
  overdue = false;
  /** Whether its attributes may have changed. */
  touched = false;
  polled = false;
  covered = false;
  removed = false;
  /** The watch of the file that was seen last. */
  #seenKey = -1;
  readonly #way = new Way(this);

  /** Settles when it is watched, or cannot be. */
  readonly begun: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(readonly spot: Spot) {
    this.begun.promise.catch(() => {}); // whoever asked for it is told
  }

  /** A file's watch. */
  get fileKey(): number {
    return this.#way.fileKey;
  }

  /** The system has ended a watch. */
  voided(key: number): void {
    this.#way.voided(key);
  }

  get given(): string {
    return this.spot.given;
  }

  get absolute(): string {
    return this.spot.absolute;
  }

  /** The file has been modified. */
  modified(ground: Ground): void {
    this.report(ground, "modify", false);
  }

  /** Finds out what the name stands for by now; returns the directory to be looked at, if it is one. */
  *resolve(ground: Ground): Program<Folder | undefined> {
    if (ground.source === undefined) this.polled = true;
    if (!this.polled) yield* this.#way.watch(ground, ground.source!);
    const step = os.stat(this.absolute, true);
    const result = yield step;
    const stat = result < 0 ? undefined : os.statOf(step);
    if (stat === undefined && !isAbsent(result) && this.silent) throw systemError(result, "stat", this.given);
    const { touched } = this;
    this.touched = false;
    if (this.removed) return undefined;
    if (stat === undefined) return this.#absent(ground);
    if (stat.mode >>> 12 === DIRECTORY) return this.#directory(ground);
    const fresh = this.polled && isFresh(stat, Date.now());
    const now = seen(stat, yield* this.#content(ground, stat));
    if (fresh) yield* nextStep();
    if (!this.removed) this.#found(ground, now, touched);
    return undefined;
  }

  *#content({ compared }: Ground, { mode }: RawStat): Program<number> {
    return this.polled && compared > 0 && mode >>> 12 === FILE
      ? yield* contentHash(this.absolute, true, compared)
      : UNKNOWN;
  }

  /** Whether its path lies below another's. */
  isBelow(other: Root): boolean {
    return this !== other && this.absolute.startsWith(joined(other.absolute, ""));
  }

  /** Nothing is watched any more. */
  drop(ground: Ground): void {
    this.removed = true;
    this.#leave(ground);
  }

  /** Another watched path tells of all that happens here, or does so no more. */
  cover(covered: boolean, ground: Ground): void {
    if (covered === this.covered) return;
    this.covered = covered;
    if (covered) this.#leave(ground);
    else this.silent = true;
  }

  #leave(ground: Ground): void {
    if (this.folder !== undefined) ground.model.drop(this.folder);
    this.folder = this.file = undefined;
    this.missing = false;
    this.#way.leave(ground);
  }

  #absent(ground: Ground): undefined {
    this.#leaveFolder(ground);
    if (this.file === undefined) return;
    if (!this.overdue) {
      if (!this.missing) ground.later(this);
      this.missing = true;
      return;
    }
    this.file = undefined;
    this.missing = this.overdue = false;
    this.report(ground, "remove", false);
  }

  #directory(ground: Ground): Folder {
    if (this.file !== undefined) this.report(ground, "remove", false);
    this.file = undefined;
    this.missing = this.overdue = false;
    if (this.folder === undefined) {
      this.folder = new Folder("", undefined, this);
      this.report(ground, "create", true);
    }
    if (this.polled) this.folder.polled = true;
    return this.folder;
  }

  #found(ground: Ground, now: Seen, touched: boolean): void {
    this.#leaveFolder(ground);
    const before = this.file;
    this.file = now;
    // A watch belongs to one file, while its inode's number is given to another as soon as it is gone.
    const another = this.fileKey !== this.#seenKey;
    this.#seenKey = this.fileKey;
    if (before === undefined) this.report(ground, "create", false);
    else if (this.missing || another || !isSame(before, now)) this.report(ground, "modify", false);
    else {
      const kind = this.polled
        ? difference(before, now)
        : ground.repairing && changedSince(now.ctime, now.ctimeRest, ground.since)
        ? "modify"
        : touched
        ? "attrib"
        : undefined;
      if (kind !== undefined) this.report(ground, kind, false);
    }
    this.missing = this.overdue = false;
  }

  #leaveFolder(ground: Ground): void {
    if (this.folder === undefined) return;
    ground.model.empty(this.folder);
    this.folder = undefined;
    this.report(ground, "remove", true);
  }

  /** Tells of itself. */
  protected report(ground: Ground, kind: WatchEvent["kind"], isDirectory: boolean): void {
    if (!this.silent) ground.report({ kind, path: this.given, isDirectory });
  }
}
