import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { toMode } from "../integer.ts";
import { listing } from "../os/listing.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";

/** How far `chmod` goes. */
export interface ChmodOptions extends CallOptions {
  /** Changes everything below a directory, too, but symbolic links and what they lead to. Default: false. */
  recursive?: boolean;
}

const ENOTDIR = failureOf("ENOTDIR");
const ENOENT = failureOf("ENOENT");
const [LINK, DIRECTORY] = [p.S_IFLNK >> 12, p.S_IFDIR >> 12];

/** Sets the permission bits of what is below `base`. */
export function* changed(
  path: string | URL,
  mode: number,
  { recursive = false }: ChmodOptions,
  base: Base = WORKING,
): Program<string> {
  const name = pathOf(path);
  const bits = toMode(mode);
  if (recursive) base.requireRead(name);
  const judged = base.requireWrite(name);
  const shown = base.shown(name);
  const change = base.at(judged, "leads", function* (at, path, follow): Program<number> {
    const result = yield* names.chmod(at, path, bits, follow);
    if (result >= 0 && recursive) yield* changedBelow(at, path, follow, shown, bits);
    return result;
  });
  yield* attempt(change, "chmod", shown);
  return name;
}

/** Changes a directory's entries, and then theirs: by its descriptor, so that nothing swapped meanwhile leads elsewhere. */
function* changedBelow(at: number, entry: string, follow: boolean, path: string, mode: number): Program<void> {
  const fd = yield* listing.open(at, entry, follow);
  if (fd === ENOTDIR || (fd === ENOENT && !follow)) return; // it is none, or has gone meanwhile
  if (fd < 0) throw belowError(fd, "open", path);
  try {
    const entries = yield* entriesOf(fd, path);
    const programs = entries.map(({ name }) => changedEntry(fd, name, `${path}/${name}`, mode));
    (yield* all(programs)).forEach(valueOf);
    for (const { name, type } of entries) {
      if (type === DIRECTORY) yield* changedBelow(fd, name, false, `${path}/${name}`, mode);
    }
  } finally {
    yield* names.close(fd);
  }
}

function* changedEntry(fd: number, name: string, path: string, mode: number): Program<void> {
  const result = yield* names.chmod(fd, name, mode, false);
  if (result < 0 && result !== ENOENT) throw belowError(result, "fchmodat", path);
}

/** All entries but symbolic links, with their types. */
function* entriesOf(fd: number, path: string): Program<RawEntry[]> {
  const entries: RawEntry[] = [];
  for (let more = 1; more > 0;) {
    more = yield* listing.read(fd, entries, false);
    if (more < 0) throw belowError(more, "readdir", path);
  }
  const untold = entries.filter(({ type }) => type === 0);
  if (untold.length > 0) yield* listing.stat(fd, untold);
  for (const entry of untold) if (typeof entry.stat === "object") entry.type = entry.stat.mode >> 12;
  return entries.filter(({ type }) => type !== LINK);
}

function belowError(result: number, syscall: string, path: string): Error {
  return systemError(result, syscall, path, undefined, "what was changed before it stays so");
}

/**
 * Sets the permission bits; a symbolic link is followed.
 *
 * Linux, macOS: [`chmod(2)`](https://man7.org/linux/man-pages/man2/chmod.2.html); `recursive` by descriptors, a
 * directory before what is in it. Windows: the read-only attribute, by whether the owner may write.
 *
 * @example
 * ```ts
 * import { chmod, mktempdir, touch, uperm } from "@reseau/files";
 * const path = await touch(`${await mktempdir()}/file`);
 * await chmod(path, 0o400);
 * console.log(await uperm(path)); // 4
 * ```
 *
 * @param mode 0 to 0o7777.
 * @returns The path.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: it belongs to others; `EACCES`: a directory may not be searched.
 * @throws {Error} `EROFS`: the filesystem is read-only.
 * @throws {RangeError} `mode` is not a whole number of bits.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`; with `recursive` also `read`.
 */
export function chmod(path: string | URL, mode: number, options: ChmodOptions = {}): Promise<string> {
  return asynchronous(changed(path, mode, options), options.signal);
}

/** The synchronous {@link chmod}. */
export function chmodSync(path: string | URL, mode: number, options: ChmodOptions = {}): string {
  return synchronous(changed(path, mode, options));
}
