/** What an open file's handle may not do, or not without waiting, by another handle of the same file. */
import type { Lane } from "../../../ffi/c_types.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { c, kernel32, SHARE } from "./kernel32.ts";

/**
 * Makes calls on a synchronous handle with this access, in one trip: `ReOpenFile`, which asks the file's permissions
 * again. The result is 0, or that of the first call that failed.
 */
export function* reopened(fd: number, access: number, calls: readonly Call[], lane: Lane = "batch"): Program<number> {
  const flags = c.FILE_FLAG_BACKUP_SEMANTICS | c.FILE_FLAG_OPEN_REPARSE_POINT;
  const open = kernel32.ReOpenFile(fd, access, SHARE, flags).via(lane);
  const chain = new Chain(open, [...calls, kernel32.CloseHandle(FIRST)]);
  yield chain;
  return chain.results.find((result) => result < 0) ?? 0;
}
