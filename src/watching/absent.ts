/** Results that say that nothing is there: Windows has several numbers for that. */
import { errorName } from "../call/errno.ts";

const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"]);

/** Whether a result says that nothing is there. */
export function isAbsent(result: number): boolean {
  return result < 0 && ABSENT.has(errorName(result));
}
