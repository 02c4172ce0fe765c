/**
 * Names as the system has them: bytes, usually UTF-8, but nothing makes them so. A byte that is not part of valid UTF-8
 * stands in a string as a lone surrogate from U+DC80 to U+DCFF and becomes that byte again where a string is given to the
 * system, as in Python (PEP 383, "surrogateescape"): what was listed can be opened, renamed and removed.
 */
import { Buffer } from "node:buffer";

/** The surrogate that stands for byte 0x80 is this plus 0x80. */
const ESCAPE = 0xdc00;
// A byte order mark is part of a name.
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
/** It takes 0.05 µs for a usual name, `TextDecoder` 0.25, and what it makes is compared and sorted fastest. */
const { toString } = Buffer.prototype;
const encoder = new TextEncoder();

/** The name in `bytes` from `start` to `end`; no call may be made meanwhile that changes them. */
export function decodeName(bytes: Uint8Array, start = 0, end = bytes.length): string {
  return decodeAscii(bytes, start, end) ?? decodeUtf8(bytes.slice(start, end));
}

function decodeAscii(bytes: Uint8Array, start: number, end: number): string | undefined {
  let any = 0;
  for (let i = start; i < end; i++) any |= bytes[i]!;
  return any > 127 ? undefined : toString.call(bytes, "latin1", start, end);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

/** Valid sequences as they are, every other byte on its own. */
function decodeEscaping(bytes: Uint8Array): string {
  let name = "";
  for (let i = 0; i < bytes.length;) {
    const length = sequenceAt(bytes, i);
    name += length === 0
      ? String.fromCharCode(bytes[i]! < 0x80 ? bytes[i]! : ESCAPE + bytes[i]!)
      : lenient.decode(bytes.subarray(i, i + length));
    i += length || 1;
  }
  return name;
}

/** The length of the valid sequence of several bytes at `i`, 0 when there is none: table 3-7 of the Unicode Standard. */
function sequenceAt(bytes: Uint8Array, i: number): number {
  const first = bytes[i]!;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0 || i + length > bytes.length) return 0;
  const second = bytes[i + 1]!;
  // No overlong forms, no surrogates, nothing above U+10FFFF.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < least || second > most) return 0;
  for (let k = 2; k < length; k++) if ((bytes[i + k]! & 0xc0) !== 0x80) return 0;
  return length;
}

/** A name's bytes. A surrogate that stands for no byte becomes U+FFFD: {@link isName} tells before. */
export function encodeName(name: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(name.length * 3);
  return bytes.subarray(0, encodeNameInto(name, bytes));
}

/** Writes a name's bytes to the start of `memory`, as many as there is room for; returns how many. */
export function encodeNameInto(name: string, memory: Uint8Array): number {
  const { read, written } = encoder.encodeInto(name, memory);
  // Only ASCII takes as many bytes; strings of Latin-1 know at once that they are well formed.
  const ascii = read === written && read === name.length;
  return ascii || name.isWellFormed() ? written : encodeEscaped(name, memory);
}

function encodeEscaped(name: string, memory: Uint8Array): number {
  let length = 0;
  for (const character of name) {
    const code = character.codePointAt(0)!;
    if (!isEscape(code)) {
      const { read, written } = encoder.encodeInto(character, memory.subarray(length));
      if (read === 0) break;
      length += written;
    } else if (length < memory.length) memory[length++] = code - ESCAPE;
  }
  return length;
}

/** Whether a string stands for bytes: whether every lone surrogate in it stands for one. */
export function isName(name: string): boolean {
  if (name.isWellFormed()) return true;
  for (const character of name) {
    const code = character.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff && !isEscape(code)) return false;
  }
  return true;
}

function isEscape(code: number): boolean {
  return code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff;
}
