/** Paths that stay in a directory, by `openat2(2)` with `RESOLVE_BENEATH`: Linux 5.6 and later. */
import { OPEN_HOW } from "../../../ffi/linux/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { type Call, NOT_NOW, type Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Beneath } from "../beneath_contract.ts";
import { walkingBeneath } from "../posix/beneath.ts";
import { cachedLookups } from "./cached.ts";
import { c, libc } from "./libc.ts";

const SYS_OPENAT2 = BigInt(c.SYS_openat2);
const HOW_SIZE = BigInt(OPEN_HOW.size);
/** Magic links of `/proc` are no paths. */
const STAYING = c.RESOLVE_BENEATH | c.RESOLVE_NO_MAGICLINKS;
const DIRECTORY = c.O_PATH | c.O_DIRECTORY | c.O_CLOEXEC;
const HOW = how(STAYING);
const HOW_CACHED = how(STAYING | c.RESOLVE_CACHED);
/** How often the kernel may be unsure, because something was moved meanwhile, before it is gone one name at a time. */
const TRIES = 8;
const EAGAIN = -errorNumber("EAGAIN");
const EXDEV = -errorNumber("EXDEV");
/** What an older kernel answers, and a sandbox. */
const REFUSALS: ReadonlySet<number> = new Set([-errorNumber("ENOSYS"), -errorNumber("EPERM")]);

let usable = true;

/** Whether the kernel is asked: tests hold the other way, too. */
export function askKernel(yes: boolean): void {
  usable = yes;
}

/** Paths that stay in a directory, on Linux. */
export const linuxBeneath: Beneath = {
  *open(root, path) {
    for (let tries = 0; usable && tries < TRIES; tries++) {
      const result = yield libc.openat2(SYS_OPENAT2, root, path, HOW, HOW_SIZE).orNow(openNow);
      if (REFUSALS.has(result)) usable = false;
      else if (result !== EAGAIN) return result;
    }
    return yield* walkingBeneath.open(root, path);
  },
  // A descriptor that opened nothing: closing it asks nobody.
  *close(fd): Program<number> {
    return yield libc.close(fd).orNow((call) => perform(call, 0));
  },
};

/** From the caches, which asks no server; `EXDEV` is said for sure then, too. */
function openNow({ args: [, root, path] }: Call): number {
  if (cachedLookups() !== true) return NOT_NOW;
  const fd = perform(libc.openat2(SYS_OPENAT2, root as number, path as string, HOW_CACHED, HOW_SIZE), 0);
  return fd >= 0 || fd === EXDEV ? fd : NOT_NOW;
}

function how(resolve: number): Uint8Array {
  const how = new Uint8Array(OPEN_HOW.size);
  const view = new DataView(how.buffer);
  OPEN_HOW.flags.set(view, 0, BigInt(DIRECTORY));
  OPEN_HOW.resolve.set(view, 0, BigInt(resolve));
  return how;
}
