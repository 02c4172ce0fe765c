import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { synchronous } from "../call/synchronous.ts";
import { attributesAt } from "./xattr_path.ts";

/**
 * The names of the extended attributes of the file at `path`.
 *
 * Linux, macOS: [`listxattr(2)`](https://man7.org/linux/man-pages/man2/listxattr.2.html).
 *
 * @example
 * ```ts
 * import { getxattr, listxattr, mktempdir, removexattr, setxattr, writeFile } from "@reseau/files";
 * const path = `${await mktempdir()}/file`;
 * await writeFile(path, "");
 * await setxattr(path, "user.comment", "checked");
 * console.log(new TextDecoder().decode((await getxattr(path, "user.comment"))!), await listxattr(path));
 * await removexattr(path, "user.comment");
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, has no attributes.
 * @throws {Deno.errors.PermissionDenied} `EACCES`, `EPERM`
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export function listxattr(path: string | URL, options?: CallOptions): Promise<string[]> {
  return asynchronous(attributesAt(path, true), options?.signal);
}

/** The synchronous {@link listxattr}. */
export function listxattrSync(path: string | URL): string[] {
  return synchronous(attributesAt(path, true));
}

/** {@link listxattr} of a symbolic link itself: `llistxattr(2)`, on macOS `XATTR_NOFOLLOW`. */
export function llistxattr(path: string | URL, options?: CallOptions): Promise<string[]> {
  return asynchronous(attributesAt(path, false), options?.signal);
}

/** The synchronous {@link llistxattr}. */
export function llistxattrSync(path: string | URL): string[] {
  return synchronous(attributesAt(path, false));
}
