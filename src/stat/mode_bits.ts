/** Predicates and queries on a file's mode: of a path, of metadata or of a handle. */
import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { existingInfoOf, infoOf, type Subject } from "./subject.ts";

function* has(subject: Subject, bit: number): Program<boolean> {
  const info = yield* infoOf(subject);
  return info !== null && (info.mode & bit) !== 0;
}

function* permission(subject: Subject, shift: number): Program<number> {
  return ((yield* existingInfoOf(subject)).mode >> shift) & 0o7;
}

/** Whether its program runs as its owner (`S_ISUID`); `false` when nothing is there. */
export function isSetuid(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(has(subject, p.S_ISUID), options?.signal);
}

/** The synchronous {@link isSetuid}. */
export function isSetuidSync(subject: Subject): boolean {
  return synchronous(has(subject, p.S_ISUID));
}

/** Whether its program runs as its group, or entries inherit its group (`S_ISGID`); `false` when nothing is there. */
export function isSetgid(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(has(subject, p.S_ISGID), options?.signal);
}

/** The synchronous {@link isSetgid}. */
export function isSetgidSync(subject: Subject): boolean {
  return synchronous(has(subject, p.S_ISGID));
}

/** Whether only owners may remove its entries (`S_ISVTX`); `false` when nothing is there. */
export function isSticky(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(has(subject, p.S_ISVTX), options?.signal);
}

/** The synchronous {@link isSticky}. */
export function isStickySync(subject: Subject): boolean {
  return synchronous(has(subject, p.S_ISVTX));
}

/** What its owner may do: 4 (read) + 2 (write) + 1 (execute). Throws as `stat` does. */
export function uperm(subject: Subject, options?: CallOptions): Promise<number> {
  return asynchronous(permission(subject, 6), options?.signal);
}

/** The synchronous {@link uperm}. */
export function upermSync(subject: Subject): number {
  return synchronous(permission(subject, 6));
}

/** What its group may do: 4 (read) + 2 (write) + 1 (execute). Throws as `stat` does. */
export function gperm(subject: Subject, options?: CallOptions): Promise<number> {
  return asynchronous(permission(subject, 3), options?.signal);
}

/** The synchronous {@link gperm}. */
export function gpermSync(subject: Subject): number {
  return synchronous(permission(subject, 3));
}

/** What everybody else may do: 4 (read) + 2 (write) + 1 (execute). Throws as `stat` does. */
export function operm(subject: Subject, options?: CallOptions): Promise<number> {
  return asynchronous(permission(subject, 0), options?.signal);
}

/** The synchronous {@link operm}. */
export function opermSync(subject: Subject): number {
  return synchronous(permission(subject, 0));
}
