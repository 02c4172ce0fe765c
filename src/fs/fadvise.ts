import type { CallOptions } from "../call/call_options.ts";
import { advised } from "../handle/change_programs.ts";
import { type FileSubject, onFile, onFileSync } from "../handle/on_file.ts";
import type { Advice } from "../os/contract.ts";

/**
 * Tells the system what a range of a file is meant for; `length` 0 means to the end. Of a path, only `"willNeed"` (read it
 * into the cache) and `"dontNeed"` (drop it from there) have an effect that lasts: the others are about an open file.
 *
 * Linux: [`posix_fadvise(2)`](https://man7.org/linux/man-pages/man2/posix_fadvise.2.html). macOS: `F_RDADVISE`,
 * `F_RDAHEAD`, `F_NOCACHE`.
 *
 * @example
 * ```ts
 * import { fadvise } from "@reseau/files";
 * await fadvise("deno.json", 0, 0, "willNeed");
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Error} `ESPIPE`: it is a FIFO (Linux).
 * @throws {TypeError} `advice` is none of these.
 * @throws {RangeError} `offset` or `length` is negative.
 * @throws {Deno.errors.NotCapable} Without `read` permission for a path.
 */
export function fadvise(
  file: FileSubject,
  offset: number | bigint,
  length: number | bigint,
  advice: Advice,
  options?: CallOptions,
): Promise<void> {
  return onFile(file, "read", (file) => advised(file, offset, length, advice), options?.signal);
}

/** The synchronous {@link fadvise}. */
export function fadviseSync(
  file: FileSubject,
  offset: number | bigint,
  length: number | bigint,
  advice: Advice,
): void {
  onFileSync(file, "read", (file) => advised(file, offset, length, advice));
}
