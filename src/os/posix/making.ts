/** What became of a file that was made in one trip. */
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { errorNumber } from "../../call/errno.ts";
import { type Call, type Chain, type Program, SKIPPED } from "../../call/program.ts";
import type { Failed, Finish } from "../copying_contract.ts";
import { at as names } from "./names.ts";
import { FSYNC, type Syncing } from "./syncing.ts";

/** What a file has met that took less than all, as far as is known. */
export const ENOSPC: number = -errorNumber("ENOSPC");
const EPERM = -errorNumber("EPERM");

/** What became of the chain's last call; made now where the filesystem does not tell where there are data. */
export function* renamed(chain: Chain, failed: Failed | undefined, naming: Call): Program<Failed | undefined> {
  let error = chain.results.at(-1)!;
  if (error === -SKIPPED) {
    if (failed !== undefined) return failed;
    const [, from, at, as] = naming.args as [number, string, number, string];
    error = yield names.renameat(at, from, at, as);
  }
  return error < 0 ? { error, syscall: "rename" } : undefined;
}

/** A failure; of a file that took less than all, with how much that was. */
interface Stopped extends Failed {
  readonly written?: number;
}

/** The first call of a chain that failed behind the opening. */
export function failureOf(chain: Chain, length: number, { name: sync }: Syncing): Stopped | undefined {
  for (let i = 1; i < chain.length; i++) {
    const result = chain.results[i]!;
    const { name } = chain.call(i).binding;
    // `lseek` says no more than the write, and a filesystem may not know it.
    if (name === "lseek" || result === -SKIPPED) continue;
    if (result < 0) return { error: result, syscall: name === sync ? FSYNC : name };
    if (name === "write" && result < length) return { error: ENOSPC, syscall: name, written: result };
  }
  return undefined;
}

/** Whether it only failed because not everyone may give files away. */
export function disowned({ error, syscall }: Failed, { owner }: Finish): boolean {
  return owner?.needed === false && syscall === "fchown" && error === EPERM;
}

/** The same without the owner, and without the bits that let others act as the owner. */
export function humbler({ mode, times, durable = false }: Finish): Finish {
  return { mode: mode === undefined ? undefined : mode & ~(p.S_ISUID | p.S_ISGID), times, durable };
}
