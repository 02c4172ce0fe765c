/** Directories as POSIX systems list them: opened, read and closed in one trip, looked at in another. */
import { errorNumber } from "../../call/errno.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import type { Begun, Listing, ListOptions, RawEntry } from "../listing_contract.ts";
import { openFar } from "./far.ts";
import { keeping } from "../keeping.ts";
import { posix } from "./libc.ts";
import { type Look, statAndClose, statEntries } from "./stat_entries.ts";

/** A call that reads entries. */
export interface Reader {
  /** Fills `bytes` of memory; 0 at the end of the directory. */
  fill(fd: number, bytes: number, stat: boolean): Call;
  /** Adds what the call left, whose result is positive. */
  add(call: Call, result: number, into: RawEntry[]): void;
}

/** What differs between the systems. */
export interface Particulars extends Look {
  /** Opens a directory. */
  open(at: number, path: string, follow: boolean): Call;
  /** Opens a directory only to go on from it. */
  through(at: number, path: string): Call;
  /** An open directory's own metadata. */
  self(fd: number): Call;
  /** The calls that read entries: a later one serves where the one before is refused. */
  readonly readers: readonly [Reader, ...Reader[]];
}

/** Bytes: two calls, of which the second mostly tells that nothing is left, with room for 64 directories in one arena. */
const SMALL = [24 << 10, 8 << 10] as const;
/** Bytes for the entries of a directory that has more. */
const LARGE = 128 << 10;
const CLOSE = posix.close(FIRST);
const ENAMETOOLONG = -errorNumber("ENAMETOOLONG");
// A directory that was removed meanwhile has no entries: Linux says so by this.
const ENOENT = -errorNumber("ENOENT");
/** What one reader may be refused with and another not. */
const REFUSALS = new Set(["EACCES", "EINVAL", "EOPNOTSUPP", "ENOTSUP", "ENOSYS"].map((name) => -errorNumber(name)));

/** Directories on a system with these particulars. */
export function posixListing(system: Particulars): Listing {
  const { readers, statOf } = system;

  function* open(at: number, path: string, follow: boolean): Program<number> {
    const fd = yield system.open(at, path, follow);
    if (fd !== ENAMETOOLONG) return fd;
    return yield* openFar(at, path, system.through, (at, piece) => system.open(at, piece, follow));
  }

  function* fill(fd: number, into: RawEntry[], stat: boolean): Program<number> {
    for (const reader of readers) {
      const call = reader.fill(fd, LARGE, stat);
      const result = yield call;
      if (result > 0) reader.add(call, result, into);
      if (result >= 0 || reader === readers.at(-1) || !REFUSALS.has(result)) return result === ENOENT ? 0 : result;
    }
    return 0;
  }

  function* read(fd: number, into: RawEntry[], stat: boolean): Program<number> {
    const start = into.length;
    const result = yield* fill(fd, into, stat);
    yield* statEntries(fd, into.slice(start).filter((entry) => lacks(entry, stat)), system);
    return Math.min(result, 1);
  }

  function* readOn(fd: number, into: RawEntry[], stat: boolean): Program<number> {
    for (;;) {
      const result = yield* fill(fd, into, stat);
      if (result <= 0) return result;
    }
  }

  /** The rest of an open directory, of which some was read before; it is closed. */
  function* finish(fd: number, into: RawEntry[], stat: boolean): Program<number> {
    const result = yield* keeping(fd, readOn(fd, into, stat));
    const lacking = result < 0 ? [] : into.filter((entry) => lacks(entry, stat));
    yield* statAndClose(fd, lacking, system);
    return result;
  }

  /** A directory that one trip is too small for: opened, nothing read yet. */
  function* beginLarge(at: number, path: string, options: ListOptions): Program<Begun | number> {
    const fd = yield* open(at, path, options.follow);
    if (fd < 0) return fd;
    const self = options.self ? yield* keeping(fd, selfOf(fd)) : undefined;
    return { entries: [], self, fd, ended: false };
  }

  function* selfOf(fd: number): Program<RawStat | undefined> {
    const call = system.self(fd);
    return (yield call) < 0 ? undefined : statOf(call);
  }

  function* begin(at: number, path: string, options: ListOptions): Program<Begun | number> {
    const { follow, stat, keep = false } = options;
    const fills = SMALL.map((bytes) => readers[0].fill(FIRST, bytes, stat));
    const asks = options.self ? [system.self(FIRST)] : [];
    const chain = new Chain(system.open(at, path, follow), [...asks, ...fills, ...(stat || keep ? [] : [CLOSE])]);
    const fd = yield chain;
    if (fd === ENAMETOOLONG) return yield* beginLarge(at, path, options);
    if (fd < 0) return fd;
    const self = options.self && chain.results[1]! >= 0 ? statOf(asks[0]!) : undefined;
    const entries: RawEntry[] = [];
    const counts = chain.results.slice(1 + asks.length, 1 + asks.length + fills.length);
    fills.forEach((call, i) => counts[i]! > 0 && readers[0].add(call, counts[i]!, entries));
    const ended = counts.includes(0);
    const lacking = entries.filter((entry) => lacks(entry, stat));
    if (chain.closed) {
      // Closed with more to come: few directories are so large, and reading them takes longer than another opening.
      if (!ended || lacking.length > 0) return yield* beginLarge(at, path, options);
      return { entries, self, fd: undefined, ended };
    }
    const closes = ended && !keep;
    if (closes) yield* statAndClose(fd, lacking, system);
    else yield* keeping(fd, statEntries(fd, lacking, system));
    return { entries, self, fd: closes ? undefined : fd, ended };
  }

  function* list(at: number, path: string, options: ListOptions): Program<Begun | number> {
    const begun = yield* begin(at, path, options);
    if (typeof begun === "number" || begun.fd === undefined) return begun;
    const result = yield* finish(begun.fd, begun.entries, options.stat);
    return result < 0 ? result : { ...begun, fd: undefined, ended: true };
  }

  return { begin, list, open, read, stat: (fd, entries) => statEntries(fd, entries, system) };
}

/** Whether an entry must be looked at: where the filesystem does not tell its type, or its metadata is wanted. */
function lacks(entry: RawEntry, stat: boolean): boolean {
  return entry.type === 0 || (stat && entry.stat === undefined);
}
