import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { allocated, punched } from "../handle/change_programs.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { type FileSubject, onFile, onFileSync } from "../handle/on_file.ts";
import type { AllocateMode } from "../os/contract.ts";

/** How `fallocate` treats a range: as `FileHandle.allocate`, or `"punch"`, which makes it a hole. */
export type FallocateMode = AllocateMode | "punch";

type Size = number | bigint;

function inMode(offset: Size, length: Size, mode: FallocateMode): (file: OpenFile) => Program<void> {
  return (file) => mode === "punch" ? punched(file, offset, length) : allocated(file, offset, length, mode);
}

/**
 * Changes how a range of a file is kept on the disk. `mode`: `"allocate"` (it has its place, the file grows as needed),
 * `"keepSize"` (the same without growing), `"zero"` (it reads as zeros), `"punch"` (it becomes a hole), `"collapse"` (it is
 * taken out, what follows moves up), `"insert"` (a hole is put in, what follows moves down). The last two want
 * multiples of the filesystem's block.
 *
 * Linux: [`fallocate(2)`](https://man7.org/linux/man-pages/man2/fallocate.2.html). macOS: `F_PREALLOCATE`, `F_PUNCHHOLE`;
 * it cannot zero, collapse or insert.
 *
 * @example
 * ```ts
 * import { fallocate, filesize, mktempdir, writeFile } from "@reseau/files";
 * const path = `${await mktempdir()}/file`;
 * await writeFile(path, "");
 * await fallocate(path, 0, 1 << 20);
 * console.log(await filesize(path)); // 1048576
 * ```
 *
 * @param file A path, or a handle.
 * @param offset Where the range begins, in bytes.
 * @param length Its length, in bytes.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, cannot.
 * @throws {Error} `ENOSPC`: there is no room.
 * @throws {TypeError} `EINVAL`: no multiple of a block; or `mode` is none of these.
 * @throws {RangeError} `offset` is negative, or `length` not above 0.
 * @throws {Deno.errors.NotCapable} Without `write` permission for a path.
 */
export function fallocate(
  file: FileSubject,
  offset: number | bigint,
  length: number | bigint,
  mode: FallocateMode = "allocate",
  options?: CallOptions,
): Promise<void> {
  return onFile(file, "write", inMode(offset, length, mode), options?.signal);
}

/** The synchronous {@link fallocate}. */
export function fallocateSync(
  file: FileSubject,
  offset: number | bigint,
  length: number | bigint,
  mode: FallocateMode = "allocate",
): void {
  onFileSync(file, "write", inMode(offset, length, mode));
}
