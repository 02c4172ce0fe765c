/** Trees removed by open directories: whatever is moved or replaced meanwhile, nothing outside is touched. */
import { failureOf } from "../call/errno.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { listing } from "../os/listing.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { names } from "../os/names.ts";
import { removing } from "../os/removing.ts";
import { joined } from "./dir_entry.ts";
import type { Account } from "./unfinished.ts";

/** Directories below one another that a program keeps open: those above are opened again by "..". */
const OPEN = 8;
/**
 * How often a directory is read again that was not empty in the end: some filesystems pass entries over while others are
 * removed, and somebody else may add some.
 */
const PASSES = 30;
const CLOSED = -1;
/** `DT_DIR` */
const DIRECTORY = 4;

const ENOENT = failureOf("ENOENT");
const EISDIR = failureOf("EISDIR");
const ENOTDIR = failureOf("ENOTDIR");
const NOT_EMPTY: ReadonlySet<number> = new Set([failureOf("ENOTEMPTY"), failureOf("EEXIST")]);
/** What opening answers of something else than a directory: a symbolic link is not followed. */
const NO_DIRECTORY: ReadonlySet<number> = new Set([ENOTDIR, failureOf("ELOOP")]);

/** What could not be removed; without a path, what was named. */
export interface Failure {
  readonly result: number;
  readonly syscall: string;
  readonly path: string | undefined;
}

/** A directory in which something is removed. */
interface Folder {
  readonly above: Folder | undefined;
  readonly name: string;
  readonly passes: number;
  fd: number;
  /** Which directory it was, while it is closed. */
  suspended: string;
  /** Directories in it that are still there, and how often each was tried. */
  readonly pending: { readonly name: string; readonly passes: number }[];
  /** Why it could not be read to its end, if so. */
  unread: number;
  /** Whether something in it could not be removed. */
  failed: boolean;
}

/** The removal of one tree. */
export class Removal {
  failure: Failure | undefined;
  /** Programs that may still join. */
  #free: number;

  /**
   * `directory`: what is named must be one. `unlock`: directories are made accessible first. `lanes`: programs at work at
   * most. `account`: what was removed, and what could not be.
   */
  constructor(
    readonly shown: string,
    readonly how: { readonly directory: boolean; readonly unlock: boolean },
    lanes: number,
    readonly account: Account,
  ) {
    this.#free = lanes - 1;
  }

  *run(at: number, name: string): Program<void> {
    const base = folderOf(undefined, "", 0, at);
    base.pending.push({ name, passes: 0 });
    let ended = false;
    try {
      yield* this.#drain(base);
      ended = true;
    } finally {
      if (!ended) this.account.leave(this.shown);
    }
  }

  /** Removes what is pending in a folder that stays open; others may do so, too. */
  *#drain(base: Folder): Program<void> {
    /** Those entered below it, each in the one before. */
    const inside: Folder[] = [];
    try {
      for (let folder = base;; folder = inside.at(-1) ?? base) {
        const next = folder.pending.pop();
        if (next === undefined) {
          if (folder === base) return;
          if (!(yield* this.#opened(folder.above!, folder))) yield* this.#lost(inside);
          else yield* this.#leave(inside.pop()!, []);
        } else if (folder !== base && folder.pending.length > 0 && this.#free > 0) {
          folder.pending.push(next);
          yield* this.#share(folder);
        } else {
          yield* this.#enter(folder, next.name, next.passes, inside);
          const far = inside.at(-1 - OPEN);
          if (far !== undefined && far.fd !== CLOSED) yield* suspend(far);
        }
      }
    } finally {
      for (const folder of inside) if (folder.fd !== CLOSED) yield* names.close(folder.fd);
    }
  }

  /** Several programs at once in a folder with several directories. */
  *#share(folder: Folder): Program<void> {
    let working = Math.min(this.#free + 1, folder.pending.length);
    this.#free -= working - 1;
    // The last one goes on with what is above.
    const done = () => --working > 0 && this.#free++;
    const lanes = Array.from({ length: working }, () => this.#lane(folder, done));
    for (const outcome of yield* all(lanes)) valueOf(outcome);
  }

  *#lane(folder: Folder, done: () => void): Program<void> {
    try {
      yield* this.#drain(folder);
    } finally {
      done();
    }
  }

  /** Opens a directory and removes what in it is none; when nothing is left, the directory, too. */
  *#enter(above: Folder, name: string, passes: number, inside: Folder[]): Program<void> {
    if (this.how.unlock) yield* names.chmod(above.fd, name, 0o700, false);
    const begun = yield* listing.begin(above.fd, name, { follow: false, stat: false, self: false, keep: true });
    if (typeof begun === "number") return yield* this.#unopened(above, name, passes, begun);
    const { entries, fd = CLOSED, ended } = begun;
    const folder = folderOf(above, name, passes, fd);
    inside.push(folder);
    let files = sorted(entries, folder);
    for (let more = ended ? 0 : 1; more > 0;) {
      this.#note(folder, files, yield* removing.unlinkAll(fd, files));
      const next: RawEntry[] = [];
      more = yield* listing.read(fd, next, false);
      if (more < 0) folder.unread = more;
      files = sorted(next, folder);
    }
    if (folder.pending.length > 0) this.#note(folder, files, yield* removing.unlinkAll(fd, files));
    else yield* this.#leave(inside.pop()!, files);
  }

