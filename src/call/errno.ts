/** The error number of the call that this thread made last. */
import { platform } from "./platform.ts";
import { openLibrary } from "./library.ts";

// A name that stands for several numbers (on Windows) has the first of them.
const numbers = new Map<string, number>(platform.errors.map(([number, name]) => [name, number] as const).reverse());
for (const [name, number] of Object.entries(platform.errorAliases)) numbers.set(name, number);
const entries = new Map(platform.errors.map(([number, name, reason]) => [number, { name, reason }]));

/** This system's number for an error name: 0 when it has none. */
export function errorNumber(name: string): number {
  return numbers.get(name) ?? 0;
}

/** What a call returns that failed for this reason: minus its number; NaN, which equals nothing, when it has none. */
export function failureOf(name: string): number {
  return -(numbers.get(name) ?? NaN);
}

/** Error numbers have 32 bits; above them stands which of {@link meanings} a single call gives to one. */
const MEANING = 0x1_0000_0000;
const meanings: string[] = [];

/** An error number that has another name than usual because of the call that answered it. */
export function withMeaning(number: number, name: string): number {
  if (!meanings.includes(name)) meanings.push(name);
  return number + MEANING * (meanings.indexOf(name) + 1);
}

/** The POSIX name of an error number, positive or negative; `UNKNOWN` when the system's headers do not list it. */
export function errorName(number: number): string {
  const code = Math.abs(number);
  return code < MEANING ? entries.get(code)?.name ?? "UNKNOWN" : meanings[Math.floor(code / MEANING) - 1]!;
}

/** The system's own number of an error, positive. */
export function systemNumber(number: number): number {
  return Math.abs(number) % MEANING;
}

/** What went wrong, in the system's words. */
export function errorReason(number: number): string {
  return entries.get(systemNumber(number))?.reason ?? `unknown error ${systemNumber(number)}`;
}

let location: Int32Array | undefined;
let lastError: (() => number) | undefined;

/**
 * Where this thread keeps its error number: element 0. It is right when it is the next thing read after a call, and
 * perishable: an allocation in between may make calls of its own.
 */
export function errnoLocation(): Int32Array {
  if (location === undefined) {
    const { f } = openLibrary({ f: { name: platform.errorLocation!, parameters: [], result: "pointer" } });
    location = new Int32Array(Deno.UnsafePointerView.getArrayBuffer(f()!, 4));
  }
  return location;
}

/** Where the number is not a place in memory (Windows): asked for by a call, which must be the next one. */
export function askLastError(): () => number {
  return lastError ??= openLibrary({ f: { name: "GetLastError", parameters: [], result: "u32" } }).f;
}

/** Opens the library that tells error numbers: whoever must not open it hears so now. */
export function requireLibrary(): void {
  if (platform.errorLocation === undefined) askLastError();
  else errnoLocation();
}
