/**
 * Looking a path up without waiting: `openat2` with `RESOLVE_CACHED` answers from the directory cache or `EAGAIN`.
 * Network filesystems are asked whether their cached names still hold, which that flag turns into `EAGAIN`, too, so an
 * error number from it is an answer wherever the path leads.
 */
import { OPEN_HOW } from "../../../ffi/linux/structs.ts";
import { errorName, errorNumber } from "../../call/errno.ts";
import { NOT_NOW } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import { c, libc } from "./libc.ts";
import { rootResidence } from "./residence.ts";

const HOW_SIZE = BigInt(OPEN_HOW.size);
/** Errors that say something about the path, and not about this way of asking. */
const ANSWERS = new Set(["ENOENT", "ENOTDIR", "EACCES", "ELOOP", "ENAMETOOLONG"].map((name) => -errorNumber(name)));
const EAGAIN = -errorNumber("EAGAIN");

const EXDEV = -errorNumber("EXDEV");
const SLASH = 47;

/** How paths are resolved, with the `struct open_how` for every set of flags that was asked for. */
interface Resolution {
  readonly resolve: number;
  readonly hows: Map<number, Uint8Array>;
}

const anywhere: Resolution = { resolve: c.RESOLVE_CACHED, hows: new Map() };
const onRoot: Resolution = { resolve: c.RESOLVE_CACHED | c.RESOLVE_NO_XDEV, hows: new Map() };
/** Paths in a row that left the root's mount, and tries to leave out for them. */
let strays = 0;
let pause = 0;
let usable: true | string | undefined;

/** Opens `path`, relative to the directory `at`, when that needs no waiting: a descriptor, minus an error number, or `NOT_NOW`. */
export function openCached(path: string, flags: number, at: number = c.AT_FDCWD): number {
  if (cachedLookups() !== true) return NOT_NOW;
  const fd = open(path, flags, anywhere, at);
  return fd >= 0 || ANSWERS.has(fd) ? fd : NOT_NOW;
}

/**
 * Opens an absolute `path` when that needs no waiting and it lies on the mount of `/` (`RESOLVE_NO_XDEV`), whose kind is
 * known: then no server can be asked, and nobody needs to look before. A descriptor, minus an error number, or `NOT_NOW`.
 */
export function openOnRoot(path: string, flags: number): number {
  if (path.charCodeAt(0) !== SLASH || cachedLookups() !== true) return NOT_NOW;
  const residence = rootResidence();
  if (residence !== "disk" && residence !== "memory") return NOT_NOW;
  if (pause > 0) {
    pause--;
    return NOT_NOW;
  }
  const fd = open(path, flags, onRoot);
  if (fd !== EXDEV) {
    strays = 0;
    return fd >= 0 || ANSWERS.has(fd) ? fd : NOT_NOW;
  }
  // It lies elsewhere. The more such paths come in a row, the rarer the next try.
  strays = Math.min(strays + 1, 8);
  pause = (1 << strays) - 1;
  return NOT_NOW;
}

/** Whether the kernel has `openat2` with `RESOLVE_CACHED` (5.12) and lets us call it, or why not. */
export function cachedLookups(): true | string {
  if (usable === undefined) {
    const fd = open("/", c.O_PATH | c.O_CLOEXEC);
    if (fd >= 0) perform(libc.close(fd), 0);
    usable = fd >= 0 || fd === EAGAIN ? true : `openat2: ${errorName(fd)}`;
  }
  return usable;
}

function open(path: string, flags: number, kind = anywhere, at: number = c.AT_FDCWD): number {
  let how = kind.hows.get(flags);
  if (how === undefined) {
    how = new Uint8Array(OPEN_HOW.size);
    const view = new DataView(how.buffer);
    OPEN_HOW.flags.set(view, 0, BigInt(flags));
    OPEN_HOW.resolve.set(view, 0, BigInt(kind.resolve));
    kind.hows.set(flags, how);
  }
  return perform(libc.openat2(SYS_OPENAT2, at, path, how, HOW_SIZE), 0);
}

const SYS_OPENAT2 = BigInt(c.SYS_openat2);
