import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { synchronous } from "../call/synchronous.ts";
import { attributeAt } from "./xattr_path.ts";

/**
 * The value of an extended attribute of the file at `path`; `null` when there is none of that name.
 *
 * Linux, macOS: [`getxattr(2)`](https://man7.org/linux/man-pages/man2/getxattr.2.html).
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
 * @throws {TypeError} `name` is empty or holds a NUL character.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export function getxattr(
  path: string | URL,
  name: string,
  options?: CallOptions,
): Promise<Uint8Array<ArrayBuffer> | null> {
  return asynchronous(attributeAt(path, name, true), options?.signal);
}

/** The synchronous {@link getxattr}. */
export function getxattrSync(path: string | URL, name: string): Uint8Array<ArrayBuffer> | null {
  return synchronous(attributeAt(path, name, true));
}

/** {@link getxattr} of a symbolic link itself: `lgetxattr(2)`, on macOS `XATTR_NOFOLLOW`. */
export function lgetxattr(
  path: string | URL,
  name: string,
  options?: CallOptions,
): Promise<Uint8Array<ArrayBuffer> | null> {
  return asynchronous(attributeAt(path, name, false), options?.signal);
}

/** The synchronous {@link lgetxattr}. */
export function lgetxattrSync(path: string | URL, name: string): Uint8Array<ArrayBuffer> | null {
  return synchronous(attributeAt(path, name, false));
}
