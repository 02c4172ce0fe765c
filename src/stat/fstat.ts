import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import { errorNumber } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { Descriptor } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { FileInfo } from "./file_info.ts";

/** Something with a descriptor: a `FileHandle`. */
export interface HasDescriptor {
  /** The descriptor's number. */
  readonly fd: number;
}

/** Metadata of an open file. `path` is for the message of an error. */
export function* fstatOf(file: Descriptor, path?: string): Program<FileInfo> {
  const step = os.fstat(file);
  const result = yield step;
  if (result < 0) throw systemError(result, "fstat", path);
  return new FileInfo(os.statOf(step));
}

/** A handle or a number as a descriptor. */
export function descriptorOf(file: HasDescriptor | number): Descriptor {
  const fd = typeof file === "number" ? file : openOf(file);
  if (!Number.isInteger(fd)) throw new TypeError(`a descriptor must be a whole number, not ${fd}`);
  // An int; and to calls that take a directory's descriptor, −100 is the current directory.
  if (fd < 0 || fd > 0x7fff_ffff) throw systemError(-errorNumber("EBADF"), "fstat");
  return { fd, manner: "unknown" };
}

/** The number of a handle that has been closed may be another file's by now. */
function openOf(file: HasDescriptor & { isOpen?: boolean; path?: string }): number {
  if (file.isOpen === false) throw new Deno.errors.BadResource(`the handle of '${file.path}' is closed`);
  return file.fd;
}

/**
 * Metadata of an open file, by its handle or descriptor.
 *
 * Linux: `statx(2)` with `AT_EMPTY_PATH`.
 *
 * @example
 * ```ts
 * import { fstat } from "@reseau/files";
 * console.log((await fstat(0)).isCharDevice); // is standard input a terminal or the like?
 * ```
 *
 * @param file A handle, or a descriptor's number.
 * @throws {Error} `EBADF`: no such descriptor is open.
 * @throws {Deno.errors.BadResource} The handle is closed.
 */
export function fstat(file: HasDescriptor | number, options?: CallOptions): Promise<FileInfo> {
  return asynchronous(named(file), options?.signal);
}

/** The synchronous {@link fstat}. */
export function fstatSync(file: HasDescriptor | number): FileInfo {
  return synchronous(named(file));
}

function* named(file: HasDescriptor | number): Program<FileInfo> {
  return yield* fstatOf(descriptorOf(file));
}
