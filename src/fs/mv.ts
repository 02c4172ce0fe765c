import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { asynchronous } from "../call/asynchronous.ts";
import { systemError } from "../call/error.ts";
import { errorName, failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { RawStat } from "../os/contract.ts";
import { copying } from "../os/copying.ts";
import { listing } from "../os/listing.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { requireWrite } from "../permission.ts";
import { parentOf } from "./attempt.ts";
import { type Ends, guard, look, refuseNesting } from "./copy_guard.ts";
import { CopyOperation, identity, surely } from "./copy_operation.ts";
import { planFor } from "./copy_options.ts";
import { aside, asideOf, IN_THE_WAY, movedOver, movedToFree, removedOrLeft } from "./copy_place.ts";
import { endsOf, everything, mannerOf, placed } from "./copy_program.ts";
import { removed } from "./removal.ts";
import { Account, telling, type UnfinishedOptions } from "./unfinished.ts";

/** How to move. */
export interface MvOptions extends UnfinishedOptions {
  /** Replaces what is at the new path. Default: false, which fails with `EEXIST`. */
  force?: boolean;
}

const EXDEV = failureOf("EXDEV");

function* moved(src: string | URL, dst: string | URL, options: MvOptions): Program<string> {
  const ends = endsOf(src, dst, "mv");
  requireWrite(ends.given[0]);
  const account = new Account("copied");
  yield* telling(movedTo(ends, options.force ?? false, account), account, options);
  return ends.given[1];
}

function* movedTo(ends: Ends, force: boolean, account: Account): Program<void> {
  const { source, target, given } = ends;
  const info = yield* look(source, false);
  if (typeof info === "number") throw systemError(info, "rename", ...given);
  yield* guard(ends, force);
  const result = yield* force ? renamedOver(ends, info, account) : movedToFree(source, target);
  if (result === EXDEV) yield* movedAcross(ends, info, force, account);
  else if (result < 0) throw systemError(result, "rename", ...given);
}

/** Replaces what a rename cannot. Until the source has its new name, what is there stays there. */
function* renamedOver(ends: Ends, info: RawStat, account: Account): Program<number> {
  const { HERE } = names;
  const { source, target } = ends;
  const result = yield* names.rename(HERE, source, HERE, target, "replace");
  if (result >= 0 || !IN_THE_WAY.has(errorName(result))) return result;
  if (typeof (yield* look(target, false)) === "number") return result; // it is the way there that is wrong
  yield* refuseNesting(ends, true);
  const beside = asideOf(target);
  let complete = false;
  try {
    const away = yield* names.rename(HERE, source, HERE, beside, "noReplace");
    const over = away < 0 ? away : yield* movedOver(beside, target, account);
    complete = over >= 0;
    return over;
  } finally {
    if (!complete) yield* surely(() => cameBack(beside, source, info, account));
  }
}

/** What was moved aside gets its name back; when it has its new one, what is aside is what it replaced. */
function* cameBack(beside: string, source: string, info: RawStat, account: Account): Program<void> {
  const there = yield* look(beside, false);
  if (typeof there === "number") return;
  if (identity(there) !== identity(info)) yield* removedOrLeft(beside, account);
  else if ((yield* movedToFree(beside, source)) < 0) account.leave(beside);
}

/** To another filesystem: the source goes when the copy is complete, has its name, and is on the disk. */
function* movedAcross(ends: Ends, info: RawStat, force: boolean, account: Account): Program<void> {
  const { source, target, given } = ends;
  const plan = { ...planFor({ preserve: true }, "mv"), force };
  const parent = parentOf(target);
  const manner = yield* mannerOf(parentOf(source), parent);
  const tree = (info.mode & p.S_IFMT) === p.S_IFDIR;
  const each = !tree || copying.syncsEach === true;
  const over = force && typeof (yield* look(target, false)) === "object";
  yield* aside(
    target,
    function* (beside) {
      const operation = new CopyOperation(plan, manner, { shown: target, real: beside }, account, each);
      yield* everything(ends, info, operation);
      if (!each) yield* flushed(parent, given, copying.syncFs);
    },
    (beside) => placed(ends, beside, over, account),
    account,
  );
  account.note = `the copy at '${given[1]}' is complete`;
  account.leave(given[1]);
  yield* flushed(parent, given, os.sync);
  account.clear(given[1]);
  account.verb = "removed";
  account.done = 0;
  yield* removed(names.HERE, source, given[0], { recursive: true, force: true }, account);
}

/** Waits until a directory, or the filesystem that it is on, is on the disk. */
function* flushed(path: string, given: Ends["given"], flush: typeof os.sync): Program<void> {
  const fd = yield* listing.open(names.HERE, path, true);
  if (fd < 0) throw systemError(fd, "open", ...given);
  try {
    const result = yield* flush({ fd, manner: "remote" });
    if (result < 0) throw systemError(result, "fsync", ...given);
  } finally {
    yield* names.close(fd);
  }
}

/**
 * Moves a file, a directory or a symbolic link to another path, on any filesystem.
 *
 * On the same filesystem it is renamed, in one step. To another one it is copied beside the destination with all that
 * belongs to it (`cp` with `preserve: true`), flushed to the disk, given its name, and only then removed: when anything
 * fails before, the source is whole and the destination as it was. When it is the removal that fails, the error says that
 * the copy is complete, how many entries of the source went (`done`), and which are `left`. Given up by `signal`, it stops
 * in the same order.
 *
 * Linux: [`rename(2)`](https://man7.org/linux/man-pages/man2/rename.2.html), `renameat2(2)`; the calls of `cp`,
 * `fsync(2)` or for a tree `syncfs(2)`, `unlinkat(2)`. macOS: `rename(2)`, `renameatx_np(2)`; the calls of `cp`,
 * `F_FULLFSYNC`, `FSIOC_SYNC_VOLUME`. Windows: the calls of `rename` and `cp`; to another volume each file is flushed,
 * and what `cp` does not keep there is lost. With `force` a directory that is in the way is exchanged for what replaces it on
 * Linux and macOS, and for a moment has another name on Windows.
 *
 * @example
 * ```ts
 * import { mktempdir, mv, readTextFile, writeFile } from "@reseau/files";
 * const dir = await mktempdir();
 * await writeFile(`${dir}/draft`, "text");
 * await mv(`${dir}/draft`, `${dir}/final`);
 * console.log(await readTextFile(`${dir}/final`)); // text
 * ```
 *
 * @param src What to move; a symbolic link is moved itself.
 * @param dst Its new path: not a directory to put it in.
 * @returns The new path.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is at `src`, or the directory for `dst` does not exist.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is at `dst`, without `force`.
 * @throws {TypeError} `EINVAL`: both are the same file, one is in the other.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, cannot keep its attributes.
 * @throws {Error} `ENOSPC`: the copy does not fit.
 * @throws {Deno.errors.PermissionDenied} `EACCES`, `EPERM`
 * @throws {Deno.errors.NotCapable} Without `read` and `write` permission for `src`, and `write` for `dst`.
 */
export function mv(src: string | URL, dst: string | URL, options: MvOptions = {}): Promise<string> {
  return asynchronous(moved(src, dst, options), options.signal);
}

/** The synchronous {@link mv}. */
export function mvSync(src: string | URL, dst: string | URL, options: MvOptions = {}): string {
  return synchronous(moved(src, dst, options));
}
