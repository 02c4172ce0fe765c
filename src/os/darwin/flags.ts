/** File flags: `chflags(2)`. */
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { libsystem } from "./libsystem.ts";

/** `chflags`, `lchflags`, and `fchflags` of an open file. */
export function* chflags(subject: string | Descriptor, flags: number, follow: boolean): Program<number> {
  if (typeof subject !== "string") return yield libsystem.fchflags(subject.fd, flags);
  return yield follow ? libsystem.chflags(subject, flags) : libsystem.lchflags(subject, flags);
}
