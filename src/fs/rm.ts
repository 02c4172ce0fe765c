import { asynchronous } from "../call/asynchronous.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { fail } from "./attempt.ts";
import { removed } from "./removal.ts";
import { Account, telling, type UnfinishedOptions } from "./unfinished.ts";

const ENOENT = failureOf("ENOENT");

/** What `rm` removes: `Deno.RemoveOptions`, and `force`. */
export interface RmOptions extends UnfinishedOptions {
  /** Removes a directory with all that it holds. Default: false. */
  recursive?: boolean;
  /** Takes it for done when nothing is there. Default: false. */
  force?: boolean;
}

/** Removes what is below `base`. */
export function* gone(path: string | URL, options: RmOptions, base: Base = WORKING): Program<void> {
  const account = new Account("removed");
  const removal = goneBelow(pathOf(path), options, base, account);
  yield* options.recursive === true ? telling(removal, account, options) : removal;
}

function* goneBelow(
  name: string,
  { recursive = false, force = false }: RmOptions,
  base: Base,
  account: Account,
): Program<void> {
  const shown = base.shown(name);
  const how = { recursive, force };
  const judged = base.requireWrite(name);
  const result = yield* base.at<void>(judged, "itself", (at, path) => removed(at, path, shown, how, account));
  if (typeof result === "number" && !(force && result === ENOENT)) yield* fail(result, "unlink", shown);
}

/**
 * Removes a file, a symbolic link (never what it leads to) or an empty directory; with `recursive`, a directory with all
 * that it holds, however deep it is.
 *
 * A tree is removed by its open directories: when somebody moves one of them or puts a link in its place meanwhile,
 * nothing outside the tree is removed. What vanishes meanwhile is no error. What can be removed is, and the error names
 * the first path that could not be; `done` says how many entries went, and `left` which could not. A directory that must
 * not be read goes when it is empty. Several directories are worked on at a time, with some dozens of descriptors at most.
 * Given up by `signal`, it stops where it is, and `onUnfinished` is told the same.
 *
 * Linux, macOS: `unlinkat(2)`, 64 names in one trip, in directories opened by `openat(2)` with `O_NOFOLLOW`. Windows:
 * `NtOpenFile` below the directory's handle, `FileDispositionInformationEx`, which frees the name of what is open
 * somewhere, too (where that is unknown, before 1709 and on FAT, it is renamed first); what a scanner holds is waited
 * for, up to a second; read-only files go as well, and of a junction or a link to a directory only itself.
 *
 * @example
 * ```ts
 * import { isPath, mkpath, mktempdir, rm } from "@reseau/files";
 * const dir = await mktempdir();
 * await mkpath(`${dir}/a/b/c`);
 * await rm(`${dir}/a`, { recursive: true });
 * console.log(await isPath(`${dir}/a`)); // false
 * ```
 *
 * @param path What to remove.
 * @param options `recursive`, `force`; `signal` gives up.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there, without `force`.
 * @throws {Error} `ENOTEMPTY`: a directory that is not empty, without `recursive`. `EBUSY`: something is mounted there.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: `path` ends in a slash and names something else.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: a directory may not be written, or be read and is not empty. `EPERM`:
 * a directory is sticky and what is in it belongs to others, or a file is immutable.
 * @throws {TypeError} `EINVAL`: with `recursive`, `path` is the root or ends in `.` or `..`: nothing is removed.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function rm(path: string | URL, options: RmOptions = {}): Promise<void> {
  return asynchronous(gone(path, options), options.signal);
}

/** The synchronous {@link rm}. */
export function rmSync(path: string | URL, options: RmOptions = {}): void {
  synchronous(gone(path, options));
}
