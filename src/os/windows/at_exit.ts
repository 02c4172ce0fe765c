/**
 * What is removed when the process ends. Windows closes a process's handles whatever has ended it, and removes what was
 * opened to be deleted with its last handle: no code of ours has to run.
 */
import { perform } from "../../call/synchronous.ts";
import { createFile } from "./open.ts";
import { c, kernel32 } from "./kernel32.ts";
import { widePath } from "./wide_path.ts";

/** Something that goes with the process, and the highest of the handles that keep it until then. */
interface Doomed {
  readonly path: string;
  highest: number;
}

/** `GetCurrentProcess` answers this number. */
const PROCESS = -1;
const HANDLE = { size: 8 };
/** Handles tried to find a higher one: as many numbers may be free below. */
const TRIES = 1000;
const doomed: Doomed[] = [];

/**
 * Handles are closed by their numbers, the lowest first, so a directory whose handle has a lower number than that of
 * something in it would still be full then: it gets another handle, until one is higher.
 */
export function removeAtExit(path: string): void {
  const flags = c.FILE_FLAG_DELETE_ON_CLOSE | c.FILE_FLAG_BACKUP_SEMANTICS | c.FILE_FLAG_OPEN_REPARSE_POINT;
  const name = widePath(path);
  const handle = perform(createFile(name, c.DELETE, c.OPEN_EXISTING, flags >>> 0), 0);
  if (handle < 0) return; // nothing is there
  let highest = handle;
  for (const above of doomed.toReversed()) {
    if (!name.startsWith(`${above.path}\\`)) continue;
    raise(above, highest);
    highest = above.highest;
  }
  doomed.push({ path: name, highest: handle });
}

/** Directories are told of before what is in them, so the innermost is raised first. */
function raise(above: Doomed, handle: number): void {
  for (let tries = 0; above.highest < handle && tries < TRIES; tries++) {
    const copy = kernel32.DuplicateHandle(PROCESS, above.highest, PROCESS, HANDLE, 0, 0, c.DUPLICATE_SAME_ACCESS);
    if (perform(copy, 0) < 0) return;
    above.highest = Math.max(above.highest, copy.view.getUint32(copy.at, true));
  }
}
