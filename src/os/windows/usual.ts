/** Errors by their usual numbers, which programs compare with: Windows has several for most names. */
import { errorName, errorNumber } from "../../call/errno.ts";

/** A result, by the usual number of its error when it is one. */
export function usual<T>(result: T | number): T | number {
  if (typeof result !== "number" || result >= 0) return result;
  return -errorNumber(errorName(result)) || result;
}
