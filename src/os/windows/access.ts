/** What this process may do with a file: the permissions are asked by opening it. */
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { errorName } from "../../call/errno.ts";
import { Chain, FIRST, type Program } from "../../call/program.ts";
import { createFile } from "./open.ts";
import { c, kernel32 } from "./kernel32.ts";
import { widePath } from "./wide_path.ts";

/** `access(2)`'s question. Windows looks at permissions before it looks whether somebody keeps the file for himself. */
export function* access(path: string, mode: number): Program<number> {
  let wanted: number = c.FILE_READ_ATTRIBUTES;
  if ((mode & p.R_OK) !== 0) wanted |= c.FILE_READ_DATA;
  if ((mode & p.W_OK) !== 0) wanted |= c.FILE_WRITE_DATA;
  if ((mode & p.X_OK) !== 0) wanted |= c.FILE_EXECUTE;
  const open = createFile(widePath(path), wanted, c.OPEN_EXISTING, c.FILE_FLAG_BACKUP_SEMANTICS);
  const result = yield new Chain(open, [kernel32.CloseHandle(FIRST)]);
  return result < 0 && errorName(result) !== "EBUSY" ? result : 0;
}
