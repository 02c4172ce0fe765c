/** Bytes that tell where they stand: no period below 16 MiB is a power of two. */
export function patterned(size: number, salt = 0): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + (i >> 8) * 17 + (i >> 16) * 7 + salt) & 0xff;
  return bytes;
}
