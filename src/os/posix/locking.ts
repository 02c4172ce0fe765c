/** Locking as POSIX has it. */
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { errorName } from "../../call/errno.ts";
import type { Call, Program } from "../../call/program.ts";
import type { Locking, LockKind } from "../locking_contract.ts";
import { bounded } from "./lane.ts";
import { posix } from "./libc.ts";

/** `struct flock`, whose fields each system puts elsewhere. */
interface Flock {
  readonly size: number;
  readonly l_type: Field;
  readonly l_whence: Field;
  readonly l_start: Field;
  readonly l_len: Field;
}

interface Field {
  set(view: DataView, at: number, value: number): void;
}

/** What differs between the systems. */
export interface Particulars {
  readonly c: Readonly<
    Record<`F_${"RDLCK" | "WRLCK" | "UNLCK"}`, number>
  >;
  readonly flock: Flock;
  /** `fcntl(F_OFD_SETLK)` */
  setLock(fd: number, lock: Uint8Array): Call;
  /** What is asked where the system, or a filesystem, does not know that. */
  otherwise?(fd: number, lock: Uint8Array): Call;
}

/** What those answer that do not know a command; `EIO` stands for a number that was lost (`call/alone.ts`). */
const IGNORANT: ReadonlySet<string> = new Set(["EINVAL", "ENOTTY", "EOPNOTSUPP", "EIO"]);

/** What of {@link Locking} is alike on Linux and macOS. */
export type PosixLocking = Pick<Locking, "lockRange" | "probe">;

/** Locking on a system with these particulars. */
export function posixLocking({ c, flock, setLock, otherwise }: Particulars): PosixLocking {
  const types: Readonly<Record<LockKind, number>> = { shared: c.F_RDLCK, exclusive: c.F_WRLCK, unlock: c.F_UNLCK };
  return {
    *lockRange(file, kind, offset, length): Program<number> {
      const lock = new Uint8Array(flock.size);
      const view = new DataView(lock.buffer);
      flock.l_type.set(view, 0, types[kind]);
      flock.l_whence.set(view, 0, p.SEEK_SET);
      flock.l_start.set(view, 0, offset);
      flock.l_len.set(view, 0, length);
      const result = yield bounded(file, setLock(file.fd, lock));
      if (otherwise === undefined || result >= 0 || !IGNORANT.has(errorName(result))) return result;
      return yield bounded(file, otherwise(file.fd, lock));
    },
    *probe(pid): Program<number> {
      return yield posix.kill(pid, 0);
    },
  };
}
