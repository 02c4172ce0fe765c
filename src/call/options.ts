/** What `configure()` sets. */

/** How asynchronous operations make their calls. */
export interface Options {
  /** Trips to pool threads under way at once, 1 to 16; Deno's pool has 32 threads for everything. Default 4. */
  threads: number;
  /** Whether calls share trips, by a few bytes of machine code; without, each call travels alone. Default true. */
  batch: boolean;
  /** Whether calls that the kernel can answer without waiting are made at once. Default true. */
  tryNow: boolean;
  /** Which driver makes the calls; `"pool"` is the only one so far. */
  driver: "auto" | "pool";
  /** Whether a handle remembers where it was opened, for the message when it is never closed. Default false. */
  traceHandles: boolean;
}

/** The options in force. */
export const options: Options = { threads: 4, batch: true, tryNow: true, driver: "auto", traceHandles: false };

/**
 * Changes how asynchronous operations make their calls; what is not named stays. It holds for calls made from now on.
 *
 * @example
 * ```ts
 * import { configure } from "@reseau/files";
 * configure({ threads: 8 });
 * ```
 *
 * @param changes The options to change.
 * @returns The options now in force, as a copy.
 * @throws {RangeError} `threads` is not a whole number from 1 to 16.
 * @throws {TypeError} An unknown option, or a value of the wrong type.
 */
export function configure(changes: Partial<Options> = {}): Options {
  const { threads, driver } = changes;
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 16)) {
    throw new RangeError(`configure: threads must be a whole number from 1 to 16, not ${threads}`);
  }
  if (driver !== undefined && driver !== "auto" && driver !== "pool") {
    throw new TypeError(`configure: driver must be "auto" or "pool", not ${String(driver)}`);
  }
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in options)) throw new TypeError(`configure: there is no option ${name}`);
    const type = typeof options[name as keyof Options];
    if (value !== undefined && typeof value !== type) throw new TypeError(`configure: ${name} must be a ${type}`);
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value !== undefined) Object.assign(options, { [name]: value });
  }
  return { ...options };
}
