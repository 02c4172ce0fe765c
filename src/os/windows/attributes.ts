/** What Windows keeps of POSIX's modes, owners and times. */
import { FILE_BASIC_INFO as BASIC } from "../../../ffi/windows/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { FIRST, type Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor, SetTime } from "../contract.ts";
import { c, kernel32, ntdll } from "./kernel32.ts";
import { isKnown, stateOf } from "./open_files.ts";
import { reopened } from "./reopened.ts";
import { toFileTime } from "./time.ts";

const S_IWUSR = 0o200;
const EINVAL = -errorNumber("EINVAL");

/** Sets or clears the read-only attribute: of a mode only whether the owner may write has a meaning. */
export function* chmod({ fd }: Descriptor, mode: number): Program<number> {
  const ask = kernel32.GetFileInformationByHandleEx(fd, c.FileBasicInfo, BASIC, BASIC.size);
  const result = yield ask;
  if (result < 0) return result;
  const before = BASIC.FileAttributes.get(ask.view, ask.at);
  const attributes = (mode & S_IWUSR) === 0 ? before | c.FILE_ATTRIBUTE_READONLY : before & ~c.FILE_ATTRIBUTE_READONLY;
  if (attributes === before) return 0;
  // No attribute at all would leave them as they are.
  return yield* setBasic(fd, (view) => BASIC.FileAttributes.set(view, 0, attributes || c.FILE_ATTRIBUTE_NORMAL));
}

/** Owners are no numbers on Windows: nothing is changed, as by Node. */
// deno-lint-ignore require-yield -- there is nothing to ask
export function* chown(): Program<number> {
  return 0;
}

/** Sets times, to 100 ns. */
export function* utime({ fd }: Descriptor, atime: SetTime, mtime: SetTime): Program<number> {
  const times = fileTimes(atime, mtime);
  if (typeof times === "number") return times;
  return yield* setBasic(fd, (view) => {
    BASIC.LastAccessTime.set(view, 0, times[0]);
    BASIC.LastWriteTime.set(view, 0, times[1]);
  });
}

/** Times as Windows sets them; or minus an error number. */
export function fileTimes(atime: SetTime, mtime: SetTime): readonly [bigint, bigint] | number {
  const now = atime === "now" || mtime === "now" ? systemTime() : OMIT;
  const times = [toUnits(atime, now), toUnits(mtime, now)] as const;
  return times.some((units) => units < 0n || units > MOST) ? EINVAL : times;
}

/** Larger ones are negative to Windows. */
const MOST = 0x7fff_ffff_ffff_ffffn;
/** Leaves a time as it is. */
const OMIT = 0n;

function toUnits(time: SetTime, now: bigint): bigint {
  if (time === "omit") return OMIT;
  if (time === "now") return now;
  const units = toFileTime(time);
  return units === OMIT ? -1n : units; // the first moment of 1601 cannot be set
}

/** The clock that stamps files. */
function systemTime(): bigint {
  const call = ntdll.NtQuerySystemTime({ size: 8 });
  perform(call, 0);
  return call.view.getBigUint64(call.at, true);
}

/**
 * A file that was opened to be read may have its attributes changed, as on POSIX systems: by another handle. One that may
 * be written needs none.
 */
function* setBasic(fd: number, fill: (view: DataView) => void): Program<number> {
  const basic = new Uint8Array(BASIC.size);
  fill(new DataView(basic.buffer));
  const setting = (handle: number) =>
    kernel32.SetFileInformationByHandle(handle, c.FileBasicInfo, basic, basic.byteLength);
  if (isKnown(fd) && stateOf(fd).writes && (yield setting(fd)) > 0) return 0;
  const set = setting(FIRST);
  return yield* reopened(fd, c.FILE_WRITE_ATTRIBUTES, [set]);
}
