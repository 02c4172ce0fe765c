/** Extended attributes of an open file: `fgetxattr(2)` and its kin. */
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { namesIn } from "../posix/attributes.ts";
import { growing } from "../posix/growing.ts";
import { c, libc } from "./libc.ts";

/** How a value is set. */
export const HOW = { any: 0, create: c.XATTR_CREATE, replace: c.XATTR_REPLACE };

/** `fgetxattr` */
export function* getxattr({ fd }: Descriptor, name: string): Program<Uint8Array<ArrayBuffer> | number> {
  return yield* growing((bytes) => libc.fgetxattr(fd, name, bytes, BigInt(bytes?.byteLength ?? 0)));
}

/** `fsetxattr` */
export function* setxattr(
  { fd }: Descriptor,
  name: string,
  value: Uint8Array,
  how: "any" | "create" | "replace",
): Program<number> {
  return yield libc.fsetxattr(fd, name, value, BigInt(value.byteLength), HOW[how]);
}

/** `flistxattr` */
export function* listxattr({ fd }: Descriptor): Program<string[] | number> {
  return namesIn(yield* growing((bytes) => libc.flistxattr(fd, bytes, BigInt(bytes?.byteLength ?? 0))));
}

/** `fremovexattr` */
export function* removexattr({ fd }: Descriptor, name: string): Program<number> {
  return yield libc.fremovexattr(fd, name);
}
