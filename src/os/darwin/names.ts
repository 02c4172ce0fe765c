/** Names on macOS. */
import { DARWIN_NAMES } from "../../../ffi/darwin/names.ts";
import { STAT } from "../../../ffi/darwin/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { addressOfSymbol, bind } from "../../call/library.ts";
import type { Call } from "../../call/program.ts";
import type { Names, RenameMode } from "../names_contract.ts";
import { at, posixNames } from "../posix/names.ts";
import { diskstat } from "./filesystem.ts";
import { c, libsystem } from "./libsystem.ts";
import { stat, statOf } from "./stat.ts";

const calls = bind(DARWIN_NAMES);
const ENOSYS = -errorNumber("ENOSYS");
const FLAGS: Readonly<Record<RenameMode, number>> = { replace: 0, noReplace: c.RENAME_EXCL, exchange: c.RENAME_SWAP };

/** Whether this libSystem has it: macOS 13 and later. */
function has(symbol: "mkfifoat" | "mknodat"): boolean {
  return addressOfSymbol(symbol) !== 0n;
}

/** `stat` and `lstat` below an open directory, or the working directory. */
export function statAt(dir: number, path: string, follow: boolean): Call {
  if (dir === c.AT_FDCWD) return stat(path, follow);
  return calls.fstatat64(dir, path, STAT, follow ? 0 : c.AT_SYMLINK_NOFOLLOW);
}

/** Names on macOS. */
export const darwinNames: Names = {
  ...posixNames({ c, openat: libsystem.openat, fcntl: libsystem.fcntl, realpath: calls.realpath }),
  *rename(fromDir, from, toDir, to, mode) {
    if (mode === "replace") return yield at.renameat(fromDir, from, toDir, to);
    return yield calls.renameatx_np(fromDir, from, toDir, to, FLAGS[mode]);
  },
  *mkfifo(dir, path, mode) {
    if (dir === c.AT_FDCWD) return yield calls.mkfifo(path, mode);
    return has("mkfifoat") ? yield calls.mkfifoat(dir, path, mode) : ENOSYS;
  },
  *mknod(dir, path, mode, device) {
    if (dir === c.AT_FDCWD) return yield calls.mknod(path, mode, device | 0);
    return has("mknodat") ? yield calls.mknodat(dir, path, mode, device | 0) : ENOSYS;
  },
  *look(dir, path, follow) {
    const step = statAt(dir, path, follow);
    const result = yield step;
    return result < 0 ? result : statOf(step);
  },
  stat: statAt,
  *filesystemAt(path) {
    const disk = yield* diskstat(path);
    return typeof disk === "number" ? "an unknown filesystem" : disk.type;
  },
};
