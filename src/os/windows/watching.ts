/** Watching by `ReadDirectoryChangesW`. */
import { errorName } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import { Hold } from "../../call/reactor.ts";
import { perform } from "../../call/synchronous.ts";
import type { Interest, Looked, Refusal, Sink, Source, Watching } from "../watching_contract.ts";
import { ownEvent } from "./overlapped.ts";
import { stat } from "./stat.ts";
import { Interests } from "./watch_interests.ts";
import type { Happened } from "./watch_pairs.ts";
import type { Ear, Place } from "./watch_place.ts";
import type { ChangeRecord } from "./watch_records.ts";
import { watchCalls } from "./watch_request.ts";
import { changeOf, progress, Telling } from "./watch_telling.ts";
import { tells } from "./watch_volumes.ts";

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
  readonly #interests = new Interests(() => this.#wake());
  readonly #telling = new Telling();
  #open = true;
  #woken = false;
  #draining = false;
  completeUntil = Date.now();
  completeAt = performance.now();

  constructor(readonly sink: Sink) {}

  get sequence(): number {
    return progress.sequence;
  }

  look(path: string, follow: boolean): Program<Looked | number> {
    return this.#interests.look(path, follow);
  }
  mark(path: string, interest: Interest): Program<number> {
    return this.#interests.mark(path, interest);
  }
  forget(key: number): void {
    this.#interests.keys.forget(key);
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
    if (quiet > 0) [this.completeUntil, this.completeAt] = [clock, now];
    this.#tell(happened);
    this.#draining = false;
    if (any) this.sink.taken();
  }

  /** Takes once what each place tells; whether there was anything. */
  #round(happened: Happened[]): boolean {
    let any = false;
    for (const place of [...this.#interests.places.all]) {
      const taken = place.request.take();
      if (taken === undefined) continue;
      any = true;
      for (const record of taken.records) this.#record(place, record, happened);
      if (taken.lost) this.sink.take(changeOf("overflow", -1));
      if (place.request.ended < 0) this.#void(this.#interests.end(place));
    }
    return any;
  }

  #record(place: Place, record: ChangeRecord, happened: Happened[]): void {
    const change = place.happened(record, this.completeUntil);
    if (change !== undefined) happened.push(change);
    else {
      const key = this.#interests.keyOf(place, record.parent === 0n ? place.id : record.parent, this.#wantsAll);
      if (key !== undefined) this.sink.take(changeOf("dirty", key));
    }
  }

  #tell(happened: readonly Happened[]): void {
    let leaving: { place: Place; cookie: number; ears: readonly Ear[] } | undefined;
    for (const told of this.#telling.tell(happened, this.#wantsAll)) {
      const { kind, of, cookie } = told;
      const place = of.place as Place;
      const key = this.#interests.keyOf(place, of.parent, this.#wantsAll);
      if (key !== undefined) this.sink.take(changeOf(kind, key, told));
      if (place.ears.size === 0 || of.parent !== place.id) continue;
      const ears = place.earsOf(of.name);
      for (const ear of ears) this.sink.take(changeOf(kind === "modify" ? kind : "left", ear.key));
      if (kind !== "modify") this.#void(this.#interests.endGone(ears));
      if (kind === "from") leaving = { place, cookie, ears };
      else if (kind === "to" && leaving?.cookie === cookie && leaving.place === place) {
        for (const ear of leaving.ears) if (ear.follows) ear.name = of.name;
      }
    }
  }

  /** The system tells no more of these. */
  #void(keys: readonly number[]): void {
    for (const key of keys) this.sink.take(changeOf("void", key));
  }

  holdAll(): void {
    this.#wantsAll = true;
  }
  releaseAll(): void {
    this.#wantsAll = false;
    this.#interests.keys.forgetPromised();
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
    this.#interests.close();
    this.#hold.release();
  }
}

const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"]);
const LIMITS = new Set(["ENOMEM", "EMFILE", "ENFILE", "ENOSPC", "EDQUOT"]);
/** How filesystems and servers say that they tell of no changes. */
const SILENT = new Set(["EOPNOTSUPP", "EINVAL", "ENOSYS"]);

function refusal(result: number): Refusal {
  const name = errorName(result);
  if (ABSENT.has(name)) return { kind: "absent" };
  if (SILENT.has(name)) return { kind: "limit", explanation: `its filesystem does not tell of changes (${name})` };
  if (!LIMITS.has(name)) return { kind: "unreadable" };
  return { kind: "limit", explanation: `the system has no memory for more watches (${name})` };
}

/** Watching on Windows. */
export const windowsWatching: Watching = { connect: (sink) => new WindowsSource(sink), tells, refusal };
