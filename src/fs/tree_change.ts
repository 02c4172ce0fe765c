/** Changing a directory and all that it holds: by open directories, so that nothing swapped meanwhile leads elsewhere. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { listing } from "../os/listing.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { names } from "../os/names.ts";
import { removing } from "../os/removing.ts";
import { joined } from "./dir_entry.ts";
import type { Account } from "./unfinished.ts";

/** Directories below one another that are open: those above are opened again by "..". */
const OPEN = 8;
const CLOSED = -1;
const ENOENT = failureOf("ENOENT");
/** What opening answers of something that is no directory, by then. */
const NO_DIRECTORY: ReadonlySet<number> = new Set([failureOf("ENOTDIR"), failureOf("ELOOP")]);
const [LINK, DIRECTORY] = [p.S_IFLNK >> 12, p.S_IFDIR >> 12];

/** What is done to each entry. */
export interface Change {
  /** What errors below call it. */
  readonly syscall: string;
  /** Whether symbolic links themselves are changed, too. */
  readonly links: boolean;
  one(at: number, name: string, follow: boolean): Program<number>;
}

/** A directory under way. */
interface Folder {
  readonly above: Folder | undefined;
  readonly name: string;
  fd: number;
  /** Which directory it was, while it is closed. */
  suspended: string;
  /** Directories in it that are still to be entered. */
  readonly pending: string[];
}

/** The change of a tree: a directory before what is in it. It ends at the first failure. */
export class TreeChange {
  /** Directories entered, each in the one before. */
  readonly #inside: Folder[] = [];

  /** `shown` is the tree's path for errors. */
  constructor(readonly shown: string, readonly change: Change, readonly account: Account) {}

  /** Changes what has a name in a directory, and what is in it; or minus the number of the error for itself. */
  *run(at: number, name: string, follow: boolean): Program<number> {
    const result = yield* this.change.one(at, name, follow);
    if (result < 0) return result;
    this.account.done++;
    try {
      yield* this.#enter(undefined, at, name, follow);
      for (let folder = this.#inside.at(-1); folder !== undefined; folder = this.#inside.at(-1)) {
        const next = folder.pending.pop();
        if (next !== undefined) yield* this.#enter(folder, folder.fd, next, false);
        else yield* this.#leave(folder);
      }
    } finally {
      for (const folder of this.#inside) yield* closed(folder);
    }
    return 0;
  }

  /** Opens a directory and changes what is in it; what is none, or has gone, is done. */
  *#enter(above: Folder | undefined, at: number, name: string, follow: boolean): Program<void> {
    const begun = yield* listing.begin(at, name, { follow, stat: false, self: false, keep: true });
    if (typeof begun === "number") {
      if (NO_DIRECTORY.has(begun) || begun === ENOENT) return;
      throw systemError(begun, "open", this.#pathOf({ above, name }));
    }
    const folder: Folder = { above, name, fd: begun.fd!, suspended: "", pending: [] };
    this.#inside.push(folder);
    yield* this.#entries(folder, begun.entries);
    for (let more = begun.ended ? 0 : 1; more > 0;) {
      const entries: RawEntry[] = [];
      more = yield* listing.read(folder.fd, entries, false);
      if (more < 0) throw systemError(more, "readdir", this.#pathOf(folder));
      yield* this.#entries(folder, entries);
    }
    const far = this.#inside.at(-1 - OPEN);
    if (far === undefined || far.fd === CLOSED) return;
    const { fd } = far;
    far.fd = CLOSED;
    far.suspended = yield* removing.suspend(fd);
  }

  *#entries(folder: Folder, entries: RawEntry[]): Program<void> {
    const untold = entries.filter(({ type }) => type === 0);
    if (untold.length > 0) yield* listing.stat(folder.fd, untold);
    for (const entry of untold) if (typeof entry.stat === "object") entry.type = entry.stat.mode >> 12;
    const changed = this.change.links ? entries : entries.filter(({ type }) => type !== LINK);
    (yield* all(changed.map(({ name }) => this.#entry(folder, name)))).forEach(valueOf);
    for (const { name, type } of changed) if (type === DIRECTORY) folder.pending.push(name);
  }

  *#entry(folder: Folder, name: string): Program<void> {
    const result = yield* this.change.one(folder.fd, name, false);
    if (result >= 0) this.account.done++;
    else if (result !== ENOENT) throw systemError(result, this.change.syscall, this.#pathOf({ above: folder, name }));
  }

  /** Goes back to the directory above, which may have to be opened again. */
  *#leave(folder: Folder): Program<void> {
    const { above } = folder;
    if (above !== undefined && above.fd === CLOSED) {
      const fd = yield* removing.resume(folder.fd, above.suspended);
      // Somebody has moved this one: there is no way back.
      if (fd < 0) throw systemError(fd, "open", this.#pathOf(above));
      above.fd = fd;
    }
    this.#inside.pop();
    yield* closed(folder);
  }

  #pathOf({ above, name }: Pick<Folder, "above" | "name">): string {
    const parts: string[] = [];
    for (let folder = above; folder !== undefined; folder = folder.above) {
      parts.push(name);
      name = folder.name;
    }
    return parts.reduceRight((path, part) => joined(path, part), this.shown);
  }
}

function* closed(folder: Folder): Program<void> {
  const { fd } = folder;
  folder.fd = CLOSED;
  if (fd !== CLOSED) yield* names.close(fd);
}
