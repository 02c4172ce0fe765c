/** Every file and directory that is watched takes a descriptor: how many watching may take, and who else needs some. */
import { DARWIN_WATCHING } from "../../../ffi/darwin/watching.ts";
import { RLIMIT } from "../../../ffi/darwin/structs.ts";
import { bind } from "../../call/library.ts";
import { perform } from "../../call/synchronous.ts";
import { c } from "./libsystem.ts";

const calls = bind(DARWIN_WATCHING);
/** More is not asked for: `kern.maxfilesperproc` is below it on any Mac. */
const MOST = 1 << 20;
/** Descriptors left to the rest of the program, or a quarter of all where that is less. */
const RESERVE = 1024;

/** Above this number, a new descriptor would be one of those that are left to others. */
let ceiling = 0;
/** The limit that was the highest to be had. */
let highest = 0;

/** `RLIMIT_NOFILE`: the limit that holds, and how far it may be raised. */
function limits(): { readonly soft: number; readonly hard: bigint } {
  const call = calls.getrlimit(c.RLIMIT_NOFILE, RLIMIT);
  if (perform(call, 0) < 0) return { soft: 0, hard: 0n };
  const [soft, hard] = [RLIMIT.rlim_cur.get(call.view, call.at), RLIMIT.rlim_max.get(call.view, call.at)];
  return { soft: Number(soft < BigInt(MOST) ? soft : MOST), hard };
}

function allow(soft: number, hard: bigint): boolean {
  const bytes = new Uint8Array(RLIMIT.size);
  const view = new DataView(bytes.buffer);
  RLIMIT.rlim_cur.set(view, 0, BigInt(soft));
  RLIMIT.rlim_max.set(view, 0, hard);
  return perform(calls.setrlimit(c.RLIMIT_NOFILE, bytes), 0) >= 0;
}

/** Raises the limit as far as the kernel does; returns it. `kern.maxfilesperproc` bounds it besides the hard limit. */
function raised(): number {
  const { soft, hard } = limits();
  if (soft === highest) return soft;
  let least = soft;
  let most = hard < BigInt(MOST) ? Number(hard) : MOST;
  if (most > least && allow(most, hard)) least = most;
  while (most - least > 1) {
    const between = (least + most) >> 1;
    if (allow(between, hard)) least = between;
    else most = between;
  }
  return highest = limits().soft;
}

/** Raises the limit as far as it goes; whether it was lower. */
export function raise(): boolean {
  const { soft } = limits();
  return raised() > soft;
}

/** Whether a new descriptor of this number leaves others enough. Descriptors are numbered from the lowest that is free. */
export function affordable(fd: number): boolean {
  if (fd < ceiling) return true;
  const all = raised();
  ceiling = all - Math.min(RESERVE, all >> 2);
  return fd < ceiling;
}

/** The limit in words for whoever has to raise it; `used` is how many descriptors watching has. */
export function limitReached(used: number): string {
  const { soft, hard } = limits();
  return `this process may have ${soft} files open, of which watching has ${used} and leaves the rest to others: kqueue ` +
    `needs one for each file; raise it (ulimit -n, whose hard limit is ${hard >= BigInt(MOST) ? "none" : hard}, and ` +
    `sysctl kern.maxfilesperproc)`;
}
