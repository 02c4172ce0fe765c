/** Metadata of what a path names, as part of other operations. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import type { Base } from "./base.ts";

const ELOOP = failureOf("ELOOP");

/** Looks at a path that has been judged; or minus an error number. */
export function looked(base: Base, path: string, follow: boolean): Program<RawStat | number> {
  return base.at(path, follow ? "tells" : "itself", function* (at, path, following) {
    const step = names.stat(at, path, following);
    const result = yield step;
    if (result < 0) return result;
    const stat = os.statOf(step);
    return follow && !following && (stat.mode & p.S_IFMT) === p.S_IFLNK ? ELOOP : stat;
  });
}
