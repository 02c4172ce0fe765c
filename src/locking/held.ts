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

/** Whose it is: unknown of one that has just been taken. */
const held = new Map<Claim, WeakRef<object> | undefined>();

/** Remembers a lock that has just been taken. */
export function rememberHeld(claim: Claim): void {
  held.set(claim, undefined);
}

/** From now on a lock is remembered for as long as somebody has its owner. */
export function holdFor(claim: Claim, owner: object): void {
  held.set(claim, new WeakRef(owner));
}

/** The lock is released. */
export function forgetHeld(claim: Claim): void {
  held.delete(claim);
}

/** Whether this thread itself has a lock on a file that keeps another out. */
export function holdsAgainst(identity: string, shared: boolean): boolean {
  for (const [claim, owner] of held) {
    if (owner !== undefined && owner.deref() === undefined) held.delete(claim);
    else if (claim.identity === identity && !(claim.shared && shared)) return true;
  }
  return false;
}
