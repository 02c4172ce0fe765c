import { asynchronous } from "../call/asynchronous.ts";
import { synchronous } from "../call/synchronous.ts";
import type { SetXattrOptions } from "../handle/xattr_programs.ts";
import { attributeSetAt } from "./xattr_path.ts";

/**
 * Sets an extended attribute of the file at `path`. On Linux names have a namespace: `user.comment`; a string is set as UTF-8.
 *
 * Linux, macOS: [`setxattr(2)`](https://man7.org/linux/man-pages/man2/setxattr.2.html).
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
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: there is one, with `create`.
 * @throws {Error} `ENODATA`: there is none, with `replace`. `ENOSPC`, `E2BIG`: the value is too large.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, has no attributes.
 * @throws {Deno.errors.PermissionDenied} `EACCES`, `EPERM`
 * @throws {TypeError} `name` is empty or holds a NUL character.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function setxattr(
  path: string | URL,
  name: string,
  value: Uint8Array | string,
  options: SetXattrOptions = {},
): Promise<void> {
  return asynchronous(attributeSetAt(path, name, value, options, true), options.signal);
}

/** The synchronous {@link setxattr}. */
export function setxattrSync(
  path: string | URL,
  name: string,
  value: Uint8Array | string,
  options: SetXattrOptions = {},
): void {
  return synchronous(attributeSetAt(path, name, value, options, true));
}

/** {@link setxattr} of a symbolic link itself: `lsetxattr(2)`, on macOS `XATTR_NOFOLLOW`. */
export function lsetxattr(
  path: string | URL,
  name: string,
  value: Uint8Array | string,
  options: SetXattrOptions = {},
): Promise<void> {
  return asynchronous(attributeSetAt(path, name, value, options, false), options.signal);
}

/** The synchronous {@link lsetxattr}. */
export function lsetxattrSync(
  path: string | URL,
  name: string,
  value: Uint8Array | string,
  options: SetXattrOptions = {},
): void {
  return synchronous(attributeSetAt(path, name, value, options, false));
}
