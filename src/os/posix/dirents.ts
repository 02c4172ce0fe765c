/** Entries as `struct dirent` has them, one behind the other. */
import type { Call } from "../../call/program.ts";
import { SPACE } from "../../call/scratch.ts";
import { decodeName } from "../../call/text.ts";
import type { RawEntry } from "../listing_contract.ts";

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
  let end = start;
  while (bytes[end] !== 0) end++;
  return decodeName(bytes, start, end);
}

/** Adds the entries in the `length` bytes that a call left, without "." and "..". */
export function addDirents(dirent: Dirent, call: Call, length: number, into: RawEntry[]): void {
  const { view } = call;
  const bytes = memoryOf(call);
  for (let at = call.at, end = at + length; at < end; at += dirent.d_reclen.get(view, at)) {
    const start = at + dirent.d_name.offset;
    if (isDots(bytes, start)) continue;
    into.push({
      name: nameAt(bytes, start),
      type: dirent.d_type.get(view, at),
      inodeLow: dirent.d_ino.low(view, at),
      inodeHigh: dirent.d_ino.high(view, at),
      stat: undefined,
    });
  }
}

function isDots(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === DOT && (bytes[at + 1] === 0 || (bytes[at + 1] === DOT && bytes[at + 2] === 0));
}
