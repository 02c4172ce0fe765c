/** How to hold a pidfile, as callers say it and as the programs take it. */
import type { CallOptions } from "../call/call_options.ts";
import { type Deadline, toDeadline } from "../call/deadline.ts";
import { toMode } from "../integer.ts";

/** How to make a pidfile. Times are milliseconds. */
export interface PidLockOptions extends CallOptions {
  /** The process that it is for. Default: this one. */
  pid?: number;
  /** Permission bits, before the umask takes some. Default: 0o444. */
  mode?: number;
  /** The longest time between two looks while somebody else holds it and nothing is told. Default: 10,000. */
  pollInterval?: number;
  /** How old a file that nobody has touched must be to count as left behind; 0: never by its age. Default: 0. */
  staleAge?: number;
  /** How often to touch the file while it is held; 0: never. Default: half of `staleAge`. */
  refresh?: number;
  /** Whether to wait while somebody else holds it; else `EEXIST` says so. Default: true. */
  wait?: boolean;
  /** How long to wait, after which it rejects with a `DOMException` named `TimeoutError`. Default: for ever. */
  timeout?: number;
  /**
   * Told, once, when the file is found to be somebody else's or gone. That is looked for with each refresh. The process
   * goes on.
   */
  onCompromised?: (error: Error) => void;
}

/** The same, complete and checked. */
export interface PidPlan {
  readonly pid: number;
  readonly mode: number;
  readonly pollInterval: number;
  readonly staleAge: number;
  readonly refresh: number;
  readonly wait: boolean;
  readonly deadline: Deadline;
  readonly onCompromised: ((error: Error) => void) | undefined;
}

const MODE = 0o444;
const POLL_INTERVAL = 10_000;

/** Checks what was asked for. */
export function pidPlan(options: PidLockOptions, operation: string): PidPlan {
  const { pid = Deno.pid, mode = MODE, pollInterval = POLL_INTERVAL, staleAge = 0, wait = true } = options;
  const { refresh = staleAge / 2, onCompromised, timeout } = options;
  if (!Number.isInteger(pid) || pid < 1 || pid > 0x7fff_ffff) {
    throw new RangeError(`${operation}: pid must be the number of a process: ${pid}`);
  }
  for (const [name, value] of Object.entries({ pollInterval, staleAge, refresh })) {
    if (typeof value !== "number" || !(value >= 0) || value === Infinity) {
      throw new RangeError(`${operation}: ${name} must be milliseconds, 0 or more: ${value}`);
    }
  }
  const deadline = toDeadline(timeout, operation);
  return {
    pid,
    mode: toMode(mode),
    pollInterval: Math.max(pollInterval, 1),
    staleAge,
    refresh,
    wait,
    deadline,
    onCompromised,
  };
}
