/** Which way through the pool a transfer takes. */
import type { Lane } from "../../../ffi/c_types.ts";
import type { Call } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor } from "../contract.ts";

/** Larger transfers do not share a trip: the others in it would wait. Bytes. */
const SHARED = 1 << 20;
/** Larger ones are not copied on the calling thread. Bytes. */
const IMMEDIATE = 256 << 10;

/** The lane for a transfer of so many bytes. */
export function laneFor({ manner }: Descriptor, bytes: number): Lane {
  if (manner === "stream" || manner === "unknown") return "unbounded";
  if (manner === "remote") return "remote";
  return bytes > SHARED ? "slow" : "batch";
}

/** Whether a read of so many bytes may be tried on the calling thread. */
export function mayReadNow({ manner }: Descriptor, bytes: number): boolean {
  return bytes <= IMMEDIATE && (manner === "memory" || manner === "disk");
}

/** A call that waits for nothing but, on another machine's filesystem, an answer: it is made at once where that is ours. */
export function bounded({ manner }: Descriptor, call: Call): Call {
  return manner === "memory" || manner === "disk" ? call.orNow(here) : call.via("remote");
}

function here(call: Call): number {
  return perform(call, 0);
}
