/** Metadata of what a path names, as part of other operations. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import { names } from "../os/names.ts";
import type { Base } from "./base.ts";

const ELOOP = failureOf("ELOOP");

/** Looks at a path that has been judged; or minus an error number. */
export function looked(base: Base, path: string, follow: boolean): Program<RawStat | number> {
  return base.at(path, follow ? "tells" : "itself", function* (at, path, following) {
    const stat = yield* names.look(at, path, following);
    if (typeof stat === "number") return stat;
    return follow && !following && (stat.mode & p.S_IFMT) === p.S_IFLNK ? ELOOP : stat;
  });
}
