import { asynchronous } from "../call/asynchronous.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { namesOf } from "../separators.ts";
import { type Base, WORKING } from "./base.ts";
import { isDirectory, toDirectoryMode } from "./directory.ts";
import { Account, telling, type UnfinishedOptions } from "./unfinished.ts";

/** How `mkpath` creates directories. */
export interface MkpathOptions extends UnfinishedOptions {
  /** Permission bits of every directory that is created, of which the umask takes some: 0 to 0o777. Default: 0o777. */
  mode?: number;
}

const ENOENT = failureOf("ENOENT");

/** `mkpath`, for `mkdir` with `recursive`, too. */
export function* madeWithParents(
  path: string | URL,
  options: MkpathOptions,
  base: Base = WORKING,
): Program<string> {
  const account = new Account("made");
  return yield* telling(made(pathOf(path), options.mode ?? 0o777, base, account), account, options);
}

function* made(name: string, mode: number, base: Base, account: Account): Program<string> {
  const judged = base.requireWrite(name);
  if (judged === "" || (yield* isDirectory(judged, base))) return name;
  const bits = toDirectoryMode(mode);
  // Up to the first that exists, then down again.
  const ends = endsOfParts(judged);
  let next = ends.length - 1;
  const makeUpTo = (end: number) => madeUpTo(judged.slice(0, end), bits, base, account);
  let result = yield* makeUpTo(ends[next]!);
  while (result === ENOENT && next > 0) result = yield* makeUpTo(ends[--next]!);
  while (result >= 0 && ++next < ends.length) result = yield* makeUpTo(ends[next]!);
  if (result >= 0) return name;
  const failed = next === ends.length - 1 ? name : judged.slice(0, ends[next]);
  throw systemError(result, "mkdir", base.shown(failed));
}

/** Makes a directory; one that is there, or was made meanwhile, is as good. */
function* madeUpTo(part: string, mode: number, base: Base, account: Account): Program<number> {
  const shown = base.shown(part);
  account.leave(shown);
  const result = yield* base.at(part, "itself", (at, path) => names.mkdir(at, path, mode));
  if (result >= 0) account.done++;
  else account.clear(shown);
  return result < 0 && result !== ENOENT && (yield* isDirectory(part, base)) ? 0 : result;
}

/** Where each part of a path ends. */
function endsOfParts(path: string): number[] {
  return namesOf(path).map(({ index, 0: part }) => index + part.length);
}

/**
 * Creates a directory and those above it that are missing. A directory that exists, or that somebody else creates at
 * the same time, is no error.
 *
 * Linux, macOS: [`mkdir(2)`](https://man7.org/linux/man-pages/man2/mkdir.2.html), of each missing part. When one fails,
 * those that were made stay, and the error says which. Windows: `CreateDirectoryW`.
 *
 * @example
 * ```ts
 * import { isDir, mkpath, mktempdir } from "@reseau/files";
 * const dir = await mktempdir();
 * await mkpath(`${dir}/a/b/c`);
 * console.log(await isDir(`${dir}/a/b/c`)); // true
 * ```
 *
 * @returns The path as it was given.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something else is there.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: a part of the path before the last is not a directory.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: a directory that exists may not be written.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 * @throws {RangeError} Something is missing, and `mode` is not from 0 to 0o777.
 */
export function mkpath(path: string | URL, options: MkpathOptions = {}): Promise<string> {
  return asynchronous(madeWithParents(path, options), options.signal);
}

/** The synchronous {@link mkpath}. */
export function mkpathSync(path: string | URL, options: MkpathOptions = {}): string {
  return synchronous(madeWithParents(path, options));
}
