/** One value of a file's metadata: of a path, of metadata or of a handle. They throw as `stat` does. */
import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { FileInfo } from "./file_info.ts";
import { existingInfoOf, type Subject } from "./subject.ts";

function* query<T>(subject: Subject, value: (info: FileInfo) => T): Program<T> {
  return value(yield* existingInfoOf(subject));
}

/** Its size in bytes. */
export function filesize(subject: Subject, options?: CallOptions): Promise<number> {
  return asynchronous(query(subject, (info) => info.size), options?.signal);
}

/** The synchronous {@link filesize}. */
export function filesizeSync(subject: Subject): number {
  return synchronous(query(subject, (info) => info.size));
}

/** Its type and permission bits. */
export function filemode(subject: Subject, options?: CallOptions): Promise<number> {
  return asynchronous(query(subject, (info) => info.mode), options?.signal);
}

/** The synchronous {@link filemode}. */
export function filemodeSync(subject: Subject): number {
  return synchronous(query(subject, (info) => info.mode));
}

/** When its content changed last. */
export function mtime(subject: Subject, options?: CallOptions): Promise<Date> {
  return asynchronous(query(subject, (info) => info.mtime), options?.signal);
}

/** The synchronous {@link mtime}. */
export function mtimeSync(subject: Subject): Date {
  return synchronous(query(subject, (info) => info.mtime));
}

/** When its metadata changed last. */
export function ctime(subject: Subject, options?: CallOptions): Promise<Date> {
  return asynchronous(query(subject, (info) => info.ctime), options?.signal);
}

/** The synchronous {@link ctime}. */
export function ctimeSync(subject: Subject): Date {
  return synchronous(query(subject, (info) => info.ctime));
}
