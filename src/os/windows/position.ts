/** Position, length and durability of an open file. The position is ours alone: overlapped handles have none. */
import { FILE_END_OF_FILE_INFO as END_OF_FILE, FILE_STANDARD_INFO as STANDARD } from "../../../ffi/windows/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { type Call, FIRST, type Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor } from "../contract.ts";
import { c, kernel32 } from "./kernel32.ts";
import { AT_END, stateOf } from "./open_files.ts";
import { reopened } from "./reopened.ts";

const [ESPIPE, EINVAL] = ["ESPIPE", "EINVAL"].map((name) => -errorNumber(name)) as [number, number];

/** Asks for a file's size; it is in the cache of every file system. */
export function sizeOf(fd: number): Call {
  return kernel32.GetFileInformationByHandleEx(fd, c.FileStandardInfo, STANDARD, STANDARD.size).orNow(here);
}

/** What {@link sizeOf} brought. */
export function sizeIn({ view, at }: Call): number {
  return STANDARD.EndOfFile.get(view, at);
}

function here(call: Call): number {
  return perform(call, 0);
}

/** Moves the position. */
export function* seek({ fd }: Descriptor, offset: number, whence: 0 | 1 | 2): Program<number> {
  const state = stateOf(fd);
  if (state.manner === "stream") return ESPIPE;
  let start = whence === 0 ? 0 : state.position;
  if (whence === 2 || start === AT_END) {
    const ask = sizeOf(fd);
    const result = yield ask;
    if (result < 0) return result;
    start = sizeIn(ask);
  }
  if (start + offset < 0 || !Number.isSafeInteger(start + offset)) return EINVAL;
  return state.position = start + offset;
}

/** Sets the end of the file; the position stays. */
export function* truncate({ fd }: Descriptor, length: number): Program<number> {
  const end = new Uint8Array(END_OF_FILE.size);
  END_OF_FILE.EndOfFile.set(new DataView(end.buffer), 0, length);
  return Math.min(0, yield kernel32.SetFileInformationByHandle(fd, c.FileEndOfFileInfo, end, end.byteLength));
}

/** `FlushFileBuffers`, which needs a handle that may write: another one, when this one may not. */
export function* sync({ fd }: Descriptor): Program<number> {
  if (stateOf(fd).writes) return Math.min(0, yield kernel32.FlushFileBuffers(fd));
  return yield* reopened(fd, c.GENERIC_WRITE, [kernel32.FlushFileBuffers(FIRST)], "slow");
}
