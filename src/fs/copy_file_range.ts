import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { onBoth, onBothSync } from "../handle/both.ts";
import type { FileHandle } from "../handle/file_handle.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { toSize } from "../integer.ts";
import { UNABLE } from "../os/contract.ts";
import { copying } from "../os/copying.ts";
import { os } from "../os/os.ts";

/** Which bytes to copy, and where to. */
export interface CopyFileRangeOptions extends CallOptions {
  /** Where to begin in the source, in bytes. Default: 0. */
  offset?: number | bigint;
  /** Where to begin in the target, in bytes. Default: 0. */
  toOffset?: number | bigint;
  /** How many bytes. Default: as many as one call moves. */
  length?: number | bigint;
}

/** `MAX_RW_COUNT` of the kernel, down to a whole block of any filesystem. */
const MOST = 0x7fff_0000;

function* ranged(from: OpenFile, to: OpenFile, options: CopyFileRangeOptions): Program<number> {
  const { offset = 0, toOffset = 0, length = MOST } = options;
  const [start, place] = [toSize(offset, "offset"), toSize(toOffset, "toOffset")];
  const count = Math.min(toSize(length, "length"), MOST);
  const result = yield* copying.copyRangeAt(from, start, to, place, count);
  if (result >= 0) return result;
  const unable = result === UNABLE;
  const detail = unable ? `from ${yield* os.filesystem(from)} to ${yield* os.filesystem(to)}` : undefined;
  throw systemError(unable ? failureOf("EOPNOTSUPP") : result, "copy_file_range", from.path, to.path, detail);
}

/**
 * Copies a range of one file to another within the kernel, by one call; filesystems that can share space do. Both
 * positions stay. `FileHandle.copyTo` does the same by any means, to the end.
 *
 * Linux: [`copy_file_range(2)`](https://man7.org/linux/man-pages/man2/copy_file_range.2.html). macOS has no such call.
 *
 * @example
 * ```ts
 * import { copyFileRange, mktempdir, open } from "@reseau/files";
 * const dir = await mktempdir();
 * await using from = await open(`${dir}/a`, "w+");
 * await from.writeAll("0123456789");
 * await using to = await open(`${dir}/b`, "w+");
 * console.log(await copyFileRange(from, to, { offset: 2, length: 4 })); // 4
 * ```
 *
 * @returns The bytes copied: fewer when the file ends before, 0 at its end.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: not between these two; the message names their filesystems.
 * @throws {Error} `ENOSPC`: there is no room. `EBADF`: `to` was not opened to be written.
 * @throws {RangeError} An offset or `length` is negative.
 * @throws {Deno.errors.BadResource} A handle is closed.
 */
export function copyFileRange(
  from: FileHandle,
  to: FileHandle,
  options: CopyFileRangeOptions = {},
): Promise<number> {
  return onBoth(from, to, (one, other) => ranged(one, other, options), options.signal);
}

/** The synchronous {@link copyFileRange}. */
export function copyFileRangeSync(from: FileHandle, to: FileHandle, options: CopyFileRangeOptions = {}): number {
  return onBothSync(from, to, (one, other) => ranged(one, other, options));
}
