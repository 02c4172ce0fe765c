import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { toSize } from "../integer.ts";
import { done } from "../handle/change_programs.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { type FileSubject, onFile, onFileSync } from "../handle/on_file.ts";
import { copying } from "../os/copying.ts";

type Size = number | bigint;

function ahead(offset: Size, length: Size): (file: OpenFile) => Program<void> {
  return (file) => done(copying.readahead(file, toSize(offset, "offset"), toSize(length, "length")), "readahead", file);
}

/**
 * Reads a range of a file into the system's cache, so that reading it later waits for no disk. It may return before
 * everything is there.
 *
 * Linux: [`readahead(2)`](https://man7.org/linux/man-pages/man2/readahead.2.html). macOS: `F_RDADVISE`.
 *
 * @example
 * ```ts
 * import { readahead } from "@reseau/files";
 * await readahead("deno.json", 0, 4096);
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {TypeError} `EINVAL`: it is not a file that is cached, as a FIFO.
 * @throws {RangeError} `offset` or `length` is negative.
 * @throws {Deno.errors.NotCapable} Without `read` permission for a path.
 */
export function readahead(
  file: FileSubject,
  offset: number | bigint,
  length: number | bigint,
  options?: CallOptions,
): Promise<void> {
  return onFile(file, "read", ahead(offset, length), options?.signal);
}

/** The synchronous {@link readahead}. */
export function readaheadSync(file: FileSubject, offset: number | bigint, length: number | bigint): void {
  onFileSync(file, "read", ahead(offset, length));
}
