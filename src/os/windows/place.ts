/**
 * Names below an open directory as paths, for what takes no handles: the calls that copy files, `CreateSymbolicLinkW`, and
 * paths that lead out of the directory.
 */
import { SPACE } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import { finalName } from "./filesystem.ts";
import { wideAt, widePath, widePathBelow } from "./wide_path.ts";

/** Stands for the current directory: no handle has this number. */
export const HERE = -1;

/** What Windows takes for a path that starts from a directory: its own path, or minus the error number. */
export function placeOf(at: number, path: string): string | number {
  if (at === HERE || /^(?:[^\\/]:|[\\/])/.test(path)) return widePath(path);
  const ask = finalName(at);
  const length = perform(ask, 0);
  return length < 0 ? length : widePathBelow(wideAt(SPACE, ask.at, length), path);
}
