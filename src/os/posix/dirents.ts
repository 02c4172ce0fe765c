/** Entries as `struct dirent` has them, one behind the other. */
import type { Call } from "../../call/program.ts";
import { SPACE } from "../../call/scratch.ts";
import { decodeName } from "../../call/text.ts";
import type { RawEntry } from "../listing_contract.ts";
import type { TakeEntry } from "../watching_contract.ts";

/** The fields that every system's has. */
interface Dirent {
  readonly d_ino: { low(view: DataView, at: number): number; high(view: DataView, at: number): number };
  readonly d_reclen: { get(view: DataView, at: number): number };
  readonly d_type: { get(view: DataView, at: number): number };
  readonly d_name: { readonly offset: number };
}

const DOT = 46;
/** The memory that was last read: directories of one trip share it, and a view costs 0.1 µs. */
let memory: Uint8Array = SPACE;

/** The bytes that a call's output lies in. */
export function memoryOf({ view }: Call): Uint8Array {
  if (view.buffer !== memory.buffer) memory = new Uint8Array(view.buffer);
  return memory;
}

/** The NUL-terminated name at `start`. */
export function nameAt(bytes: Uint8Array, start: number): string {
  return decodeName(bytes, start, endOf(bytes, start));
}

function endOf(bytes: Uint8Array, start: number): number {
  let end = start;
  while (bytes[end] !== 0) end++;
  return end;
}

/** Adds the entries in the `length` bytes that a call left, without "." and "..". */
export function addDirents(dirent: Dirent, call: Call, length: number, into: RawEntry[]): void {
  eachDirent(dirent, call.view, memoryOf(call), call.at, length, (type, inodeLow, inodeHigh, bytes, start, end) => {
    into.push({ name: decodeName(bytes, start, end), type, inodeLow, inodeHigh, stat: undefined });
  });
}

/** Tells of the entries in `length` bytes from `from`. */
export function eachDirent(
  dirent: Dirent,
  view: DataView,
  bytes: Uint8Array,
  from: number,
  length: number,
  take: TakeEntry,
): void {
  for (let at = from, end = at + length; at < end; at += dirent.d_reclen.get(view, at)) {
    const start = at + dirent.d_name.offset;
    if (isDots(bytes, start)) continue;
    const { d_type, d_ino } = dirent;
    take(d_type.get(view, at), d_ino.low(view, at), d_ino.high(view, at), bytes, start, endOf(bytes, start));
  }
}

function isDots(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === DOT && (bytes[at + 1] === 0 || (bytes[at + 1] === DOT && bytes[at + 2] === 0));
}
