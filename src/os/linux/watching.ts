/** Watching by inotify(7). */
import { FILESYSTEMS } from "../../../ffi/linux/filesystems.ts";
import { STATFS, STATX } from "../../../ffi/linux/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { Hold } from "../../call/reactor.ts";
import type { RawStat } from "../contract.ts";
import type { RawEntry } from "../listing_contract.ts";
import type { Change, Interest, Looked, Refusal, Sink, Source, Watching } from "../watching_contract.ts";
import { dirents } from "./dirents.ts";
import { LinuxSweep } from "./sweep.ts";
import * as inotify from "./inotify.ts";
import { limitReached } from "./inotify_limits.ts";
import { c, libc } from "./libc.ts";
import { linuxListing, openThrough } from "./listing.ts";
import { openFar } from "../posix/far.ts";
import { followMounts, leaveMounts, lookAtMounts, type MountListener } from "./mounts.ts";
import { filesystemName } from "./residence.ts";
import { statOf } from "./stat.ts";

const ITSELF = c.IN_MOVE_SELF | c.IN_DELETE_SELF;
const NAMES = ITSELF | c.IN_CREATE | c.IN_DELETE | c.IN_MOVED_FROM | c.IN_MOVED_TO;
const MASKS: Readonly<Record<Interest, number>> = {
  file: ITSELF | c.IN_MODIFY | c.IN_ATTRIB,
  place: ITSELF | c.IN_ONLYDIR,
  names: NAMES | c.IN_ONLYDIR,
  // Files that have lost their name are nobody's in this directory.
  directory: NAMES | c.IN_MODIFY | c.IN_ATTRIB | c.IN_ONLYDIR | c.IN_EXCL_UNLINK,
};
/** Bytes: two calls, of which the second mostly tells that nothing is left. */
const SMALL = [16 << 10, 4 << 10] as const;
const OPEN = c.O_RDONLY | c.O_DIRECTORY | c.O_CLOEXEC;
const BASIC = c.STATX_BASIC_STATS;
/** How often a directory is looked for that is moved meanwhile. */
const TRIES = 5;
const ENOENT = -errorNumber("ENOENT");
const ENAMETOOLONG = -errorNumber("ENAMETOOLONG");
const EOPNOTSUPP = -errorNumber("EOPNOTSUPP");
const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"].map((name) => -errorNumber(name)));
const LIMITS = new Set(["ENOSPC", "EMFILE", "ENFILE", "ENOMEM"].map((name) => -errorNumber(name)));

/** Calls that are the same for every directory: made once. */
interface Shared {
  readonly self: Call;
  readonly fills: readonly Call[];
  readonly close: Call;
}

let calls: Shared | undefined;

function shared(): Shared {
  return calls ??= {
    self: libc.statx(FIRST, "", c.AT_EMPTY_PATH, BASIC, STATX),
    fills: SMALL.map((bytes) => dirents.fill(FIRST, bytes, false)),
    close: libc.close(FIRST),
  };
}

class InotifySource implements Source, inotify.Listener {
  wantsAll = false;
  #hold = new Hold();
  #open = true;
  readonly #mounted: MountListener = (paths) => this.sink.mounted!(paths);

