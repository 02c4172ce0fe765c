/** What must not be opened, and so is not told of: it is looked at, from time to time. */
import { clearInterval, setInterval } from "node:timers";
import { DARWIN_NAMES } from "../../../ffi/darwin/names.ts";
import { STAT } from "../../../ffi/darwin/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { asynchronous } from "../../call/asynchronous.ts";
import { bind } from "../../call/library.ts";
import type { Call, Program } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import { c } from "./libsystem.ts";
import { statOf } from "./stat.ts";
import type { Directory } from "./watch_places.ts";
import { type Listener, release, use } from "./watch_vnodes.ts";

const { fstatat64 } = bind({ fstatat64: DARWIN_NAMES.fstatat64 });
/** How often, in milliseconds. */
const INTERVAL = 1000;

/** Asks what a name in a directory is like. */
export function statAt(fd: number, name: string): Call {
  return fstatat64(fd, name, STAT, c.AT_SYMLINK_NOFOLLOW);
}

/** Whoever watches, and is told: `NOTE_WRITE` or `NOTE_ATTRIB`. */
export interface Onlooker extends Listener {
  seen(directory: Directory, name: string, notes: number, isDirectory: boolean): void;
}

/** What one watcher must not open. */
export class Shut {
  readonly #directories = new Set<Directory>();
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Whether something is told that the watcher has not been told the end of. */
  #told = false;

  constructor(readonly by: Onlooker) {}

  /** A directory holds these, and no others; what was known of them already stays. */
  set(directory: Directory, found: ReadonlyMap<string, RawStat>): void {
    const before = directory.shut;
    directory.shut = new Map(
      [...found].map(([name, stat]) => {
        const known = before.get(name);
        return [name, known !== undefined && isSame(known, stat) ? known : stat];
      }),
    );
    if (found.size > 0) this.#directories.add(directory);
    else this.#directories.delete(directory);
    this.#tend();
  }

  #tend(): void {
    if (this.#directories.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else if (this.#timer === undefined) {
      this.#timer = setInterval(() => void asynchronous(this.look()), INTERVAL);
      this.#timer.unref();
    }
  }

  /** Looks, and tells what has changed. */
  *look(): Program<void> {
    for (const directory of [...this.#directories]) {
      const { vnode } = directory;
      use(vnode, this.by);
      try {
        for (const [name, before] of [...directory.shut]) yield* this.#compare(directory, name, before);
      } finally {
        release(vnode, this.by);
      }
    }
    if (this.#told) this.by.taken();
    this.#told = false;
  }

  *#compare(directory: Directory, name: string, before: RawStat): Program<void> {
    const step = statAt(directory.vnode.fd, name);
    if ((yield step) < 0 || directory.shut.get(name) !== before) return;
    const now = statOf(step);
    // Another one under its name: the directory tells.
    if (!isSame(before, now)) return;
    directory.shut.set(name, now);
    const isDirectory = (now.mode & p.S_IFMT) === p.S_IFDIR;
    const attributes = before.mode !== now.mode || before.uid !== now.uid || before.gid !== now.gid;
    const written = before.size !== now.size || before.mtime !== now.mtime || before.mtimeRest !== now.mtimeRest;
    const touched = before.ctime !== now.ctime || before.ctimeRest !== now.ctimeRest;
    // Names that come and go in a directory change its times.
    const modified = written && !isDirectory;
    const notes = (modified ? c.NOTE_WRITE : 0) |
      (attributes || (touched && !modified && !isDirectory) ? c.NOTE_ATTRIB : 0);
    if (notes === 0) return;
    this.#told = true;
    this.by.seen(directory, name, notes, isDirectory);
  }
}

function isSame(a: RawStat, b: RawStat): boolean {
  return a.inodeLow === b.inodeLow && a.inodeHigh === b.inodeHigh && a.dev === b.dev;
}
