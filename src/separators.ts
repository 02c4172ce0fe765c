/** What stands between the names of a path: a slash, and on Windows a backslash, too. */
import { target } from "../ffi/target.ts";

const WINDOWS = target.os === "windows";
const AT_END = WINDOWS ? /[\\/]+$/ : /\/+$/;
const NAMES = WINDOWS ? /[^\\/]+/g : /[^/]+/g;
// Nothing but separators, a drive, a share, also literally (`\\?\C:\`, `\\?\UNC\server\share`).
const ROOT = WINDOWS
  ? /^(?:[\\/]*|(?:[\\/]{2}[?.][\\/])?[^\\/]:[\\/]*|[\\/]{2}(?:[?.][\\/]UNC[\\/])?[^\\/]+(?:[\\/]+[^\\/]+)?[\\/]*)$/i
  : /^\/*$/;
const ROOTED = WINDOWS ? /^(?:[\\/]|[^\\/]:)/ : /^\//;

/** Where the last separator of a path stands; −1 when it has none. */
export function lastSeparator(path: string): number {
  return Math.max(path.lastIndexOf("/"), WINDOWS ? path.lastIndexOf("\\") : -1);
}

/** Whether a path ends in a separator. */
export function endsInSeparator(path: string): boolean {
  return path.endsWith("/") || (WINDOWS && path.endsWith("\\"));
}

/** A path without the separators at its end. */
export function withoutEnd(path: string): string {
  return path.replace(AT_END, "");
}

/** Whether a path starts from a root, or on Windows from a drive, and not from wherever it is looked for. */
export function isRooted(path: string): boolean {
  return ROOTED.test(path);
}

/** Whether a path is a root: in no directory of its own. */
export function isRoot(path: string): boolean {
  return ROOT.test(path);
}

/** The names in a path, and where each stands. */
export function namesOf(path: string): RegExpExecArray[] {
  return [...path.matchAll(NAMES)];
}

/** Whether the directory `inner` is `outer`, or somewhere below it, both as `realpath` has them. */
export function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(endsInSeparator(outer) ? outer : `${outer}${WINDOWS ? "\\" : "/"}`);
}
