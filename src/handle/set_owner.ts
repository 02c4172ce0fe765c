/** Owners to set on a file. */

/** A user or group id for the system; `null` or −1 leaves it as it is. */
export function toSetId(id: number | null): number {
  if (id === null || id === -1) return -1;
  // The last of 32 bits' values is the kernel's own −1.
  if (!Number.isInteger(id) || id < 0 || id >= 0xffff_ffff) throw new RangeError(`not an id: ${id}`);
  return id;
}
