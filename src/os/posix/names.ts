/** Names as POSIX has them: `mkdirat(2)` and its kin. */
import { POSIX_NAMES } from "../../../ffi/posix/names.ts";
import { errorNumber } from "../../call/errno.ts";
import { bind } from "../../call/library.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { addressOf } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import { decodeName } from "../../call/text.ts";
import type { SetTime } from "../contract.ts";
import type { Names } from "../names_contract.ts";
import { posix } from "./libc.ts";
import { timespecs } from "./metadata.ts";

/** Calls. */
export const at = bind(POSIX_NAMES);

/** What differs between the systems. */
export interface Particulars {
  readonly c: Readonly<
    Record<
      | `AT_${"FDCWD" | "REMOVEDIR" | "SYMLINK_FOLLOW" | "SYMLINK_NOFOLLOW"}`
      | `O_${"CLOEXEC" | "DIRECTORY" | "NONBLOCK"}`
      | `UTIME_${"NOW" | "OMIT"}`
      | "F_SETFL"
      | "PATH_MAX",
      number
    >
  >;
  openat(at: number, path: string, flags: number, mode: number): Call;
  fcntl(fd: number, command: number, argument: number): Call;
  realpath(path: string, resolved: Uint8Array): Call;
}

/** What of {@link Names} is alike on Linux and macOS. */
export type PosixNames = Omit<Names, "rename" | "mkfifo" | "mknod" | "look" | "stat" | "filesystemAt">;

/** Symbolic links are shorter, but on filesystems that say nothing of it. Bytes. */
const USUAL_LINK = 256;

/** Names on a system with these particulars. */
export function posixNames({ c, openat, fcntl, realpath }: Particulars): PosixNames {
  const last = (follow: boolean) => follow ? 0 : c.AT_SYMLINK_NOFOLLOW;
  const marks = { now: c.UTIME_NOW, omit: c.UTIME_OMIT };
  return {
    HERE: c.AT_FDCWD,
    *open(dir, path, flags, mode) {
      flags |= c.O_CLOEXEC;
      if ((flags & (c.O_DIRECTORY | c.O_NONBLOCK)) !== 0) return yield openat(dir, path, flags, mode);
      return yield new Chain(openat(dir, path, flags | c.O_NONBLOCK, mode), [fcntl(FIRST, c.F_SETFL, flags)]);
    },
    *close(fd) {
      return yield posix.close(fd);
    },
    *mkdir(dir, path, mode) {
      return yield at.mkdirat(dir, path, mode);
    },
    *rmdir(dir, path) {
      return yield at.unlinkat(dir, path, c.AT_REMOVEDIR);
    },
    *unlink(dir, path) {
      return yield at.unlinkat(dir, path, 0);
    },
    *link(fromDir, from, toDir, to, follow) {
      return yield at.linkat(fromDir, from, toDir, to, follow ? c.AT_SYMLINK_FOLLOW : 0);
    },
    *symlink(target, dir, path) {
      return yield at.symlinkat(target, dir, path);
    },
    readlink,
    *realpath(path) {
      const resolved = room(c.PATH_MAX);
      const result = yield realpath(path, resolved);
      return result < 0 ? result : textIn(resolved);
    },
    *chmod(dir, path, mode, follow) {
      return yield at.fchmodat(dir, path, mode, last(follow));
    },
    *chown(dir, path, owner, group, follow) {
      return yield at.fchownat(dir, path, owner >>> 0, group >>> 0, last(follow));
    },
    *utime(dir, path, atime: SetTime, mtime: SetTime, follow) {
      return yield at.utimensat(dir, path, timespecs([atime, mtime], marks), last(follow));
    },
    *getcwd() {
      for (let size = c.PATH_MAX;; size *= 2) {
        const path = room(size);
        const result = yield at.getcwd(path, BigInt(size)).orNow(here);
        if (result !== ERANGE) return result < 0 ? result : textIn(path);
      }
    },
    *chdir(path) {
      return yield at.chdir(path);
    },
    *fchdir(fd) {
      return yield at.fchdir(fd).orNow(here);
    },
  };
}

const ERANGE = -errorNumber("ERANGE");

/** Asks again with more room while what came may have been cut. */
function* readlink(dir: number, path: string): Program<string | number> {
  for (let size = USUAL_LINK;; size *= 4) {
    const target = new Uint8Array(size);
    const length = yield at.readlinkat(dir, path, target, BigInt(size));
    if (length < size) return length < 0 ? length : decodeName(target, 0, length);
  }
}

/** Memory whose address has a low half other than 0: a function that returns it is known by that half to have succeeded. */
function room(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size + 1);
  return (addressOf(bytes) & 0xffff_ffffn) === 0n ? bytes.subarray(1) : bytes.subarray(0, size);
}

/** The text up to the NUL. */
function textIn(bytes: Uint8Array<ArrayBuffer>): string {
  return decodeName(bytes, 0, bytes.indexOf(0));
}

function here(call: Call): number {
  return perform(call, 0);
}
