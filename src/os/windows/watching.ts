/** Watching by `ReadDirectoryChangesW`. */
import { errorName, failureOf } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import { Hold } from "../../call/reactor.ts";
import { perform } from "../../call/synchronous.ts";
import type { RawStat } from "../contract.ts";
import type { Interest, Looked, Refusal, Sink, Source, Watching } from "../watching_contract.ts";
import { windowsListing } from "./listing.ts";
import { ownEvent } from "./overlapped.ts";
import { HERE } from "./place.ts";
import { stat, statOf } from "./stat.ts";
import { usual } from "./usual.ts";
import { idOf, isGone } from "./watch_identity.ts";
import { Keys, type Mouth } from "./watch_keys.ts";
import type { Happened } from "./watch_pairs.ts";
import type { Ear, Place } from "./watch_place.ts";
import { Places } from "./watch_places.ts";
import type { ChangeRecord } from "./watch_records.ts";
import { watchCalls } from "./watch_request.ts";
import { changeOf, progress, Telling } from "./watch_telling.ts";
import { tells } from "./watch_volumes.ts";
import { widePath } from "./wide_path.ts";

const ENOENT = failureOf("ENOENT");
const DIRECTORY = 4;
/** How often a directory is looked for that is moved meanwhile. */
const TRIES = 5;
/** Rounds through all that is watched in one go: while changes come faster than they are read, the event loop is to turn. */
const ROUNDS = 64;

/**
 * Rounds without news after which there is none. Windows tells a change before the call that makes it returns; Wine's
 * server, when it has answered that and comes to look, which it has when it answers the next two calls.
 */
const QUIET = 3;

class WindowsSource implements Source {
  #wantsAll = false;
  readonly #hold = new Hold();
  readonly #places = new Places(() => this.#wake());
  readonly #keys = new Keys((place) => this.#places.release(place));
  readonly #telling = new Telling();
  #open = true;
  #woken = false;
  #draining = false;
  #completeUntil = Date.now();
  #completeAt = performance.now();
  /** Trees that are watched as a whole: their paths, complete. */
  readonly #trunks = new Map<string, Place>();

  constructor(readonly sink: Sink) {}