  /** A directory that cannot be opened goes when it is empty; what is none by now is unlinked. */
  *#unopened(above: Folder, name: string, passes: number, result: number): Program<void> {
    const top = above.above === undefined && passes === 0;
    const other = NO_DIRECTORY.has(result);
    if (other && !(top && this.how.directory)) result = yield* names.unlink(above.fd, name);
    else if (other) result = ENOTDIR;
    else if (result !== ENOENT && (yield* names.rmdir(above.fd, name)) >= 0) return void this.account.done++;
    if (result >= 0) this.account.done++;
    if (result >= 0 || (result === ENOENT && !top)) return;
    const path = above.above === undefined ? undefined : joined(this.#pathOf(above), name);
    this.#fail(above, result, other ? "unlink" : "open", path);
  }

  /** Removes the last names of a folder, closes it, and removes it from the one above, which is open. */
  *#leave(folder: Folder, files: readonly string[]): Program<void> {
    const { above, name, passes, fd } = folder;
    folder.fd = CLOSED;
    const results = yield* removing.leave(fd, files, above!.fd, name);
    this.#note(folder, files, results);
    const result = results.at(-1)!;
    if (result >= 0) this.account.done++;
    if (result >= 0 || result === ENOENT) return;
    const full = NOT_EMPTY.has(result);
    if (full && folder.failed) above!.failed = true;
    else if (full && folder.unread < 0) this.#fail(above!, folder.unread, "readdir", this.#pathOf(folder));
    else if (full && passes < PASSES) above!.pending.push({ name, passes: passes + 1 });
    else this.#fail(above!, result, "rmdir", this.#pathOf(folder));
  }

  /** Whether the folder above another is open, by now. */
  *#opened(above: Folder, folder: Folder): Program<boolean> {
    if (above.fd !== CLOSED || above.above === undefined) return true;
    const fd = yield* removing.resume(folder.fd, above.suspended);
    above.fd = fd < 0 ? CLOSED : fd;
    if (fd < 0) this.#fail(above, fd, "open", this.#pathOf(above));
    return fd >= 0;
  }

  /** There is no way back to the folder above: somebody has moved this one. What remains in those between stays. */
  *#lost(inside: Folder[]): Program<void> {
    const { fd } = inside.pop()!;
    while (inside.at(-1)?.fd === CLOSED) inside.pop()!.above!.failed = true;
    yield* names.close(fd);
  }

  #note(folder: Folder, files: readonly string[], results: readonly number[]): void {
    for (let i = 0; i < files.length; i++) {
      const result = results[i]!;
      if (result >= 0) this.account.done++;
      // What has become a directory is met again: the folder is not empty.
      if (result >= 0 || result === ENOENT || result === EISDIR) continue;
      this.#fail(folder, result, "unlink", joined(this.#pathOf(folder), files[i]!));
    }
  }

  #fail(folder: Folder, result: number, syscall: string, path: string | undefined): void {
    folder.failed = true;
    this.failure ??= { result, syscall, path };
    if (path !== undefined || result !== ENOENT) this.account.leave(path ?? this.shown);
  }

  #pathOf({ above, name }: Folder): string {
    if (above?.above === undefined) return this.shown;
    const parts = [name];
    for (let folder = above; folder.above?.above !== undefined; folder = folder.above) parts.push(folder.name);
    return joined(this.shown, parts.reverse().join("/"));
  }
}

function folderOf(above: Folder | undefined, name: string, passes: number, fd: number): Folder {
  return { above, name, passes, fd, suspended: "", pending: [], unread: 0, failed: false };
}

function* suspend(folder: Folder): Program<void> {
  const { fd } = folder;
  folder.fd = CLOSED;
  folder.suspended = yield* removing.suspend(fd);
}

/** Puts aside which entries are directories; returns the others' names. */
function sorted(entries: readonly RawEntry[], folder: Folder): string[] {
  const files: string[] = [];
  for (const { name, type } of entries) {
    if (type === DIRECTORY) folder.pending.push({ name, passes: 0 });
    else files.push(name);
  }
  return files;
}
