import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { setFlags, toFlags } from "../handle/file_flags.ts";
import { pathOf } from "../path.ts";
import { requireWrite } from "../permission.ts";
import { attempt } from "./attempt.ts";

/** Sets the flags of what a path names, or of the symbolic link itself. */
export function* flagged(path: string | URL, flags: number, follow: boolean): Program<string> {
  const name = pathOf(path);
  const bits = toFlags(flags);
  yield* attempt(setFlags(requireWrite(name), bits, follow), follow ? "chflags" : "lchflags", name);
  return name;
}

/**
 * Sets macOS's file flags, all at once, as `FileInfo.flags` has them: bits of `UF` and `SF`. A symbolic link is followed.
 *
 * macOS: [`chflags(2)`](https://keith.github.io/xcode-man-pages/chflags.2.html). Linux and Windows have no such flags.
 *
 * @example
 * ```ts
 * import { chflags, mktempdir, UF } from "@reseau/files";
 * if (Deno.build.os === "darwin") await chflags(await mktempdir(), UF.HIDDEN);
 * ```
 *
 * @param path The file.
 * @param flags `UF.HIDDEN`, `UF.IMMUTABLE` and so on, added up; 0 clears all.
 * @returns The path.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: it is somebody else's, or a flag of `SF` and the caller not root.
 * @throws {Deno.errors.NotSupported} Not on macOS, or `EOPNOTSUPP`: the filesystem, which the message names, has none.
 * @throws {RangeError} `flags` is not a whole number of 32 bits.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function chflags(path: string | URL, flags: number, options?: CallOptions): Promise<string> {
  return asynchronous(flagged(path, flags, true), options?.signal);
}

/** The synchronous {@link chflags}. */
export function chflagsSync(path: string | URL, flags: number): string {
  return synchronous(flagged(path, flags, true));
}
