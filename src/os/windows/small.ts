/** A small file read whole in one trip: open, read, look where it ends, close. */
import { FILE_STANDARD_INFO as STANDARD } from "../../../ffi/windows/structs.ts";
import { Chain, FIRST } from "../../call/program.ts";
import { rounded } from "../../call/space.ts";
import type { Begun, SmallFile } from "../contract.ts";
import { createFile } from "./open.ts";
import { c, kernel32 } from "./kernel32.ts";
import { mayBeDevice, widePath } from "./wide_path.ts";

/** What counts as small, in bytes: 64 such files share an arena. */
const POOLED = { size: 32 << 10 };
/** What is read on this thread: the driver's memory holds no more. */
const HERE = { size: 128 << 10 };
const COUNT = { size: 4 };
const CLOSE = kernel32.CloseHandle(FIRST);

function behind(room: { readonly size: number }) {
  return [
    kernel32.ReadFile(FIRST, room, room.size, COUNT, null),
    kernel32.GetFileInformationByHandleEx(FIRST, c.FileStandardInfo, STANDARD, STANDARD.size),
    CLOSE,
  ];
}

const BEHIND = behind(POOLED);

/** Reads a small file whole. A device or a pipe is only opened: what is read from it would be lost. */
export function readSmall(path: string, size = 0): Chain {
  const name = widePath(path);
  if (mayBeDevice(name)) {
    return new Chain(createFile(name, c.GENERIC_READ, c.OPEN_EXISTING, c.FILE_FLAG_OVERLAPPED), []);
  }
  const open = createFile(name, c.GENERIC_READ, c.OPEN_EXISTING, c.FILE_FLAG_BACKUP_SEMANTICS);
  return new Chain(open, size <= POOLED.size ? BEHIND : behind({ size: Math.min(size, HERE.size) }));
}

/** What a chain brought that succeeded: a number is the room that the file needs to be read in one trip. */
export function smallOf(chain: Chain): SmallFile | Begun | number | null {
  if (chain.length === 1) return null;
  const [, read, asked] = chain.results as [number, number, number];
  const [content, look] = [chain.call(1), chain.call(2)];
  if (read < 0 || asked < 0) return null;
  const { view, at } = content;
  const room = content.args[1] as { readonly size: number };
  const length = view.getUint32(at + rounded(room), true);
  const end = STANDARD.EndOfFile.get(look.view, look.at);
  if (end === length) return new Uint8Array(view.buffer as ArrayBuffer, at, length).slice();
  return end > length && end < HERE.size ? end + 1 : null;
}
