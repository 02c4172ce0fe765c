/**
 * Extended attributes: not supported. Windows has three things that resemble them, and none is one. Streams
 * (`file:name`) are files, shown and opened by path, lost by most programs that copy, and a file's name with a colon
 * is one. NTFS's own extended attributes belong to the Subsystem for Linux, in upper case and with a prefix that other
 * programs strip. Properties belong to each format. A name given here would mean something else to every other program.
 */
import { errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";

const EOPNOTSUPP = -errorNumber("EOPNOTSUPP");

/** Says that there are none. */
// deno-lint-ignore require-yield -- there is nothing to ask
export function* noAttributes(): Program<number> {
  return EOPNOTSUPP;
}
