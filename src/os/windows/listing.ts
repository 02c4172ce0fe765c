/** Directories on Windows: opened, read and closed in one trip; metadata comes with the names. */
import { FILE_ATTRIBUTE_TAG_INFO as TAG, FILE_ID_INFO as ID } from "../../../ffi/windows/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { all, type Call, Chain, FIRST, type Program, valueOf } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import type { Begun, Listing, ListOptions, RawEntry } from "../listing_contract.ts";
import { addEntries, fill, isEnd } from "./entries.ts";
import { keeping } from "../keeping.ts";
import { c, kernel32 } from "./kernel32.ts";
import { askAttributes, createFile, isLink } from "./open.ts";
import { remember } from "./open_files.ts";
import { look } from "./look.ts";
import { HERE } from "./place.ts";
import { openAt } from "./relative.ts";
import { fstat, statOf } from "./stat.ts";
import { usual } from "./usual.ts";
import { widePath } from "./wide_path.ts";

/** Bytes: two calls, of which the second mostly tells that nothing is left, with room for 64 directories in one arena. */
const SMALL = [24 << 10, 8 << 10] as const;
/** Bytes for the entries of a directory that has more: servers answer no more at once (SMB 1). */
const LARGE = 64 << 10;
const ACCESS = c.FILE_LIST_DIRECTORY | c.FILE_READ_ATTRIBUTES;
const CLOSE = kernel32.CloseHandle(FIRST);
const [ENOTDIR, ELOOP] = ["ENOTDIR", "ELOOP"].map((name) => -errorNumber(name)) as [number, number];

/** A directory that is asked what it is and what it holds: in the chain that opens it, or once it is open. */
class Look {
  readonly #tag: Call;
  readonly #id: Call | undefined;
  readonly #fills: readonly Call[];
  readonly calls: readonly Call[];

