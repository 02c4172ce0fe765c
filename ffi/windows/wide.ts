/**
 * Windows' strings: UTF-16 as JavaScript has it, unit by unit. A file name may hold a surrogate without its other half,
 * which `TextDecoder` would replace.
 */

/** Units for one text: more than the 32,767 of a UNICODE_STRING, so that the system itself says `ENAMETOOLONG`. */
export const WIDE_UNITS = 32_768 + 8;

/** `String.fromCharCode` takes its units as arguments, of which the stack holds some 100,000. */
const AT_ONCE = 8192;

/** Copies `text`, NUL-terminated, to the start of `memory`, cut where that ends; returns the units written, NUL included. */
export function writeWide(text: string, memory: Uint16Array): number {
  const length = Math.min(text.length, memory.length - 1);
  for (let i = 0; i < length; i++) memory[i] = text.charCodeAt(i);
  memory[length] = 0;
  return length + 1;
}

/** The text of `length` units from `start`. */
export function readWide(memory: Uint16Array, start: number, length: number): string {
  if (length <= AT_ONCE) return String.fromCharCode(...memory.subarray(start, start + length));
  return readWide(memory, start, AT_ONCE) + readWide(memory, start + AT_ONCE, length - AT_ONCE);
}
