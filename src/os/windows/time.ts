/** Windows' times count 100 ns since 1601, UTC; ours are nanoseconds since 1970. */

/** Seconds from 1601 to 1970. */
const EPOCH = 11_644_473_600;
const UNITS = 10_000_000;

interface Halves {
  low(view: DataView, at: number): number;
  high(view: DataView, at: number): number;
}

/**
 * Seconds since 1970 and a rest in nanoseconds. 64 bits do not fit in a number: 2^32 units are 429 s and 4,967,296
 * units, which leaves sums below 2^53 until the year 24,000.
 */
export function timeOf(field: Halves, view: DataView, at: number): readonly [seconds: number, rest: number] {
  const high = field.high(view, at);
  const units = high * 4_967_296 + field.low(view, at);
  const seconds = Math.floor(units / UNITS);
  return [high * 429 + seconds - EPOCH, (units - seconds * UNITS) * 100];
}

/** Nanoseconds since 1970 as Windows counts; what lies between is rounded down. */
export function toFileTime(nanoseconds: bigint): bigint {
  const units = nanoseconds / 100n - (nanoseconds % 100n < 0n ? 1n : 0n);
  return units + BigInt(EPOCH) * BigInt(UNITS);
}
