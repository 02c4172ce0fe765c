import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { synchronous } from "../call/synchronous.ts";
import { attributeRemovedAt } from "./xattr_path.ts";

/**
 * Removes an extended attribute of the file at `path`.
 *
 * Linux, macOS: [`removexattr(2)`](https://man7.org/linux/man-pages/man2/removexattr.2.html).
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
 * @throws {Error} `ENODATA`: there is none of that name.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, has no attributes.
 * @throws {Deno.errors.PermissionDenied} `EACCES`, `EPERM`
 * @throws {TypeError} `name` is empty or holds a NUL character.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function removexattr(path: string | URL, name: string, options?: CallOptions): Promise<void> {
  return asynchronous(attributeRemovedAt(path, name, true), options?.signal);
}

/** The synchronous {@link removexattr}. */
export function removexattrSync(path: string | URL, name: string): void {
  return synchronous(attributeRemovedAt(path, name, true));
}

/** {@link removexattr} of a symbolic link itself: `lremovexattr(2)`, on macOS `XATTR_NOFOLLOW`. */
export function lremovexattr(path: string | URL, name: string, options?: CallOptions): Promise<void> {
  return asynchronous(attributeRemovedAt(path, name, false), options?.signal);
}

/** The synchronous {@link lremovexattr}. */
export function lremovexattrSync(path: string | URL, name: string): void {
  return synchronous(attributeRemovedAt(path, name, false));
}
