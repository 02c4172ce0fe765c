/** Extended attributes by path. */
import { systemError } from "../call/error.ts";
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { checkName, howToSet, type SetXattrOptions } from "../handle/xattr_programs.ts";
import { toBytes } from "../handle/write_programs.ts";
import { copying } from "../os/copying.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { requireRead, requireWrite } from "../permission.ts";

/** `getxattr`, `lgetxattr` */
export function* attributeAt(
  path: string | URL,
  name: string,
  follow: boolean,
): Program<Uint8Array<ArrayBuffer> | null> {
  const given = pathOf(path);
  const value = yield* copying.getxattr(requireRead(given), checkName(name), follow);
  if (typeof value !== "number") return value;
  if (errorName(value) === "ENODATA") return null;
  return yield* failed(value, "getxattr", given, follow);
}

/** `setxattr`, `lsetxattr` */
export function* attributeSetAt(
  path: string | URL,
  name: string,
  value: Uint8Array | string,
  options: SetXattrOptions,
  follow: boolean,
): Program<void> {
  const given = pathOf(path);
  const [attribute, bytes, how] = [checkName(name), toBytes(value), howToSet(options)];
  const result = yield* copying.setxattr(requireWrite(given), attribute, bytes, how, follow);
  if (result < 0) yield* failed(result, "setxattr", given, follow);
}

/** `listxattr`, `llistxattr` */
export function* attributesAt(path: string | URL, follow: boolean): Program<string[]> {
  const given = pathOf(path);
  const list = yield* copying.listxattr(requireRead(given), follow);
  return typeof list === "number" ? yield* failed(list, "listxattr", given, follow) : list;
}

/** `removexattr`, `lremovexattr` */
export function* attributeRemovedAt(path: string | URL, name: string, follow: boolean): Program<void> {
  const given = pathOf(path);
  const attribute = checkName(name);
  const result = yield* copying.removexattr(requireWrite(given), attribute, follow);
  if (result < 0) yield* failed(result, "removexattr", given, follow);
}

function* failed(result: number, syscall: string, path: string, follow: boolean): Program<never> {
  const unsupported = errorName(result) === "EOPNOTSUPP";
  const detail = unsupported ? `the filesystem is ${yield* names.filesystemAt(path)}` : undefined;
  throw systemError(result, follow ? syscall : `l${syscall}`, path, undefined, detail);
}
