import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { toSize } from "../integer.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { requireDevice } from "../permission.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";

const TYPES: ReadonlySet<number> = new Set([p.S_IFREG, p.S_IFIFO, p.S_IFSOCK, p.S_IFCHR, p.S_IFBLK]);

/** Whether a mode is a device's, which stands for itself wherever it is. */
export function isDevice(mode: number): boolean {
  const type = mode & p.S_IFMT;
  return type === p.S_IFCHR || type === p.S_IFBLK;
}

/** Makes a device, a FIFO, a socket or a file below `base`. */
export function* made(
  path: string | URL,
  mode: number,
  device: number | bigint,
  base: Base = WORKING,
): Program<string> {
  const name = pathOf(path);
  if (!Number.isInteger(mode) || !TYPES.has(mode & ~0o7777)) {
    throw new RangeError(`mknod: mode must be one of S.IFREG, S.IFIFO, S.IFSOCK, S.IFCHR, S.IFBLK and bits: ${mode}`);
  }
  const number = toSize(device, "device");
  // 12 bits of major and 20 of minor number on Linux, 8 and 24 on macOS.
  if (number > 0xffff_ffff) throw new RangeError(`mknod: device must be below 2^32: ${device}`);
  const judged = base.requireWrite(name);
  if (isDevice(mode)) requireDevice(name);
  const make = base.at(judged, "itself", (at, path) => names.mknod(at, path, mode, number));
  yield* attempt(make, "mknod", base.shown(name));
  return name;
}

/**
 * Creates a device, a FIFO, a socket or an empty file.
 *
 * Linux, macOS: [`mknod(2)`](https://man7.org/linux/man-pages/man2/mknod.2.html). Only root makes devices; macOS makes
 * nothing but devices and FIFOs. Windows has none.
 *
 * @example
 * ```ts
 * import { isFifo, mknod, mktempdir, S } from "@reseau/files";
 * const path = await mknod(`${await mktempdir()}/queue`, S.IFIFO | 0o600);
 * console.log(await isFifo(path)); // true
 * ```
 *
 * @param mode The type, of `S.IF…`, and permission bits, of which the umask takes some.
 * @param device A device's number, as `FileInfo.rdev` shows it. Default: 0.
 * @returns The path.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: only root may, or the filesystem has none.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is there.
 * @throws {RangeError} `mode` has no such type, or `device` is no number of 32 bits.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`; for a device, without all permissions.
 */
export function mknod(
  path: string | URL,
  mode: number,
  device: number | bigint = 0,
  options?: CallOptions,
): Promise<string> {
  return asynchronous(made(path, mode, device), options?.signal);
}

/** The synchronous {@link mknod}. */
export function mknodSync(path: string | URL, mode: number, device: number | bigint = 0): string {
  return synchronous(made(path, mode, device));
}
