/** Every file and directory that is watched takes a descriptor: how many watching may take, and who else needs some. */
import { DARWIN_WATCHING } from "../../../ffi/darwin/watching.ts";
import { RLIMIT } from "../../../ffi/darwin/structs.ts";
import { bind } from "../../call/library.ts";
import { perform } from "../../call/synchronous.ts";
import { c } from "./libsystem.ts";
import { vnodeCount } from "./watch_vnodes.ts";

const calls = bind(DARWIN_WATCHING);
/** More is not asked for: `kern.maxfilesperproc` is below it on any Mac. */
const MOST = 1 << 20;
/** Descriptors left to the rest of the program, or a quarter of all where that is less. */
const RESERVE = 1024;

/** The limit that was the highest to be had. */
let highest = 0;
/** Descriptors that are about to be opened, and those that others had when the last one was. */
let planned = 0;
let others = 0;
/** The limit as it was known last. */
let known = 0;

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
export function raise(): number {
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

/**
 * Plans to open so many descriptors, unless that would leave others too few; then nothing is planned. Descriptors are
 * planned before they are opened, so that of directories that are looked at all at once some are watched whole.
 */
export function plan(count: number): boolean {
  const wanted = vnodeCount() + planned + count;
  if (!fits(wanted, known)) known = limits().soft;
  if (!fits(wanted, known)) known = raise();
  if (!fits(wanted, known)) return false;
  planned += count;
  return true;
}

function fits(count: number, limit: number): boolean {
  return others + count <= limit - Math.min(RESERVE, limit >> 2);
}

/** A planned descriptor has been opened, or was not. They are numbered from the lowest that is free: so many there are. */
export function opened(fd: number): void {
  planned--;
  if (fd >= 0) others = Math.max(0, fd - vnodeCount() - planned);
}

/** The limit in words for whoever has to raise it; `used` is how many descriptors watching has. */
export function limitReached(used: number): string {
  const { soft, hard } = limits();
  return `this process may have ${soft} files open, of which watching has ${used} and leaves the rest to others: kqueue ` +
    `needs one for each file; raise it (ulimit -n, whose hard limit is ${hard >= BigInt(MOST) ? "none" : hard}, and ` +
    `sysctl kern.maxfilesperproc)`;
}
