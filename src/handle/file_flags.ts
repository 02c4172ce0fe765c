/** macOS's file flags: `chflags(2)`. */
import { DARWIN_CONSTANTS } from "../../ffi/darwin/constants.ts";
import type { Program } from "../call/program.ts";
import type { Descriptor } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { requireWrite } from "../permission.ts";
import { fail } from "./change_programs.ts";
import type { OpenFile } from "./handle_base.ts";

/** Flags that a file's owner may set. */
export type UserFlag = "NODUMP" | "IMMUTABLE" | "APPEND" | "OPAQUE" | "COMPRESSED" | "TRACKED" | "DATAVAULT" | "HIDDEN";
/** Flags that only root may set, or the system itself. */
export type SystemFlag = "ARCHIVED" | "IMMUTABLE" | "APPEND" | "RESTRICTED" | "NOUNLINK" | "FIRMLINK" | "DATALESS";

function flags<F extends string>(prefix: string): Readonly<Record<F, number>> {
  return Object.freeze(Object.fromEntries(
    Object.entries(DARWIN_CONSTANTS).filter(([name]) => name.startsWith(prefix))
      .map(([name, bit]) => [name.slice(prefix.length), os.chflags === undefined ? 0 : bit]),
  ) as Record<F, number>);
}

/** `UF_*` by name, of macOS: `UF.HIDDEN`; elsewhere each is 0. */
export const UF: Readonly<Record<UserFlag, number>> = flags("UF_");
/** `SF_*` by name, of macOS: `SF.ARCHIVED`; elsewhere each is 0. */
export const SF: Readonly<Record<SystemFlag, number>> = flags("SF_");

/** Sets flags, where the system has them. */
export function setFlags(subject: string | Descriptor, flags: number, follow = true): Program<number> {
  if (os.chflags === undefined) throw new Deno.errors.NotSupported(`chflags: ${os.name} has no file flags`);
  return os.chflags(subject, flags, follow);
}

/** Flags from a caller. */
export function toFlags(flags: number): number {
  if (!Number.isInteger(flags) || flags < 0 || flags > 0xffff_ffff) {
    throw new RangeError(`flags must be a whole number from 0 to 0xffffffff: ${flags}`);
  }
  return flags;
}

/** `fchflags` */
export function* flagged(file: OpenFile, flags: number): Program<void> {
  const bits = toFlags(flags);
  requireWrite(file.path);
  const result = yield* setFlags(file, bits);
  if (result < 0) yield* fail(result, "fchflags", file);
}
