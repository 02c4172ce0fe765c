/**
 * Paths as callers give them, and as `CreateFileW` takes them.
 *
 * A path leads where `Deno.*` leads, which asks Windows to complete it (`GetFullPathNameW`) and puts `\\?\` before the
 * answer. The rules are those of "File path formats on Windows systems" and "Naming Files, Paths, and Namespaces":
 *
 * - `\\?\…` and `\??\…` are taken literally: nothing below applies to them.
 * - `/` separates like `\`, and several like one. `.` and `..` are resolved, never above `C:\` or `\\server\share`.
 * - `foo` starts from the current directory, `\foo` from its root, `C:foo` from that of drive C.
 * - Dots and spaces at the end of the path are dropped; before a separator, a single dot.
 * - A last name that belongs to a device in some version of Windows (`NUL`, `con.txt`, `COM1:`) and a device path
 *   (`\\.\…`) are left to Windows as they were given: only it knows which of them are devices. Where they are too long
 *   for that, such a name is a file's.
 *
 * Everything else becomes `\\?\C:\…` or `\\?\UNC\server\share\…`, which may be 32,767 units long.
 */

/** Taken by `CreateDirectoryW` without `\\?\`: room for a name of 8.3 below `MAX_PATH`. */
const LEGACY_LENGTH = 248;

const VERBATIM = /^\\(\\|\?)\?\\/;
const DEVICE = /^[\\/]{2}([.?])(?:[\\/]+|$)/;
const UNC = /^[\\/]{2}([^\\/]*)[\\/]*([^\\/]*)/;
const DRIVE = /^([^\\/]):/;
const SEPARATORS = /[\\/]+/;
/** "Naming Files": the superscript digits count, and so does whatever follows the first dot or colon. */
const RESERVED = /(?:^|[\\/:])(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?:[.:][^\\/]*)?$/i;

/** Names below a root, with `.`, `..`, superfluous separators, dots and spaces gone. */
function collapse(path: string): string {
  const names: string[] = [];
  const segments = path.split(SEPARATORS);
  const last = segments.pop()!;
  for (const segment of segments) {
    if (segment === "..") names.pop();
    else if (segment !== "." && segment !== "") names.push(segment.replace(/(?<!\.)\.$/, ""));
  }
  if (last === "..") names.pop();
  else if (last !== ".") {
    // What drops to nothing leaves its separator, and so does a separator at the end.
    const name = last.replace(/[. ]+$/, "");
    if (name !== "" || names.length > 0) names.push(name);
  }
  return names.join("\\");
}

/** A complete path: what `..` cannot leave, and what stands below it. */
interface FullPath {
  readonly root: string;
  readonly rest: string;
}

function unc(path: string): FullPath {
  const [all, server, share] = path.match(UNC)!;
  const rest = collapse(path.slice(all.length).replace(SEPARATORS, ""));
  const open = all.length < path.length || (share === "" && /[^\\/][\\/]+$/.test(all));
  return { root: `\\\\${server}${share === "" ? "" : `\\${share}`}${open ? "\\" : ""}`, rest };
}

/** `directory` is complete: the current one. `ofDrive` is asked for another drive's. */
function full(path: string, directory: string, ofDrive: (drive: string) => string): FullPath {
  const device = path.match(DEVICE);
  if (device !== null) return { root: `\\\\${device[1]}\\`, rest: collapse(path.slice(device[0].length)) };
  if (UNC.test(path)) return unc(path);
  const drive = path.match(DRIVE)?.[1];
  if (drive !== undefined) {
    if (path.length > 2 && SEPARATORS.test(path[2]!)) return { root: `${drive}:\\`, rest: collapse(path.slice(3)) };
    const current = directory.match(DRIVE)?.[1];
    const start = current?.toLowerCase() === drive.toLowerCase() ? directory : ofDrive(drive);
    return full(`${start}\\${path.slice(2) || "."}`, directory, ofDrive);
  }
  if (!SEPARATORS.test(path[0]!)) return full(`${directory}\\${path}`, directory, ofDrive);
  const { root } = full(directory, directory, ofDrive);
  return { root: root.endsWith("\\") ? root : `${root}\\`, rest: collapse(path.slice(1)) };
}

/** The root of a drive, which is its current directory unless its shell has set another. */
function rootOf(drive: string): string {
  return `${drive}:\\`;
}

/**
 * What `CreateFileW` takes for `path`, by the rules above. `directory` is the current directory, complete; `ofDrive`
 * tells that of another drive, which `C:foo` is looked for in.
 */
export function win32Path(path: string, directory: string, ofDrive: (drive: string) => string = rootOf): string {
  // Windows refuses an empty name and one of spaces alone.
  if (VERBATIM.test(path) || /^ *$/.test(path)) return path;
  const { root, rest } = full(path, plainPath(directory), ofDrive);
  const device = root === "\\\\.\\";
  const left = device || (RESERVED.test(path) && !UNC.test(path));
  if (left && root.length + rest.length < LEGACY_LENGTH) return path;
  if (device || root === "\\\\?\\") return `\\\\?\\${rest}`;
  return root.startsWith("\\\\") ? `\\\\?\\UNC\\${root.slice(2)}${rest}` : `\\\\?\\${root}${rest}`;
}

/** A path for people and other programs: without `\\?\`, where it leads to the same file without it. */
export function plainPath(path: string): string {
  if (!path.startsWith("\\\\?\\")) return path;
  const plain = path.startsWith("UNC\\", 4) ? `\\\\${path.slice(8)}` : path.slice(4);
  return /^(?:[a-z]:\\|\\\\)/i.test(plain) && win32Path(plain, "C:\\") === path ? plain : path;
}
