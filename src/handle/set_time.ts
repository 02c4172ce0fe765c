/** Times to set on a file. */

/** Nanoseconds in ±2^53 seconds: more are lost on the way to the system. */
const LIMIT = 2n ** 53n * 1_000_000_000n;

/** A `Date`, seconds since 1970, or nanoseconds since 1970 as a bigint, in nanoseconds. */
export function toSetTime(time: number | Date | bigint): bigint {
  const nanoseconds = toNanoseconds(time);
  if (nanoseconds > -LIMIT && nanoseconds < LIMIT) return nanoseconds;
  throw new RangeError(`a time must be within ±2^53 seconds: ${time}`);
}

function toNanoseconds(time: number | Date | bigint): bigint {
  if (typeof time === "bigint") return time;
  if (typeof time === "number") {
    if (!Number.isFinite(time)) throw new RangeError(`a time must be finite: ${time}`);
    const seconds = Math.floor(time);
    return BigInt(seconds) * 1_000_000_000n + BigInt(Math.round((time - seconds) * 1e9));
  }
  if (!(time instanceof Date)) throw new TypeError("a time must be a Date, a number of seconds or a bigint");
  const milliseconds = time.getTime();
  if (Number.isNaN(milliseconds)) throw new RangeError("a time must be a valid Date");
  return BigInt(milliseconds) * 1_000_000n;
}
