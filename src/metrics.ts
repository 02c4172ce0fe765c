import { bindings } from "./call/library.ts";
import { poolCounts, waiting } from "./call/pool.ts";
import { nowCounts } from "./call/turn.ts";

/** What one system call has done since the process began. */
export interface CallMetrics {
  /** Calls made. */
  readonly calls: number;
  /** Calls that failed. */
  readonly errors: number;
  /** Bytes moved, of calls that move some. */
  readonly bytes: number;
}

/** What this library has done since the process began. */
export interface Metrics {
  /** System calls made. */
  readonly calls: number;
  /** System calls that failed. */
  readonly errors: number;
  /** Trips to pool threads. */
  readonly hops: number;
  /** Submissions that travelled, a chain of calls as one. */
  readonly submissions: number;
  /** Submissions in a trip, on average. */
  readonly batchMean: number;
  /** Submissions in a trip, at most. */
  readonly batchLargest: number;
  /** Submissions that wait for a trip now. */
  readonly waiting: number;
  /** Asynchronous calls tried at once. */
  readonly triedNow: number;
  /** Those of them that were answered at once. */
  readonly answeredNow: number;
  /** By system call, those that were made. */
  readonly byCall: Readonly<Record<string, CallMetrics>>;
}

/**
 * What this library has done since the process began (in this worker): numbers only grow, so subtract two of them.
 *
 * @example
 * ```ts
 * import { metrics, statSync } from "@reseau/files";
 * statSync("deno.json");
 * console.log(metrics().byCall.statx?.calls);
 * ```
 */
export function metrics(): Metrics {
  const byCall: Record<string, CallMetrics> = {};
  let calls = 0;
  let errors = 0;
  for (const { name, entry, ...counts } of bindings) {
    if (counts.calls === 0) continue;
    calls += counts.calls;
    errors += counts.errors;
    const symbol = entry.symbol === undefined || entry.symbol === "syscall" ? name : entry.symbol;
    const sum = byCall[symbol] ?? { calls: 0, errors: 0, bytes: 0 };
    byCall[symbol] = {
      calls: sum.calls + counts.calls,
      errors: sum.errors + counts.errors,
      bytes: sum.bytes + counts.bytes,
    };
  }
  const { hops, submissions, largest } = poolCounts;
  return {
    calls,
    errors,
    hops,
    submissions,
    batchMean: hops === 0 ? 0 : submissions / hops,
    batchLargest: largest,
    waiting: waiting(),
    triedNow: nowCounts.tried,
    answeredNow: nowCounts.answered,
    byCall,
  };
}
