/** Copying on Linux: `FICLONE`, `copy_file_range(2)`, `sendfile(2)`. */
import { LINUX_COPYING } from "../../../ffi/linux/copying.ts";
import { STATX } from "../../../ffi/linux/structs.ts";
import { failureOf } from "../../call/errno.ts";
import { bind } from "../../call/library.ts";
import type { Program } from "../../call/program.ts";
import { type Descriptor, UNABLE } from "../contract.ts";
import type { Copying } from "../copying_contract.ts";
import { posixCopying } from "../posix/copying.ts";
import { laneFor } from "../posix/lane.ts";
import { ANOTHER_WAY } from "./copy.ts";
import { attributesByPath } from "./copying_attributes.ts";
import { c, libc } from "./libc.ts";
import { statOf } from "./stat.ts";

const calls = bind(LINUX_COPYING);
const EBADF = failureOf("EBADF");
const FICLONE = BigInt(c.FICLONE);

/** Copying on Linux. */
export const linuxCopying: Copying = {
  ...posixCopying({
    c,
    openat: libc.openat,
    look: (fd) => libc.statx(fd, "", c.AT_EMPTY_PATH, c.STATX_BASIC_STATS, STATX),
    statOf,
    attributes: (fd) => libc.flistxattr(fd, null, 0n),
    syncing: { name: "fsync", sync: libc.fsync, otherwise },
  }),
  ...attributesByPath(calls),
  *share(from, to): Program<number> {
    return yield calls.ficlone(to.fd, FICLONE, from.fd);
  },
  *copyRangeAt(from, offset, to, toOffset, length): Program<number> {
    const call = libc.copy_file_range(from.fd, place(offset), to.fd, place(toOffset), BigInt(length), 0);
    const result = yield call.via(laneOf(from, to, length));
    return result !== EBADF && ANOTHER_WAY.has(result) ? UNABLE : result;
  },
  *sendAt(from, offset, to, length): Program<number> {
    const result = yield libc.sendfile(to.fd, from.fd, place(offset), BigInt(length)).via(laneOf(from, to, length));
    return ANOTHER_WAY.has(result) ? UNABLE : result;
  },
  *readahead({ fd }, offset, length): Program<number> {
    return yield calls.readahead(fd, BigInt(offset), BigInt(length));
  },
  *syncFs({ fd }): Program<number> {
    return yield calls.syncfs(fd);
  },
};

// deno-lint-ignore require-yield -- there is no other way: that a second call succeeds would mean nothing, fsync(2)
function* otherwise(_fd: number, result: number): Program<number> {
  return result;
}

/** An `off_t` that the call moves. */
function place(offset: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(offset)).buffer);
}

/** The way of the slower of the two. */
function laneOf(from: Descriptor, to: Descriptor, length: number) {
  const lanes = [laneFor(from, length), laneFor(to, length)];
  return (["unbounded", "remote", "slow"] as const).find((lane) => lanes.includes(lane)) ?? "batch";
}
