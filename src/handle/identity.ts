/** Which file it is, whatever its name. */
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { take } from "../call/synchronous.ts";
import type { Descriptor, RawStat } from "../os/contract.ts";
import { os } from "../os/os.ts";

/** The file behind metadata, among all that are there. */
export function identity({ dev, inodeUpper = 0n, inodeHigh, inodeLow }: RawStat): string {
  return `${dev} ${inodeUpper} ${inodeHigh} ${inodeLow}`;
}

/** Which file is open: at once where that cannot wait, so that those who wait for it stand in the order of their calls. */
export function* identityOf(file: Descriptor & { readonly path: string }): Program<string> {
  const step = os.fstat(file);
  const result = isNear(file) ? take(step) : yield step;
  if (result < 0) throw systemError(result, "fstat", file.path);
  return identity(os.statOf(step));
}

/**
 * Which file a path stands for; empty when there is none. `opened` was found by it just now: where that is near, so is the
 * answer.
 */
export function* identityAt(path: string, follow = true, opened?: Descriptor): Program<string> {
  const step = os.stat(path, follow);
  const result = opened !== undefined && isNear(opened) ? take(step) : yield step;
  return result < 0 ? "" : identity(os.statOf(step));
}

/** Whether the kernel asks nobody else about it. */
export function isNear({ manner }: Descriptor): boolean {
  return manner === "memory" || manner === "disk";
}
