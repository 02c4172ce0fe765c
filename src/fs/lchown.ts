import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { synchronous } from "../call/synchronous.ts";
import { owned } from "./chown.ts";

/**
 * {@link chown} that does not follow a symbolic link at the end of `path`: the link itself gets the owner.
 *
 * Linux, macOS: `fchownat(2)` with `AT_SYMLINK_NOFOLLOW`.
 *
 * @example
 * ```ts
 * import { lchown, mktempdir, symlink } from "@reseau/files";
 * const link = `${await mktempdir()}/link`;
 * await symlink("nowhere", link);
 * await lchown(link, null, null); // changes nothing
 * ```
 *
 * @returns The path.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: only root may give files away.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function lchown(
  path: string | URL,
  owner: number | null,
  group: number | null = null,
  options?: CallOptions,
): Promise<string> {
  return asynchronous(owned(path, owner, group, false), options?.signal);
}

/** The synchronous {@link lchown}. */
export function lchownSync(path: string | URL, owner: number | null, group: number | null = null): string {
  return synchronous(owned(path, owner, group, false));
}