  get sequence(): number {
    return progress.sequence;
  }
  get completeUntil(): number {
    // The clock may have been set meanwhile.
    return Math.min(this.#completeUntil, Date.now() - (performance.now() - this.#completeAt));
  }

  *look(path: string, follow: boolean): Program<Looked | number> {
    for (let i = 0; i < TRIES && this.#open; i++) {
      const looked = yield* this.#lookOnce(path, follow);
      if (looked !== undefined) return usual(looked);
    }
    return ENOENT; // what does not stay at its place has events to come
  }

  /** Undefined when the path has led to two directories meanwhile, of which one was watched and the other listed. */
  *#lookOnce(path: string, follow: boolean): Program<Looked | number | undefined> {
    const above = follow ? undefined : this.#trunkAbove(path);
    const place = above ?? (yield* this.#places.at(path, follow, "tree"));
    if (typeof place === "number") return place;
    try {
      const listed = yield* windowsListing.list(HERE, path, { follow, stat: false, self: true });
      if (typeof listed === "number") return listed;
      const { self, entries } = listed;
      if (self === undefined) return ENOENT;
      if (above === undefined && place.file !== fileOf(self)) return undefined;
      const ear = follow ? yield* this.#earAt(path) : undefined;
      if (!this.#open || !this.#places.all.has(place)) return undefined;
      const directory = above === undefined ? place.id : idOf(self);
      const key = this.#keys.tell(`d:${fileOf(self)}`, (key) => [{ place, directory }, ...mouths(ear, key)]);
      if (above === undefined) {
        if (place.request.scope.tree) this.#trunks.set(widePath(path), place);
        place.learn(entries.map((entry) => {
          return [entry.name, { id: idOf(entry), isDirectory: entry.type === DIRECTORY, born: 0 }];
        }));
      }
      return { key, self, entries };
    } finally {
      this.#places.release(place);
    }
  }

  /** The tree that tells of a directory at a path. */
  #trunkAbove(path: string): Place | undefined {
    const whole = widePath(path);
    for (const [trunk, place] of this.#trunks) {
      if (!this.#places.all.has(place)) this.#trunks.delete(trunk);
      else if (whole.startsWith(trunk.endsWith("\\") ? trunk : `${trunk}\\`)) return place;
    }
    return undefined;
  }

  /** The directory that a path's own name stands in, if there is one: it tells that the name stands for something else. */
  *#earAt(path: string, reach: "names" | "directory" = "names"): Program<{ place: Place; name: string } | undefined> {
    const [, above, name] = /^(.+?[\\/])([^\\/]+)$/.exec(widePath(path)) ?? [];
    if (above === undefined || name === undefined) return undefined;
    const place = yield* this.#places.at(above, true, reach);
    return typeof place === "number" ? undefined : { place, name };
  }

  *mark(path: string, interest: Interest): Program<number> {
    return usual(yield* this.#mark(path, interest));
  }

  *#mark(path: string, interest: Interest): Program<number> {
    if (!this.#open) return ENOENT;
    if (interest === "names" || interest === "directory") {
      const place = yield* this.#places.at(path, true, interest);
      if (typeof place === "number") return place;
      const ear = yield* this.#earAt(path);
      if (!this.#places.all.has(place)) return ENOENT;
      const directory = place.id;
      return this.#keys.tell(`${interest}:${place.file}`, (key) => [{ place, directory }, ...mouths(ear, key)]);
    }
    const asked = stat(path, true);
    const result = yield asked;
    if (result < 0) return result;
    const ear = yield* this.#earAt(path, interest === "file" ? "directory" : "names");
    if (!this.#open) return ENOENT;
    return this.#keys.tell(`${interest}:${fileOf(statOf(asked))}`, (key) => mouths(ear, key, interest === "file"));
  }

  forget(key: number): void {
    this.#keys.forget(key);
  }

  /** Whoever renames holds the directory until both halves are told: behind a look at it, the other one is. */
  *settle(directory: string): Program<number> {
    return Math.min(0, yield stat(directory, true));
  }

  #wake(): void {
    if (this.#woken) return;
    this.#woken = true;
    queueMicrotask(() => {
      this.#woken = false;
      this.drain();
    });
  }

  drain(): void {
    if (!this.#open || this.#draining) return;
    this.#draining = true;
    const happened: Happened[] = [];
    let any = false;
    let quiet = 0;
    let [clock, now] = [Date.now(), performance.now()];
    for (let i = 0; i < ROUNDS && quiet < QUIET; i++) {
      // Completions that are another thread's work are brought to this one when it enters the kernel.
      perform(watchCalls.WaitForSingleObject(ownEvent(), 0), 0);
      if (this.#round(happened)) {
        any = true;
        quiet = 0;
        [clock, now] = [Date.now(), performance.now()];
      } else quiet++;
    }
    if (quiet > 0) [this.#completeUntil, this.#completeAt] = [clock, now];
    this.#tell(happened);
    this.#draining = false;
    if (any) this.sink.taken();
  }

  /** Takes once what each place tells; whether there was anything. */
  #round(happened: Happened[]): boolean {
    let any = false;
    for (const place of [...this.#places.all]) {
      const taken = place.request.take();
      if (taken === undefined) continue;
      any = true;
      for (const record of taken.records) this.#record(place, record, happened);
      if (taken.lost) this.sink.take(changeOf("overflow", -1));
      if (place.request.ended < 0) this.#end(place);
    }
    return any;
  }

  #record(place: Place, record: ChangeRecord, happened: Happened[]): void {
    const change = place.happened(record, this.#completeUntil);
    if (change !== undefined) happened.push(change);
    else {
      const key = this.#keyOf(place, record.parent === 0n ? place.id : record.parent);
      if (key !== undefined) this.sink.take(changeOf("dirty", key));
    }
  }

  #keyOf(place: Place, directory: bigint): number | undefined {
    const key = place.children.get(directory);
    return key === undefined && this.#wantsAll ? this.#keys.of(`d:${place.volume}:0:${directory}`) : key;
  }

  #tell(happened: readonly Happened[]): void {
    let leaving: { place: Place; cookie: number; ears: readonly Ear[] } | undefined;
    for (const told of this.#telling.tell(happened, this.#wantsAll)) {
      const { kind, of, cookie } = told;
      const place = of.place as Place;
      const key = this.#keyOf(place, of.parent);
      if (key !== undefined) this.sink.take(changeOf(kind, key, told));
      if (place.ears.size === 0 || of.parent !== place.id) continue;
      const ears = place.earsOf(of.name);
      for (const ear of ears) this.sink.take(changeOf(kind === "modify" ? kind : "left", ear.key));
      if (kind !== "modify") this.#endGone(ears);
      if (kind === "from") leaving = { place, cookie, ears };
      else if (kind === "to" && leaving?.cookie === cookie && leaving.place === place) {
        for (const ear of leaving.ears) if (ear.follows) ear.name = of.name;
      }
    }
  }

  /** A directory that is gone says so by its request, but perhaps only when somebody else closes it. */
  #endGone(ears: readonly Ear[]): void {
    const keys = new Set(ears.map(({ key }) => key));
    for (const place of [...this.#places.all]) {
      if ([...place.children.values()].some((key) => keys.has(key)) && isGone(place.handle)) this.#end(place);
    }
  }

  /** The system tells no more of a place. */
  #end(place: Place): void {
    const keys = [...place.children.values(), ...[...place.ears].map(({ key }) => key)];
    this.#places.drop(place);
    for (const key of keys) {
      this.sink.take(changeOf("void", key));
      this.#keys.forget(key);
    }
  }

  holdAll(): void {
    this.#wantsAll = true;
  }
  releaseAll(): void {
    this.#wantsAll = false;
    this.#keys.forgetPromised();
  }
  ref(): void {
    this.#hold.ref();
  }
  unref(): void {
    this.#hold.unref();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#places.close();
    this.#hold.release();
  }
}

/** Which file it is, as {@link Place.file} has it. */
function fileOf({ dev, inodeLow, inodeHigh, inodeUpper = 0n }: RawStat): string {
  return `${dev}:${inodeUpper}:${(BigInt(inodeHigh) << 32n) | BigInt(inodeLow)}`;
}

function mouths(at: { place: Place; name: string } | undefined, key: number, follows = false): Mouth[] {
  if (at === undefined) return [];
  const ear: Ear = { key, name: at.name, follows };
  return [{ place: at.place, ear }];
}

const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"]);
const LIMITS = new Set(["ENOMEM", "EMFILE", "ENFILE", "ENOSPC", "EDQUOT"]);

function refusal(result: number): Refusal {
  const name = errorName(result);
  if (ABSENT.has(name)) return { kind: "absent" };
  if (!LIMITS.has(name)) return { kind: "unreadable" };
  return { kind: "limit", explanation: `the system has no memory for more watches (${name})` };
}

/** Watching on Windows. */
export const windowsWatching: Watching = { connect: (sink) => new WindowsSource(sink), tells, refusal };
