/** Where encoded text can be cut, so that each part is decoded for itself. Source: the WHATWG Encoding Standard. */

/** How many bytes from the start end with a whole character, so that decoding can begin anew behind them; perhaps none. */
export type CleanCut = (bytes: Uint8Array) => number;

/** Encodings of more than one byte whose second and later bytes are 0x30 and above. */
const FROM_0X30 = new Set(["gbk", "gb18030", "big5", "euc-jp", "euc-kr", "shift_jis"]);

/** How text in an encoding is cut, by the name that `TextDecoder.encoding` has for it. */
export function cleanCutOf(encoding: string): CleanCut {
  if (encoding === "utf-8") return cutUtf8;
  if (encoding === "utf-16le") return (bytes) => cutUtf16(bytes, 1);
  if (encoding === "utf-16be") return (bytes) => cutUtf16(bytes, 0);
  if (encoding === "iso-2022-jp") return cutEscaped;
  return FROM_0X30.has(encoding) ? cutBelow0x30 : (bytes) => bytes.length;
}

/** Before a sequence that more bytes could complete. */
function cutUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Before half a unit, and before the first unit of a pair; `high` is where a unit has its upper byte. */
function cutUtf16(bytes: Uint8Array, high: 0 | 1): number {
  const even = bytes.length & ~1;
  return even >= 2 && (bytes[even - 2 + high]! & 0xfc) === 0xd8 ? even - 2 : even;
}

/** Behind the last byte that is a character of its own wherever it stands. */
function cutBelow0x30(bytes: Uint8Array): number {
  return bytes.findLastIndex((byte) => byte < 0x30) + 1;
}

/** Where ISO-2022-JP is in ASCII: escape sequences switch, and `ESC ( B` comes back. */
function cutEscaped(bytes: Uint8Array): number {
  const ESC = 0x1b;
  let clean = 0;
  let ascii = true;
  for (let at = bytes.indexOf(ESC); at >= 0; at = bytes.indexOf(ESC, at + 1)) {
    if (ascii) clean = at;
    ascii = bytes[at + 1] === 0x28 && bytes[at + 2] === 0x42;
  }
  return ascii ? bytes.length : clean;
}