  constructor(fd: number, stat: boolean, sizes: readonly number[]) {
    this.#tag = askAttributes(fd);
    this.#id = stat ? volumeOf(fd) : undefined;
    this.#fills = sizes.map((bytes) => fill(fd, bytes));
    this.calls = [this.#tag, ...(this.#id === undefined ? [] : [this.#id]), ...this.#fills];
  }

  /** Adds the entries; whether these are all, or minus an error number. */
  take(results: readonly number[], into: RawEntry[], follow: boolean): boolean | number {
    const asked = this.calls.length - this.#fills.length;
    if (results[0]! > 0) {
      const attributes = TAG.FileAttributes.get(this.#tag.view, this.#tag.at);
      if (!follow && isLink(attributes, TAG.ReparseTag.get(this.#tag.view, this.#tag.at))) return ELOOP;
      if ((attributes & c.FILE_ATTRIBUTE_DIRECTORY) === 0) return ENOTDIR;
    }
    const volume = this.#id === undefined ? undefined : volumeIn(this.#id, results[1]!);
    for (const [i, call] of this.#fills.entries()) {
      const result = results[asked + i]!;
      if (isEnd(result)) return true;
      if (result < 0) return result;
      addEntries(call, into, volume);
    }
    return false;
  }
}

function volumeOf(fd: number): Call {
  return kernel32.GetFileInformationByHandleEx(fd, c.FileIdInfo, ID, ID.size);
}

function volumeIn({ view, at }: Call, result: number): number {
  return result < 0 ? 0 : ID.VolumeSerialNumber.low(view, at);
}

function* selfOf(fd: number): Program<RawStat> {
  const chain = fstat({ fd, manner: "disk" });
  yield chain;
  return statOf(chain);
}

/** What was read of an open directory, which is closed unless there is more or it is to be kept. */
function* begunWith(
  fd: number,
  entries: RawEntry[],
  ended: boolean | number,
  { self, keep = false }: ListOptions,
): Program<Begun | number> {
  if (typeof ended === "number") {
    yield kernel32.CloseHandle(fd);
    return ended;
  }
  const own = self ? yield* keeping(fd, selfOf(fd)) : undefined;
  const closes = ended && !keep;
  if (closes) yield kernel32.CloseHandle(fd);
  return { entries, self: own, fd: closes ? undefined : fd, ended };
}

/** A directory that is opened before it is read: below another, or too large for one trip. */
function* beginOpen(at: number, path: string, options: ListOptions, sizes: readonly number[]): Program<Begun | number> {
  const fd = yield* openAt(at, path, ACCESS, options.follow);
  if (fd < 0) return fd;
  const entries: RawEntry[] = [];
  const ended = yield* keeping(fd, lookedAt(fd, entries, options, sizes));
  return yield* begunWith(fd, entries, ended, options);
}

function* lookedAt(
  fd: number,
  into: RawEntry[],
  { follow, stat }: ListOptions,
  sizes: readonly number[],
): Program<boolean | number> {
  const look = new Look(fd, stat, sizes);
  const chain = new Chain(look.calls[0]!, look.calls.slice(1));
  yield chain;
  return look.take(chain.results, into, follow);
}

function* begin(at: number, path: string, options: ListOptions): Program<Begun | number> {
  if (at !== HERE) return yield* beginOpen(at, path, options, SMALL);
  const { follow, stat, self, keep = false } = options;
  const itself = follow ? 0 : c.FILE_FLAG_OPEN_REPARSE_POINT;
  const open = createFile(widePath(path), ACCESS, c.OPEN_EXISTING, c.FILE_FLAG_BACKUP_SEMANTICS | itself);
  const look = new Look(FIRST, stat, SMALL);
  const chain = new Chain(open, self || keep ? look.calls : [...look.calls, CLOSE]);
  const fd = yield chain;
  if (fd < 0) return fd;
  const entries: RawEntry[] = [];
  const ended = look.take(chain.results.slice(1), entries, follow);
  if (!chain.closed) return yield* begunWith(fd, entries, ended, options);
  // Closed with more to come: few directories are so large, and reading them takes longer than another opening.
  if (ended === false) return yield* beginOpen(at, path, options, [LARGE]);
  return ended === true ? { entries, self: undefined, fd: undefined, ended } : ended;
}

/** Reads on; the volume is asked for with each piece that is to have metadata. */
function* read(fd: number, into: RawEntry[], stat: boolean): Program<number> {
  const ended = yield* lookedAt(fd, into, { follow: true, stat, self: false }, [LARGE]);
  return typeof ended === "number" ? ended : ended ? 0 : 1;
}

function* readOn(fd: number, into: RawEntry[], stat: boolean): Program<number> {
  for (;;) {
    const result = yield* read(fd, into, stat);
    if (result <= 0) return result;
  }
}

function* list(at: number, path: string, options: ListOptions): Program<Begun | number> {
  const begun = yield* begin(at, path, options);
  if (typeof begun === "number" || begun.fd === undefined) return begun;
  const result = yield* keeping(begun.fd, readOn(begun.fd, begun.entries, options.stat));
  yield kernel32.CloseHandle(begun.fd);
  return result < 0 ? result : { ...begun, fd: undefined, ended: true };
}

function* looked(fd: number, entry: RawEntry): Program<void> {
  const found = yield* look(fd, entry.name, false);
  entry.stat = found;
  if (typeof found === "object") entry.type = found.mode >>> 12;
}

/** Directories on Windows. */
export const windowsListing: Listing = {
  *begin(at, path, options) {
    return usual(yield* begin(at, path, options));
  },
  *list(at, path, options) {
    return usual(yield* list(at, path, options));
  },
  *open(at, path, follow) {
    const fd = yield* openAt(at, path, ACCESS, follow);
    if (fd < 0) return usual(fd);
    const entries: RawEntry[] = [];
    const ended = yield* keeping(fd, lookedAt(fd, entries, { follow, stat: false, self: false }, []));
    if (typeof ended !== "number") {
      remember(fd, { manner: "disk", appends: false, writes: false });
      return fd;
    }
    yield kernel32.CloseHandle(fd);
    return usual(ended);
  },
  *read(fd, into, stat) {
    return usual(yield* read(fd, into, stat));
  },
  *stat(fd, entries) {
    for (const outcome of yield* all(entries.map((entry) => looked(fd, entry)))) valueOf(outcome);
  },
};
