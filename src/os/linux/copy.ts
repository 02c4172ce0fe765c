/** Copying between two files within the kernel: `copy_file_range(2)`, else `sendfile(2)`. */
import { errorNumber } from "../../call/errno.ts";
import type { Call, Program } from "../../call/program.ts";
import { type Descriptor, UNABLE } from "../contract.ts";
import { libc } from "./libc.ts";

/** Errors that mean: not between these two files, or not on this kernel. Real ones come back from `read` and `write`. */
export const ANOTHER_WAY: ReadonlySet<number> = new Set(
  ["EXDEV", "ENOSYS", "EOPNOTSUPP", "EINVAL", "EBADF", "EPERM", "ETXTBSY", "ESPIPE", "EISDIR", "EOVERFLOW", "EIO"]
    .map((name) => -errorNumber(name)),
);

/** Copies up to `length` bytes from `offset` of one file to the position of another, which moves. */
export function* copyRange(from: Descriptor, offset: number, to: Descriptor, length: number): Program<number> {
  const ways: ((offset: Uint8Array) => Call)[] = [
    (at) => libc.copy_file_range(from.fd, at, to.fd, null, BigInt(length), 0),
    (at) => libc.sendfile(to.fd, from.fd, at, BigInt(length)),
  ];
  // A full FIFO keeps its writer waiting.
  const bounded = [from, to].every(({ manner }) => manner === "memory" || manner === "disk");
  for (const way of ways) {
    const call = way(new Uint8Array(BigInt64Array.of(BigInt(offset)).buffer));
    const result = yield bounded ? call : call.via("unbounded");
    if (!ANOTHER_WAY.has(result)) return result;
  }
  return UNABLE;
}
