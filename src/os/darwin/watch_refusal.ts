/** What cannot be watched, and why. */
import { FILESYSTEMS } from "../../../ffi/darwin/filesystems.ts";
import { STATFS } from "../../../ffi/darwin/structs.ts";
import { failureOf } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Refusal } from "../watching_contract.ts";
import { c, libsystem } from "./libsystem.ts";
import { textAt } from "./text.ts";
import { limitReached } from "./watch_limits.ts";
import { vnodeCount } from "./watch_vnodes.ts";

const ABSENT = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"].map(failureOf));
const LIMITS = new Set(["EMFILE", "ENFILE", "ENOMEM"].map(failureOf));

/** Whether kqueue(2) tells of all changes at a path; the filesystem's name where it does not. */
export function* tells(path: string): Program<true | string> {
  const asked = libsystem.statfs64(path, STATFS).via("remote");
  if ((yield asked) < 0) return true; // it has gone: looking at it will say so
  const { view, at } = asked;
  const name = textAt(view, at, STATFS.f_fstypename);
  const local = (STATFS.f_flags.get(view, at) & c.MNT_LOCAL) !== 0;
  // Of what others change on a server, or a process makes up, this kernel's vnodes are not told.
  return local && name in FILESYSTEMS ? true : name;
}

/** What a failed call means for watching. */
export function refusal(result: number): Refusal {
  if (ABSENT.has(result)) return { kind: "absent" };
  if (!LIMITS.has(result)) return { kind: "unreadable" };
  return { kind: "limit", explanation: limitReached(vnodeCount()) };
}
