/** Extended attributes by path: `getxattr(2)` and its kin, with an option for a link itself. */
import type { DARWIN_COPYING } from "../../../ffi/darwin/copying.ts";
import type { Calls } from "../../call/library.ts";
import type { Program } from "../../call/program.ts";
import type { Copying } from "../copying_contract.ts";
import { namesIn } from "../posix/attributes.ts";
import { growing } from "../posix/growing.ts";
import { c } from "./libsystem.ts";
import { HOW } from "./xattr.ts";

type ByPath = Pick<Copying, "getxattr" | "setxattr" | "listxattr" | "removexattr">;

const optionFor = (follow: boolean) => follow ? 0 : c.XATTR_NOFOLLOW;

/** The four. */
export function attributesByPath(calls: Calls<typeof DARWIN_COPYING>): ByPath {
  return {
    *getxattr(path, name, follow): Program<Uint8Array<ArrayBuffer> | number> {
      const option = optionFor(follow);
      return yield* growing((bytes) => calls.getxattr(path, name, bytes, BigInt(bytes?.byteLength ?? 0), 0, option));
    },
    *setxattr(path, name, value, how, follow): Program<number> {
      return yield calls.setxattr(path, name, value, BigInt(value.byteLength), 0, HOW[how] | optionFor(follow));
    },
    *listxattr(path, follow): Program<string[] | number> {
      const option = optionFor(follow);
      return namesIn(yield* growing((bytes) => calls.listxattr(path, bytes, BigInt(bytes?.byteLength ?? 0), option)));
    },
    *removexattr(path, name, follow): Program<number> {
      return yield calls.removexattr(path, name, optionFor(follow));
    },
  };
}
