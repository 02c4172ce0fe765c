/** The end of the process, for what is to be removed then. */
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { listing } from "../os/listing.ts";
import { names } from "../os/names.ts";
import { session } from "../os/session.ts";
import { atEnd } from "./last_things.ts";

/** What is left to the end. */
export interface Estate {
  /** Absolute paths. */
  paths(): Iterable<string>;
  /** Removes them all, now. */
  remove(): void;
}

let armed = false;

/**
 * Sees to it that `estate` is removed when the process ends. By itself and by `Deno.exit` it ends with `unload`; after an
 * uncaught error only libc is left to do something. Whether an error is uncaught is not known before the last listener
 * has not prevented it, so libc is told of what there is, and does it if the process really ends.
 */
export function arm(estate: Estate): void {
  if (armed) return;
  armed = true;
  atEnd((uncaught) => {
    if (!uncaught) return estate.remove();
    for (const path of estate.paths()) synchronous(bequeathed(path));
  });
}

/** Whether this is a worker: one that is terminated or closes itself hears of no end, and only libc is left again. */
export const IN_WORKER: boolean = "DedicatedWorkerGlobalScope" in globalThis;

/** What libc has been told of: an error may be handled after all, and be followed by more. */
const told = new Set<string>();

/** A directory before what is in it: libc begins at the end. */
function* bequeathed(path: string): Program<void> {
  if (!told.has(path)) session.removeAtExit(path);
  told.add(path);
  const begun = yield* listing.list(names.HERE, path, { follow: false, stat: false, self: false });
  if (typeof begun === "number") return; // a file, or nothing to be seen
  for (const { name } of begun.entries) yield* bequeathed(`${path}/${name}`);
}
