/** Numbers from callers, checked before any system call. */

/** A size or an offset: a whole number from 0, as a number or a bigint. */
export function toSize(value: number | bigint, name: string): number {
  const number = toOffset(value, name);
  if (number < 0) throw new RangeError(`${name} must not be negative: ${value}`);
  return number;
}

/** A whole number, as a number or a bigint, exact. */
export function toOffset(value: number | bigint, name: string): number {
  if (typeof value !== "number" && typeof value !== "bigint") {
    throw new TypeError(`${name} must be a number or a bigint, not ${typeof value}`);
  }
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${name} must be a whole number within ±2^53: ${value}`);
  return number;
}

/** Permission and file type bits. */
export function toMode(mode: number): number {
  if (!Number.isInteger(mode) || mode < 0 || mode > 0o177777) {
    throw new RangeError(`mode must be a whole number from 0 to 0o177777: ${mode}`);
  }
  return mode & 0o7777;
}
