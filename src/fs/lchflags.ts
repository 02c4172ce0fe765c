import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { synchronous } from "../call/synchronous.ts";
import { flagged } from "./chflags.ts";

/**
 * {@link chflags} that does not follow a symbolic link at the end of `path`: the link itself gets the flags.
 *
 * macOS: `lchflags(2)`.
 *
 * @example
 * ```ts
 * import { lchflags, mktempdir, symlink, UF } from "@reseau/files";
 * const link = `${await mktempdir()}/link`;
 * await symlink("nowhere", link);
 * if (Deno.build.os === "darwin") await lchflags(link, UF.HIDDEN);
 * ```
 *
 * @returns The path.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: it is somebody else's, or a flag of `SF` and the caller not root.
 * @throws {Deno.errors.NotSupported} Not on macOS, or `EOPNOTSUPP`: the filesystem, which the message names, has none.
 * @throws {RangeError} `flags` is not a whole number of 32 bits.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function lchflags(path: string | URL, flags: number, options?: CallOptions): Promise<string> {
  return asynchronous(flagged(path, flags, false), options?.signal);
}

/** The synchronous {@link lchflags}. */
export function lchflagsSync(path: string | URL, flags: number): string {
  return synchronous(flagged(path, flags, false));
}
