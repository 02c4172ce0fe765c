/**
 * What each operating system fulfils for watching. A watcher keeps a model of the trees that it watches; the system tells
 * it of changes and looks at directories, the watcher makes events of them.
 *
 * The promise behind which everything stands: {@link Source.look} begins to watch a directory *before* it lists it, and
 * every change after that is told, in order, or an `overflow` is. What is told twice, by the listing and by a change,
 * the watcher's model recognises.
 *
 * A system that tells less says so by what it tells: one that cannot name what changed in a directory (macOS) tells
 * `dirty`, and the watcher lists that directory again and compares; one whose watches reach below a directory (Windows)
 * tells names with separators in them. A system that tells nothing is polled.
 */
import type { Program, Wait } from "../call/program.ts";
import type { RawStat } from "./contract.ts";
import type { RawEntry } from "./listing_contract.ts";

/**
 * What has happened in a watched directory to `name`, or, where that is empty, to the watched thing itself:
 * - `create`, `remove`, `modify`, `attrib`;
 * - `from`, `to`: renamed; both halves carry one cookie, and where both are watched, `from` comes first;
 * - `left`: the watched thing itself was moved or removed, and may no longer be what its path leads to;
 * - `void`: the system has ended the watch, whose key is told no more;
 * - `dirty`: something in the directory, or about it;
 * - `overflow`: changes were lost.
 */
export type ChangeKind =
  | "create"
  | "remove"
  | "modify"
  | "attrib"
  | "from"
  | "to"
  | "left"
  | "void"
  | "dirty"
  | "overflow";

/** A change as the system tells it. */
export interface Change {
  readonly kind: ChangeKind;
  /** What was watched: the same for everybody who watches the same directory or file. −1 for an overflow. */
  readonly key: number;
  readonly name: string;
  readonly isDirectory: boolean;
  /** Pairs the halves of a rename; 0 without. */
  readonly cookie: number;
  /** Whether it was asked only now what stands under the name, while it may have been something else when it happened. */
  readonly late?: boolean;
  /** Of a directory that is renamed `to` here: it may have been elsewhere meanwhile, where nobody told what happened in it. */
  readonly doubtful?: boolean;
  /** Counts the changes of this process: a change whose number is above {@link Source.sequence} has not been told yet. */
  readonly sequence: number;
}

/**
 * What is to be told of a path that is not looked into:
 * - `file`: that it is modified, its attributes changed, it was moved or removed;
 * - `place`: a directory on the way to something: that it was moved or removed;
 * - `names`: that, and which names in it come and go;
 * - `directory`: that, and what changes in it, as {@link Source.look} is told.
 */
export type Interest = "file" | "place" | "names" | "directory";

/** A directory that is watched from now on, and what stood in it after that. */
export interface Looked {
  readonly key: number;
  readonly self: RawStat;
  readonly entries: RawEntry[];
}

/** Whether what a name stands for is to be told of. */
export type Wanted = (name: string, isDirectory: boolean) => boolean;

/** Takes an entry of a directory: its type, its inode, and where the bytes of its name begin and end. */
export type TakeEntry = (
  type: number,
  inodeLow: number,
  inodeHigh: number,
  bytes: Uint8Array,
  start: number,
  end: number,
) => void;

/**
 * Looks at directories that are watched from then on, some dozens in one trip: {@link Source.look} for a tree of hundreds
 * of thousands, of which nothing is told yet, without an object for each. Whatever is not simple is left for that.
 *
 * A round: the paths of directories are added until there is room no more, the program waits for the trip, and each one
 * is looked at. None of them may be a symbolic link.
 */
export interface Sweep {
  /** Where the next path is to be written, in bytes, up to `end`. */
  readonly paths: Uint8Array;
  readonly at: number;
  readonly end: number;
  /** Begins a round. */
  begin(): void;
  /** No more rounds are needed. */
  finish(): void;
  /** How many have been added, and whether that is all. */
  readonly size: number;
  readonly isFull: boolean;
  /** Adds the directory whose path has been written up to `end`. */
  add(end: number): void;
  /** Answers a negative number when it could not be made: then the round is to be abandoned. */
  readonly trip: Wait;
  abandon(): void;
  /**
   * Whether the directory that was added at `index` is watched now and was read as a whole. Until the next look, or until
   * the program yields, the rest tells of it; each must be looked at.
   */
  look(index: number): boolean;
  readonly key: number;
  readonly self: Pick<RawStat, "mode" | "uid" | "gid" | "dev" | "inodeLow" | "inodeHigh">;
  /** Tells of its entries, all of whose types are known. */
  each(take: TakeEntry): void;
  /** A descriptor that a look has left open; −1 without. */
  left(index: number): number;
}

/** One watcher's way to the system. */
export interface Source {
  /** The number of the last change that was told. */
  readonly sequence: number;
  /** Until when nothing is missing from what was told, in milliseconds since 1970: before this, all changes were read. */
  readonly completeUntil: number;
  /** The same moment by `performance.now()`: the clock may be set. */
  readonly completeAt: number;
  /**
   * Watches a directory, then lists it; or minus the error number. Where the files in it are watched one by one, only those
   * that are `wanted`.
   */
  look(path: string, follow: boolean, wanted?: Wanted): Program<Looked | number>;
  /**
   * Lists a directory again that {@link Source.look} has watched, whatever its path is by now. Only a system has this that
   * tells `dirty`: what has become of names, comparing tells; of files it tells by itself.
   */
  again?(key: number): Program<Looked | number>;
  /** How to look at many directories; nothing where that is not possible. */
  sweep?(): Sweep | undefined;
  /** Watches a path that is not listed: its key, or minus the error number. */
  mark(path: string, interest: Interest): Program<number>;
  /** Tells no more of this key. */
  forget(key: number): void;
  /** Waits until every change that another thread has begun below this directory has been queued. */
  settle(directory: string): Program<number>;
  /** Reads, on this thread, what the system has queued, and tells it. */
  drain(): void;
  /** Tells of every change to anybody from now on: a key that {@link Source.look} is about to return is not known yet. */
  holdAll(): void;
  /** Ends that. */
  releaseAll(): void;
  /** Whether changes are told while nothing else keeps the process alive. */
  ref(): void;
  unref(): void;
  close(): void;
}

/** How a watcher is told. */
export interface Sink {
  /** Takes changes, in order; more may follow. */
  take(change: Change): void;
  /** All that was queued has been told. */
  taken(): void;
  /** At these paths something was mounted or is no more: what they lead to by now must be looked at. */
  mounted?(paths: readonly string[]): void;
}

/** Watching, by a system. */
export interface Watching {
  /** Begins to watch on behalf of one watcher; throws when the system refuses. */
  connect(sink: Sink): Source;
  /** Whether the system tells of all changes to the filesystem at a path; its name where it does not. */
  tells(path: string): Program<true | string>;
  /** What a failed {@link Source.look} means. */
  refusal(result: number): Refusal;
}

/**
 * Why a directory cannot be watched: it is not there (any more), it must not be looked at, or a `limit` is reached, with
 * words for whoever has to raise it.
 */
export type Refusal =
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable" }
  | { readonly kind: "limit"; readonly explanation: string };
