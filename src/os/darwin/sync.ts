/**
 * Waiting for the disk. `fsync(2)` of Darwin hands the data to the drive, which may keep it in a cache that a power cut
 * empties; `F_FULLFSYNC` empties that cache, and `F_BARRIERFSYNC` keeps what follows from overtaking it (fcntl(2)).
 */
import { errorName, errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { c, libsystem } from "./libsystem.ts";

const REFUSALS: ReadonlySet<string> = new Set(["EOPNOTSUPP", "ENOTTY", "EINVAL", "ENOSYS"]);
const EIO = -errorNumber("EIO");

/** Whether it is what a filesystem answers to a command that it does not know. */
export function refused(result: number): boolean {
  return result < 0 && REFUSALS.has(errorName(result));
}

/** `F_FULLFSYNC` */
export function sync(file: Descriptor): Program<number> {
  return flush(file, c.F_FULLFSYNC);
}

/** `F_BARRIERFSYNC` */
export function syncData(file: Descriptor): Program<number> {
  return flush(file, c.F_BARRIERFSYNC);
}

/** The command, or `fsync` where the filesystem refuses it. */
function* flush({ fd }: Descriptor, command: number): Program<number> {
  const result = yield libsystem.fcntlSync(fd, command);
  return result < 0 ? yield* syncOtherwise(fd, command, result) : result;
}

/** What such a command's failure comes to: `fsync`, when it is a refusal. No other may be followed by a call that succeeds. */
export function* syncOtherwise(fd: number, command: number, result: number): Program<number> {
  if (result === EIO) {
    // Without executable memory that may be a refusal whose number was lost: only a refusal is the same again.
    const again = yield libsystem.fcntl(fd, command, 0).via("slow");
    if (refused(again)) result = again;
  }
  return refused(result) ? yield libsystem.fsync(fd) : result;
}
