/**
 * The checksum of gzip and PNG, four bytes at a time ("slicing": Kounavis and Berry, "Novel Table Lookup-Based Algorithms for
 * High-Performance CRC Generation", 2008). Node's, in `node:zlib`, takes longer to be loaded than this takes for 10 MB.
 */

/** The polynomial, its bits reversed. */
const POLYNOMIAL = 0xedb8_8320;

/** What becomes of a byte, of one that is followed by one more, two, and three: 256 numbers each. */
const TABLE = new Int32Array(4 * 256);
for (let i = 0; i < 256; i++) {
  let sum = i;
  for (let bit = 0; bit < 8; bit++) sum = (sum & 1) !== 0 ? POLYNOMIAL ^ (sum >>> 1) : sum >>> 1;
  TABLE[i] = sum;
}
for (let i = 256; i < TABLE.length; i++) TABLE[i] = TABLE[TABLE[i - 256]! & 0xff]! ^ (TABLE[i - 256]! >>> 8);

/** CRC-32 of bytes, from 0 to 2^32 − 1. */
export function crc32(bytes: Uint8Array): number {
  const { length } = bytes;
  let sum = -1;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    sum ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    sum = TABLE[768 + (sum & 0xff)]! ^ TABLE[512 + ((sum >>> 8) & 0xff)]! ^ TABLE[256 + ((sum >>> 16) & 0xff)]! ^
      TABLE[sum >>> 24]!;
  }
  for (; i < length; i++) sum = TABLE[(sum ^ bytes[i]!) & 0xff]! ^ (sum >>> 8);
  return ~sum >>> 0;
}
