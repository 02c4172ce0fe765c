/** What the kernel says of this boot and of processes: sysctl(3). These calls wait for nothing. */
import { DARWIN_LOCKING } from "../../../ffi/darwin/locking.ts";
import { i32, struct, u32, u53 } from "../../../ffi/struct.ts";
import { bind } from "../../call/library.ts";
import type { Call, Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import { decodeName } from "../../call/text.ts";

const calls = bind(DARWIN_LOCKING);
/** `CTL_KERN`, `KERN_PROC`, `KERN_PROC_PID`: `<sys/sysctl.h>`. */
const PROCESS = [1, 14, 1] as const;
/** The beginning of `struct kinfo_proc`, `<sys/sysctl.h>`: its `kp_proc` is `struct extern_proc`, `<sys/proc.h>`. */
const KINFO_PROC = struct(648, {
  p_starttime_sec: u53(0),
  p_starttime_usec: u32(8),
  p_pid: i32(40),
});

/** Bytes that a call has put into `out`, whose length it takes and leaves in the eight bytes before it. */
function asked(size: number, ask: (out: Uint8Array, length: Uint8Array) => Call): Uint8Array<ArrayBuffer> | undefined {
  const out = new Uint8Array(size);
  const length = new Uint8Array(8);
  const view = new DataView(length.buffer);
  view.setBigUint64(0, BigInt(size), true);
  if (perform(ask(out, length), 0) < 0) return undefined;
  return out.subarray(0, Number(view.getBigUint64(0, true)));
}

/** `kern.bootsessionuuid`: random, new with each boot. `kern.boottime` would change when the clock is set. */
// deno-lint-ignore require-yield -- it does not wait
export function* bootId(): Program<string> {
  const text = asked(64, (out, length) => calls.sysctlbyname("kern.bootsessionuuid", out, length, null, 0));
  return text === undefined ? "" : decodeName(text, 0, text.length).replace(/\0.*$/s, "");
}

/** When a process started, in microseconds since 1970: the clock of that moment, which stays as it was. */
// deno-lint-ignore require-yield -- it does not wait
export function* startOf(pid: number): Program<string> {
  const name = new Uint8Array(Int32Array.of(...PROCESS, pid).buffer);
  const found = asked(KINFO_PROC.size, (out, length) => calls.sysctl(name, PROCESS.length + 1, out, length, null, 0));
  // Of a process that is not there, nothing is put out, and that is no error.
  if (found === undefined || found.length < KINFO_PROC.size) return "";
  const view = new DataView(found.buffer);
  if (KINFO_PROC.p_pid.get(view, 0) !== pid) return "";
  return `${KINFO_PROC.p_starttime_sec.get(view, 0) * 1_000_000 + KINFO_PROC.p_starttime_usec.get(view, 0)}`;
}
