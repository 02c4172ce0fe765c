/** Paths and names as watching compares them: on Windows with slashes, and without regard to case. */
import { target } from "../../ffi/target.ts";

const WINDOWS = target.os === "windows";
/** Where a path starts: a drive, a share, either of them also literally (`\\?\`), or the root. */
const START = WINDOWS ? /^(?:\/\/[?.]\/(?:UNC\/[^/]+\/[^/]+|[^/]+)|\/\/[^/]+\/[^/]+|[^/]:)?\/?/i : /^\/?/;

/** A path with slashes only. */
export function inSlashes(path: string): string {
  return WINDOWS ? path.replaceAll("\\", "/") : path;
}

/** Where an absolute path with slashes starts; "" of a relative one. */
export function startOf(path: string): string {
  return START.exec(path)![0];
}

/** What two names have in common that stand for the same in one directory. */
export function comparable(name: string): string {
  return WINDOWS ? name.toUpperCase() : name;
}
