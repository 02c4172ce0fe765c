/** Space of an open file: `FileAllocationInfo`, and holes by the file system's controls. */
import {
  FILE_ALLOCATION_INFO as ALLOCATION,
  FILE_STANDARD_INFO as STANDARD,
  FILE_ZERO_DATA_INFORMATION as ZERO,
} from "../../../ffi/windows/structs.ts";
import { KERNEL32 } from "../../../ffi/windows/calls.ts";
import { errorNumber } from "../../call/errno.ts";
import { meant } from "../../call/failure.ts";
import { type Call, FIRST, type Program } from "../../call/program.ts";
import type { AllocateMode, Descriptor } from "../contract.ts";
import { c, kernel32 } from "./kernel32.ts";
import { stateOf } from "./open_files.ts";
import { sizeOf, truncate } from "./position.ts";
import { reopened } from "./reopened.ts";

const EOPNOTSUPP = -errorNumber("EOPNOTSUPP");
/** What Windows says of a handle that may only read: another handle might do it. */
const REFUSED = -meant(KERNEL32.DeviceIoControl, errorNumber("EACCES"));

/** Reserves space up to the end of a range, or makes the range zeros; blocks cannot be taken out or put in. */
export function* allocate(file: Descriptor, offset: number, length: number, mode: AllocateMode): Program<number> {
  if (mode === "collapse" || mode === "insert") return EOPNOTSUPP;
  if (!stateOf(file.fd).writes) return REFUSED;
  const end = offset + length;
  const ask = sizeOf(file.fd);
  const asked = yield ask;
  if (asked < 0) return asked;
  const size = STANDARD.EndOfFile.get(ask.view, ask.at);
  // A smaller number would cut the file.
  if (end > Math.max(size, STANDARD.AllocationSize.get(ask.view, ask.at))) {
    const space = new Uint8Array(ALLOCATION.size);
    ALLOCATION.AllocationSize.set(new DataView(space.buffer), 0, end);
    const result = yield kernel32.SetFileInformationByHandle(file.fd, c.FileAllocationInfo, space, space.byteLength);
    if (result < 0) return result;
  }
  if (mode === "zero") {
    const result = yield* reopened(file.fd, c.GENERIC_WRITE, [zero(offset, end)], "slow");
    if (result < 0) return result;
  }
  return mode === "keepSize" || size >= end ? 0 : yield* truncate(file, end);
}

/** Gives a range back to the disk; the file becomes a sparse one. */
export function* punchHole({ fd }: Descriptor, offset: number, length: number): Program<number> {
  if (!stateOf(fd).writes) return REFUSED;
  return yield* reopened(
    fd,
    c.GENERIC_WRITE,
    [control(c.FSCTL_SET_SPARSE, null), zero(offset, offset + length)],
    "slow",
  );
}

function zero(offset: number, end: number): Call {
  const range = new Uint8Array(ZERO.size);
  const view = new DataView(range.buffer);
  ZERO.FileOffset.set(view, 0, offset);
  ZERO.BeyondFinalZero.set(view, 0, end);
  return control(c.FSCTL_SET_ZERO_DATA, range);
}

function control(code: number, input: Uint8Array | null): Call {
  return kernel32.DeviceIoControl(FIRST, code, input, input?.byteLength ?? 0, null, 0, { size: 4 }, null);
}

/** Windows is told how a file will be used when it is opened (`O.SEQUENTIAL`, `O.RANDOM`); later it takes no advice. */
// deno-lint-ignore require-yield -- there is nothing to ask
export function* advise(): Program<number> {
  return 0;
}
