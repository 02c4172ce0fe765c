/**
 * Foreign calls bypass Deno's sandbox; this puts it back. Every operation on a path asks for what `Deno.*` would ask
 * for, and judges the path as given, made absolute and normalised.
 */
import { resolve } from "@std/path/resolve";
import { target } from "../ffi/target.ts";

type Access = "read" | "write";

const EVERYTHING = ["read", "write", "net", "env", "sys", "run", "ffi", "import"] as const;
/** Kept, because asking costs more than `stat`; a revocation tells them. */
const statuses = new Map<string, Deno.PermissionStatus>();
/** Whether everything is granted (`--allow-all`); asked again after a revocation. */
let unrestricted: boolean | undefined;

/** Refuses with `NotCapable` unless the caller may read `path`; returns the path to use. */
export function requireRead(path: string): string {
  return require("read", path);
}

/** Refuses with `NotCapable` unless the caller may write `path`; returns the path to use. */
export function requireWrite(path: string): string {
  return require("write", path);
}

/**
 * Whether something in a directory that may be read may itself be denied, so that metadata of its entries, as `lstat` of
 * each would bring it, must be asked for one by one.
 */
export function judgesEntries(directory: string): boolean {
  unrestricted ??= EVERYTHING.every(wholly);
  if (unrestricted) return false;
  const absolute = resolve(directory) as string;
  return absolute === "/" || Deno.permissions.querySync({ name: "read", path: absolute }).partial === true;
}

/** Refuses unless all may be read and written: where a symbolic link leads is only known when it is followed. */
export function requireLinking(operation: string): void {
  for (const access of ["read", "write"] as const) {
    if (wholly(access)) continue;
    let { state } = Deno.permissions.querySync({ name: access });
    if (state === "prompt") ({ state } = Deno.permissions.requestSync({ name: access }));
    if (state === "granted") continue; // but for what is denied, as Deno has it
    throw new Deno.errors.NotCapable(
      `${operation}() requires unscoped --allow-read and --allow-write permissions, since a symbolic link's target is only resolved when it is followed`,
    );
  }
}

/** Refuses unless everything is granted: a device by another name is as good as that in `/dev`. */
export function requireDevice(path: string): void {
  unrestricted ??= EVERYTHING.every(wholly);
  if (!unrestricted) throw notCapable("all", path, "--allow-all");
}

/** Refuses with `NotCapable` unless the caller may ask the system for `kind`. */
export function requireSys(kind: "homedir"): void {
  let { state } = Deno.permissions.querySync({ name: "sys", kind });
  if (state === "prompt") ({ state } = Deno.permissions.requestSync({ name: "sys", kind }));
  if (state === "granted") return;
  throw new Deno.errors.NotCapable(`Requires sys access to "${kind}", run again with the --allow-sys flag`);
}

/** A variable of the environment; one that the caller may not read is as good as unset, and nobody is prompted for it. */
export function environment(variable: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable });
  return state === "granted" ? Deno.env.get(variable) : undefined;
}

/** What was judged is what must be used: behind a link, `..` leads elsewhere than in the text of the path. */
function require(access: Access, path: string): string {
  unrestricted ??= EVERYTHING.every(wholly);
  if (unrestricted) return path;
  if (wholly(access) && !mayBeSpecial(path)) return path;
  const absolute = resolve(path) as string;
  let { state } = Deno.permissions.querySync({ name: access, path: absolute });
  if (state === "prompt") ({ state } = Deno.permissions.requestSync({ name: access, path: absolute }));
  if (state !== "granted") throw notCapable(access, path, `--allow-${access}`);
  if (isSpecial(absolute, access)) throw notCapable("all", path, "--allow-all");
  return path === "" ? "" : absolute;
}

/** Whether a permission is granted without exception. */
function wholly(name: typeof EVERYTHING[number]): boolean {
  let status = statuses.get(name);
  if (status === undefined) {
    status = Deno.permissions.querySync({ name });
    status.addEventListener("change", () => unrestricted = undefined);
    statuses.set(name, status);
  }
  return status.state === "granted" && status.partial !== true;
}

/** Whether a path might lead into one of the kernel's directories once it is absolute and normalised: cheap, and never wrong with no. */
function mayBeSpecial(path: string): boolean {
  if (WINDOWS) return !/^(?:[a-z]:[\\/]|\\\\\.\\nul$)/i.test(path);
  if (path.charCodeAt(0) !== SLASH) return true; // relative: only the current directory tells
  const first = path.charCodeAt(1);
  return first === D || first === P || first === S || first === SLASH || first === DOT || path.includes("/..");
}

const WINDOWS = target.os === "windows";
const [SLASH, DOT, D, P, S] = [47, 46, 100, 112, 115];

/** Deno lets only `--allow-all` into the kernel's own directories, but for these. */
function isSpecial(path: string, access: Access): boolean {
  // There, everything but the drives: devices, pipes, other computers.
  if (WINDOWS) return !/^(?:\\\\\?\\)?[a-z]:(?:\\|$)/i.test(path);
  if (!/^\/(dev|proc|sys)(\/|$)/.test(path)) return false;
  if (["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"].includes(path)) return false;
  return !(access === "read" && path === "/dev/tty");
}

function notCapable(access: string, path: string, flag: string): Error {
  return new Deno.errors.NotCapable(`Requires ${access} access to "${path}", run again with the ${flag} flag`);
}
