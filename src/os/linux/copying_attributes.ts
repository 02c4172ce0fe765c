/** Extended attributes by path: `getxattr(2)` and its kin. */
import type { LINUX_COPYING } from "../../../ffi/linux/copying.ts";
import type { Calls } from "../../call/library.ts";
import type { Program } from "../../call/program.ts";
import type { Copying } from "../copying_contract.ts";
import { namesIn } from "../posix/attributes.ts";
import { growing } from "../posix/growing.ts";
import { HOW } from "./xattr.ts";

type ByPath = Pick<Copying, "getxattr" | "setxattr" | "listxattr" | "removexattr">;

/** The four, by the calls for what a path leads to, and for a link itself. */
export function attributesByPath(calls: Calls<typeof LINUX_COPYING>): ByPath {
  return {
    *getxattr(path, name, follow): Program<Uint8Array<ArrayBuffer> | number> {
      const get = follow ? calls.getxattr : calls.lgetxattr;
      return yield* growing((bytes) => get(path, name, bytes, BigInt(bytes?.byteLength ?? 0)));
    },
    *setxattr(path, name, value, how, follow): Program<number> {
      const set = follow ? calls.setxattr : calls.lsetxattr;
      return yield set(path, name, value, BigInt(value.byteLength), HOW[how]);
    },
    *listxattr(path, follow): Program<string[] | number> {
      const list = follow ? calls.listxattr : calls.llistxattr;
      return namesIn(yield* growing((bytes) => list(path, bytes, BigInt(bytes?.byteLength ?? 0))));
    },
    *removexattr(path, name, follow): Program<number> {
      return yield follow ? calls.removexattr(path, name) : calls.lremovexattr(path, name);
    },
  };
}
