/** How a call says that it failed: by a negative result and `errno`, or in one of Windows' three ways. */
import type { CallEntry } from "../../ffi/c_types.ts";
import { withMeaning } from "./errno.ts";

/** An error number as this call means it. */
export function meant({ errors }: CallEntry, number: number): number {
  const name = errors?.[number];
  return name === undefined ? number : withMeaning(number, name);
}

/** JavaScript that turns the raw result `r` into ours, given the text that asks for the error number. */
export function conversion({ fails }: CallEntry, number: string): string {
  switch (fails) {
    case "zero":
      return `if (r === 0) r = -${number};`;
    case "invalidHandle":
      return `if (r === -1) r = -${number};`;
    case "ntstatus":
      return "if (r < 0) r = -(r >>> 0);";
    default:
      return `if (r < 0) r = -${number};`;
  }
}

/** The same for a raw result with its error number beside it. */
export function converted(entry: CallEntry, result: number, error: number): number {
  switch (entry.fails) {
    case "zero":
      return result === 0 ? -meant(entry, error) : entry.result.native === "u32" ? result >>> 0 : result;
    case "invalidHandle":
      return result === -1 ? -meant(entry, error) : result;
    case "ntstatus":
      return result < 0 ? -(result >>> 0) : result;
    default:
      return result < 0 ? -error : result;
  }
}

/** Whether the calls of a chain behind one with this result are skipped: the machine code sees only that it is negative. */
export function ends({ fails }: CallEntry, result: number): boolean {
  return result < 0 && fails !== "zero";
}
