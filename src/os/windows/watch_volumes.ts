/** Which volumes tell of all that changes on them. */
import type { Program } from "../../call/program.ts";
import { c } from "./kernel32.ts";
import { final, nameIn, rootOf, volumeName } from "./filesystem.ts";
import { FIRST } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import { watchCalls } from "./watch_request.ts";
import { isRemote } from "./wide_path.ts";

/** Windows' own filesystems on disks: others are made up by a driver or a process, which may tell or not. */
const TELLING = new Set(["NTFS", "ReFS", "FAT", "FAT32", "exFAT", "CDFS", "UDF"]);

/** Whether the system tells of all changes at a path; what does not tell where it does not. */
export function* tells(path: string): Program<true | string> {
  const name = volumeName(FIRST);
  const found = yield* final(path, [name]);
  if (typeof found === "number") return true; // it has gone: looking at it will say so
  const [place, results] = found;
  // Servers tell, but not of everything, and not all of them.
  if (isRemote(place)) return "a network drive";
  const root = yield* rootOf(place);
  if (typeof root === "string" && perform(watchCalls.GetDriveTypeW(root), 0) === c.DRIVE_REMOTE) {
    return "a network drive";
  }
  const system = results[0]! > 0 ? nameIn(name) : "an unknown filesystem";
  return TELLING.has(system) ? true : system;
}
