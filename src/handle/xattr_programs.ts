/** Extended attributes of an open file. */
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { os } from "../os/os.ts";
import { requireWrite } from "../permission.ts";
import { fail } from "./change_programs.ts";
import type { OpenFile } from "./handle_base.ts";
import { toBytes } from "./write_programs.ts";

/** How to set an extended attribute. */
export interface SetXattrOptions {
  /** Fails with `EEXIST` when there is one of that name. */
  create?: boolean;
  /** Fails with `ENODATA` when there is none of that name. */
  replace?: boolean;
  /** Gives the operation up. */
  signal?: AbortSignal;
}

/** `getxattr` */
export function* getAttribute(file: OpenFile, name: string): Program<Uint8Array<ArrayBuffer> | null> {
  const value = yield* os.getxattr(file, checkName(name));
  if (typeof value !== "number") return value;
  if (errorName(value) === "ENODATA") return null;
  return yield* fail(value, "fgetxattr", file);
}

/** `setxattr` */
export function* setAttribute(
  file: OpenFile,
  name: string,
  value: Uint8Array | string,
  options: SetXattrOptions = {},
): Program<void> {
  const program = os.setxattr(file, checkName(name), toBytes(value), howToSet(options));
  requireWrite(file.path);
  const result = yield* program;
  if (result < 0) yield* fail(result, "fsetxattr", file);
}

/** How a value is set when there is one, and when there is none. */
export function howToSet({ create = false, replace = false }: SetXattrOptions): "any" | "create" | "replace" {
  if (create && replace) throw new TypeError("setxattr: create and replace exclude each other");
  return create ? "create" : replace ? "replace" : "any";
}

/** `listxattr` */
export function* listAttributes(file: OpenFile): Program<string[]> {
  const names = yield* os.listxattr(file);
  return typeof names === "number" ? yield* fail(names, "flistxattr", file) : names;
}

/** `removexattr` */
export function* removeAttribute(file: OpenFile, name: string): Program<void> {
  const program = os.removexattr(file, checkName(name));
  requireWrite(file.path);
  const result = yield* program;
  if (result < 0) yield* fail(result, "fremovexattr", file);
}

/** The name of an attribute; misuse is refused before any system call. */
export function checkName(name: string): string {
  if (name === "" || name.includes("\0")) throw new TypeError(`not the name of an attribute: ${JSON.stringify(name)}`);
  return name;
}
