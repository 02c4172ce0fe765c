/** The checksum of gzip and PNG. Node's, in `node:zlib`, takes longer to be loaded than this takes for 10 MB. */

/** The polynomial, its bits reversed. */
const POLYNOMIAL = 0xedb8_8320;

const TABLE = Int32Array.from({ length: 256 }, (_, i) => {
  for (let bit = 0; bit < 8; bit++) i = (i & 1) !== 0 ? POLYNOMIAL ^ (i >>> 1) : i >>> 1;
  return i;
});

/** CRC-32 of bytes, from 0 to 2^32 − 1. */
export function crc32(bytes: Uint8Array): number {
  let sum = -1;
  for (let i = 0; i < bytes.length; i++) sum = TABLE[(sum ^ bytes[i]!) & 0xff]! ^ (sum >>> 8);
  return ~sum >>> 0;
}
