import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";

const BITS: Readonly<Record<string, number>> = { r: p.R_OK, w: p.W_OK, x: p.X_OK };

/** Any combination of `r`, `w` and `x`, such as `"r"` or `"rw"`; `""` asks only whether something is there. */
export type AccessMode = string;

/** Whether the caller may. */
export function* mayAccess(path: string | URL, mode: AccessMode): Program<boolean> {
  const name = pathOf(path);
  let bits = p.F_OK as number;
  for (const letter of mode) {
    const bit = BITS[letter];
    if (bit === undefined) throw new TypeError(`access: mode must be made of r, w and x: ${JSON.stringify(mode)}`);
    bits |= bit;
  }
  return (yield* os.access(requireRead(name), bits)) === 0;
}

/**
 * Whether this process may read, write or execute (search) what `path` names; a symbolic link is followed. It only tells
 * of this moment: to use a file, open it and handle the error.
 *
 * Linux: `faccessat(2)` with `AT_EACCESS`, the effective ids.
 *
 * @example
 * ```ts
 * import { access } from "@reseau/files";
 * console.log(await access("deno.json", "rw"));
 * ```
 *
 * @param path The file.
 * @param mode Any combination of `r`, `w` and `x`.
 * @returns `false` on any failure, as when nothing is there.
 * @throws {TypeError} Another letter in `mode`, or a NUL character in `path`.
 */
export function access(path: string | URL, mode: AccessMode, options?: CallOptions): Promise<boolean> {
  return asynchronous(mayAccess(path, mode), options?.signal);
}

/** The synchronous {@link access}. */
export function accessSync(path: string | URL, mode: AccessMode): boolean {
  return synchronous(mayAccess(path, mode));
}
