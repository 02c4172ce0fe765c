/** Other processes: whether they are there, and since when. */
import { withMeaning } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import { c, kernel32 } from "./kernel32.ts";

/** As `OpenProcess` says it: `ERROR_INVALID_PARAMETER`. */
const ESRCH = -withMeaning(87, "ESRCH");
/** `FILETIME` */
const TIME = { size: 8 };

/**
 * Asks something of a running process; minus the error number when there is none. These calls wait for nothing. One that
 * has ended keeps its number while somebody has a handle to it.
 */
function asked<T>(pid: number, ask: (process: number) => T): T | number {
  const process = perform(kernel32.OpenProcess(c.PROCESS_QUERY_LIMITED_INFORMATION, 0, pid), 0);
  if (process <= 0) return process;
  try {
    // Numbers are multiples of four, and others are rounded down.
    if (perform(kernel32.GetProcessId(process), 0) !== pid) return ESRCH;
    const exit = kernel32.GetExitCodeProcess(process, { size: 4 });
    const told = perform(exit, 0) > 0;
    return told && exit.view.getUint32(exit.at, true) !== c.STATUS_PENDING ? ESRCH : ask(process);
  } finally {
    perform(kernel32.CloseHandle(process), 0);
  }
}

/** Whether there is a process: 0, `ESRCH`, or why it cannot be told. */
// deno-lint-ignore require-yield -- it does not wait
export function* probe(pid: number): Program<number> {
  return asked(pid, () => 0);
}

/** When a process was created, in units of 100 ns since 1601: unlike Linux's, no boot changes what that means. */
// deno-lint-ignore require-yield -- it does not wait
export function* startOf(pid: number): Program<string> {
  const start = asked(pid, (process) => {
    const times = kernel32.GetProcessTimes(process, TIME, TIME, TIME, TIME);
    return perform(times, 0) > 0 ? `${times.view.getBigUint64(times.at, true)}` : "";
  });
  return typeof start === "string" ? start : "";
}
