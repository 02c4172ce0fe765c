/** Which locks this thread holds, so that it need not block for one that only it can release. */
import type { OpenFile } from "../handle/handle_base.ts";

/** An open file that is locked. */
export interface Claim {
  readonly file: OpenFile;
  /** Which file it is. */
  readonly identity: string;
  readonly shared: boolean;
  /** Whether the file may be created again. */
  readonly create: boolean;
}

const held = new Map<Claim, WeakRef<object>>();

/** Remembers a lock for as long as somebody has its owner. */
export function rememberHeld(claim: Claim, owner: object): void {
  held.set(claim, new WeakRef(owner));
}

/** The lock is released. */
export function forgetHeld(claim: Claim): void {
  held.delete(claim);
}

/** Whether this thread itself has a lock on a file that keeps another out. */
export function holdsAgainst(identity: string, shared: boolean): boolean {
  for (const [claim, owner] of held) {
    if (owner.deref() === undefined) held.delete(claim);
    else if (claim.identity === identity && !(claim.shared && shared)) return true;
  }
  return false;
}