  constructor(readonly sink: Sink) {
    try {
      inotify.join(this);
      if (sink.mounted !== undefined) followMounts(this.#mounted);
    } catch (error) {
      this.#hold.release();
      throw error;
    }
  }

  get sequence(): number {
    return inotify.progress.sequence;
  }
  get completeUntil(): number {
    return inotify.progress.completeUntil;
  }
  get completeAt(): number {
    return inotify.progress.completeAt;
  }

  take(change: Change): void {
    this.sink.take(change);
  }
  taken(): void {
    this.sink.taken();
  }

  *look(path: string, follow: boolean): Program<Looked | number> {
    for (let i = 1;; i++) {
      const looked = yield* this.#lookOnce(path, follow);
      if (looked === ENAMETOOLONG) return yield* this.#lookFar(path, follow);
      if (looked !== undefined) return looked;
      if (i === TRIES) return ENOENT; // what does not stay at its place has events to come
    }
  }

  /**
   * One trip: opened, watched, read, closed. Undefined when the path may have led to two directories meanwhile, of which
   * one was watched and the other read.
   */
  *#lookOnce(path: string, follow: boolean): Program<Looked | number | undefined> {
    if (!this.#open) return ENOENT;
    const add = inotify.addWatch(path, MASKS.directory | (follow ? 0 : c.IN_DONT_FOLLOW));
    const open = libc.openat(c.AT_FDCWD, path, OPEN | (follow ? 0 : c.O_NOFOLLOW), 0);
    const again = libc.statx(c.AT_FDCWD, path, follow ? 0 : c.AT_SYMLINK_NOFOLLOW, BASIC, STATX);
    const { self, fills, close } = shared();
    const chain = new Chain(open, [add, self, ...fills, close, again]);
    inotify.beginAdding();
    const fd = yield chain;
    const [, key, asked, ...counts] = chain.results as [number, number, number, ...number[]];
    const failed = fd < 0 ? fd : key < 0 ? key : asked < 0 ? asked : undefined;
    const stat = failed === undefined ? statOf(self) : undefined;
    const moved = stat !== undefined && (counts.at(-1)! < 0 || !isSame(stat, statOf(again)));
    const fresh = inotify.endAdding(key, stat === undefined || moved ? undefined : this);
    const entries: RawEntry[] = [];
    if (!moved) fills.forEach((fill, i) => counts[i]! > 0 && dirents.add(fill, counts[i]!, entries));
    const whole = counts.slice(0, fills.length).some((count) => count === 0 || count === ENOENT);
    if (fd >= 0 && !chain.closed) yield libc.close(fd);
    if (stat === undefined) return failed;
    if (moved) return undefined;
    if (whole && entries.every(({ type }) => type !== 0)) return { key, self: stat, entries };
    // One trip is too small for it, or its filesystem tells no types.
    const listed = yield* linuxListing.list(c.AT_FDCWD, path, { follow, stat: false, self: true });
    if (typeof listed !== "number" && listed.self !== undefined && isSame(stat, listed.self)) {
      return { key, self: stat, entries: listed.entries };
    }
    if (fresh) this.forget(key);
    return typeof listed === "number" ? listed : undefined;
  }

  /** A path longer than `PATH_MAX`: it is opened piece by piece, and watched by its descriptor. */
  *#lookFar(path: string, follow: boolean): Program<Looked | number> {
    const last = (at: number, piece: string) => libc.openat(at, piece, OPEN | (follow ? 0 : c.O_NOFOLLOW), 0);
    const fd = yield* openFar(c.AT_FDCWD, path, openThrough, last);
    if (fd < 0) return fd;
    try {
      inotify.beginAdding();
      const key = yield inotify.addWatch(`/proc/self/fd/${fd}`, MASKS.directory);
      const fresh = inotify.endAdding(key, this);
      if (key < 0) return key === ENOENT ? EOPNOTSUPP : key; // there is no /proc
      const listed = yield* linuxListing.list(fd, ".", { follow, stat: false, self: true });
      if (typeof listed !== "number" && listed.self !== undefined) {
        return { key, self: listed.self, entries: listed.entries };
      }
      if (fresh) this.forget(key);
      return typeof listed === "number" ? listed : ENOENT;
    } finally {
      yield libc.close(fd);
    }
  }

  sweep(): LinuxSweep | undefined {
    return LinuxSweep.serves ? LinuxSweep.begun(this, MASKS.directory) : undefined;
  }

  *mark(path: string, interest: Interest): Program<number> {
    if (!this.#open) return ENOENT;
    inotify.beginAdding();
    const key = yield inotify.addWatch(path, MASKS[interest]);
    inotify.endAdding(key, this);
    return this.#open ? key : ENOENT;
  }

  forget(key: number): void {
    inotify.drop(key, this);
  }

  /**
   * A rename holds the locks of both directories until both halves are queued (`vfs_rename` calls `fsnotify_move` below
   * `lock_rename`), and reading a directory takes its lock (`iterate_dir`): behind this, the other half is queued.
   */
  *settle(directory: string): Program<number> {
    const chain: Chain = new Chain(libc.openat(c.AT_FDCWD, directory, OPEN, 0), [
      dirents.fill(FIRST, 512, false),
      libc.close(FIRST),
    ]);
    const fd = yield chain;
    const result = fd < 0 ? fd : chain.results[1]!;
    if (fd >= 0 && !chain.closed) yield libc.close(fd);
    return result;
  }

  drain(): void {
    inotify.drain();
    if (this.sink.mounted !== undefined) lookAtMounts();
  }

  holdAll(): void {
    this.wantsAll = true;
  }
  releaseAll(): void {
    this.wantsAll = false;
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
    inotify.leave(this);
    leaveMounts(this.#mounted);
    this.#hold.release();
  }
}

function isSame(a: RawStat, b: RawStat): boolean {
  return a.inodeLow === b.inodeLow && a.inodeHigh === b.inodeHigh && a.dev === b.dev;
}

const residences = new Map(FILESYSTEMS.map(([magic, , residence]) => [magic, residence]));

function* tells(path: string): Program<true | string> {
  const asked: Call = libc.statfs(path, STATFS).via("remote");
  const result = yield asked;
  if (ABSENT.has(result)) return true; // it has gone: looking at it will say so
  if (result < 0) return "a filesystem that does not say what it is";
  return magicTells(STATFS.f_type.get(asked.view, asked.at));
}

/**
 * Whether inotify tells of all changes to a filesystem, by its `f_type`; else its name. Others change what is on a server,
 * or what a process or the kernel makes up, without this kernel's filesystem layer. An overlay is told of; whoever changes
 * its layers behind its back may not, while it is mounted: Documentation/filesystems/overlayfs.rst.
 */
export function magicTells(magic: number): true | string {
  const known = residences.get(magic >>> 0);
  return known === "disk" || known === "memory" ? true : filesystemName(magic);
}

function refusal(result: number): Refusal {
  if (ABSENT.has(result)) return { kind: "absent" };
  if (!LIMITS.has(result)) return { kind: "unreadable" };
  const explanation = limitReached(result, "watch", inotify.watchCount());
  return { kind: "limit", explanation: explanation ?? "this process has as many files open as it may: ulimit -n" };
}

/** Watching on Linux. */
export const linuxWatching: Watching = { connect: (sink) => new InotifySource(sink), tells, refusal };
