import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import type { RenameMode } from "../os/names_contract.ts";
import { pathOf } from "../path.ts";
import { isWithin } from "../separators.ts";
import { type Base, WORKING } from "./base.ts";
import { fail, parentOf } from "./attempt.ts";

/** What `rename` does with what is at the new path. */
export interface RenameOptions extends CallOptions {
  /** Fails with `EEXIST` when something is there, in one step. Default: false. */
  noReplace?: boolean;
  /** Exchanges the two, which must both exist, in one step. Default: false. */
  exchange?: boolean;
}

const EINVAL = failureOf("EINVAL");
const EOPNOTSUPP = failureOf("EOPNOTSUPP");

/** Renames what is below `base` to a name below `into`. */
export function* renamed(
  from: string | URL,
  to: string | URL,
  options: RenameOptions,
  base: Base = WORKING,
  into: Base = base,
): Program<string> {
  const [old, path] = [pathOf(from), pathOf(to)];
  const mode = modeOf(options);
  base.requireRead(old);
  const [source, target] = [base.requireWrite(old), into.requireWrite(path)];
  if (mode === "exchange") into.requireRead(path);
  let result = yield* base.at(
    source,
    "itself",
    (fromAt, from) => into.at(target, "itself", (at, path) => names.rename(fromAt, from, at, path, mode)),
  );
  // A filesystem refuses the mode by the number that also tells of a directory moved into itself.
  if (result === EINVAL && mode !== "replace") {
    const [outer, inner] = [base.shown(source), into.shown(target)];
    const nested = (yield* holds(outer, inner)) || (mode === "exchange" && (yield* holds(inner, outer)));
    if (!nested) result = EOPNOTSUPP;
  }
  if (result < 0) yield* fail(result, "rename", base.shown(old), into.shown(path));
  return path;
}

function modeOf({ noReplace = false, exchange = false }: RenameOptions): RenameMode {
  if (noReplace && exchange) throw new TypeError("rename: noReplace and exchange exclude each other");
  return noReplace ? "noReplace" : exchange ? "exchange" : "replace";
}

/** Whether `path` is somewhere below `directory`. */
function* holds(directory: string, path: string): Program<boolean> {
  const [outer, inner] = [yield* names.realpath(directory), yield* names.realpath(parentOf(path))];
  return typeof outer === "string" && typeof inner === "string" && isWithin(inner, outer);
}

/**
 * Gives a file, directory or symbolic link another path on the same filesystem. What is there is replaced in one step:
 * at no time is nothing at `to`; a directory is replaced only by a directory and when it is empty. Either all of it
 * happens or nothing.
 *
 * Linux: [`rename(2)`](https://man7.org/linux/man-pages/man2/rename.2.html), `renameat2(2)` with `RENAME_NOREPLACE` and
 * `RENAME_EXCHANGE`. macOS: `rename(2)`, `renameatx_np(2)` with `RENAME_EXCL` and `RENAME_SWAP`. Windows:
 * `FileRenameInformationEx` with POSIX semantics, `MoveFileExW` where these are unknown (before 1709, FAT); what a scanner
 * holds is waited for, up to a second, and an empty directory that is replaced is removed before. `exchange` is
 * `NotSupported` there: no call exchanges two names in one step (`ReplaceFileW` passes through moments in which one is
 * missing, and transactions, which could, are deprecated and unknown to ReFS).
 *
 * @example
 * ```ts
 * import { mktempdir, readTextFile, rename, writeFile } from "@reseau/files";
 * const dir = await mktempdir();
 * await writeFile(`${dir}/new`, "complete");
 * await rename(`${dir}/new`, `${dir}/file`);
 * console.log(await readTextFile(`${dir}/file`)); // complete
 * ```
 *
 * @returns The new path.
 * @throws {Deno.errors.NotFound} `ENOENT`: `from`, a directory on the way to `to`, or with `exchange` `to` does not exist.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is at `to`, with `noReplace`.
 * @throws {Deno.errors.IsADirectory} `EISDIR`: a file cannot replace a directory.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: a directory cannot replace a file.
 * @throws {Error} `ENOTEMPTY`: the directory at `to` is not empty. `EXDEV`: `to` is on another filesystem; see `mv`.
 * @throws {TypeError} `EINVAL`: a directory cannot be moved into itself. Or both options were given.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, cannot do `noReplace` or
 * `exchange`.
 * @throws {Deno.errors.PermissionDenied} `EACCES`, `EPERM`
 * @throws {Deno.errors.NotCapable} Without `read` and `write` permission for `from`, and `write` for `to`; with
 * `exchange`, both for both.
 */
export function rename(from: string | URL, to: string | URL, options: RenameOptions = {}): Promise<string> {
  return asynchronous(renamed(from, to, options), options.signal);
}

/** The synchronous {@link rename}. */
export function renameSync(from: string | URL, to: string | URL, options: RenameOptions = {}): string {
  return synchronous(renamed(from, to, options));
}
