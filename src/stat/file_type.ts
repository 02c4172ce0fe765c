/** Predicates on a file's type: of a path, of metadata or of a handle. `false` when nothing is there. */
import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { FileInfo } from "./file_info.ts";
import { infoOf, type Subject } from "./subject.ts";

function* ask(subject: Subject, follow: boolean, question: (info: FileInfo) => boolean): Program<boolean> {
  const info = yield* infoOf(subject, follow);
  return info !== null && question(info);
}

/**
 * Whether something is at `path`; a symbolic link is followed, so a dangling one is nothing.
 *
 * @example
 * ```ts
 * import { isDir, isFile, isPath } from "@reseau/files";
 * console.log(await isPath("deno.json"), await isFile("deno.json"), await isDir("deno.json")); // true true false
 * ```
 *
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it cannot be told. So do the other predicates.
 */
export function isPath(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(ask(subject, true, () => true), options?.signal);
}

/** The synchronous {@link isPath}. */
export function isPathSync(subject: Subject): boolean {
  return synchronous(ask(subject, true, () => true));
}

/** Whether it is a regular file. */
export function isFile(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(ask(subject, true, (info) => info.isFile), options?.signal);
}

/** The synchronous {@link isFile}. */
export function isFileSync(subject: Subject): boolean {
  return synchronous(ask(subject, true, (info) => info.isFile));
}

/** Whether it is a directory. */
export function isDir(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(ask(subject, true, (info) => info.isDirectory), options?.signal);
}

/** The synchronous {@link isDir}. */
export function isDirSync(subject: Subject): boolean {
  return synchronous(ask(subject, true, (info) => info.isDirectory));
}

/** Whether it is a symbolic link; of a path, the link itself is asked about. */
export function isLink(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(ask(subject, false, (info) => info.isSymlink), options?.signal);
}

/** The synchronous {@link isLink}. */
export function isLinkSync(subject: Subject): boolean {
  return synchronous(ask(subject, false, (info) => info.isSymlink));
}

/** Whether it is a FIFO. */
export function isFifo(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(ask(subject, true, (info) => info.isFifo), options?.signal);
}

/** The synchronous {@link isFifo}. */
export function isFifoSync(subject: Subject): boolean {
  return synchronous(ask(subject, true, (info) => info.isFifo));
}

/** Whether it is a socket. */
export function isSocket(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(ask(subject, true, (info) => info.isSocket), options?.signal);
}

/** The synchronous {@link isSocket}. */
export function isSocketSync(subject: Subject): boolean {
  return synchronous(ask(subject, true, (info) => info.isSocket));
}

/** Whether it is a block device. */
export function isBlockDev(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(ask(subject, true, (info) => info.isBlockDevice), options?.signal);
}

/** The synchronous {@link isBlockDev}. */
export function isBlockDevSync(subject: Subject): boolean {
  return synchronous(ask(subject, true, (info) => info.isBlockDevice));
}

/** Whether it is a character device. */
export function isCharDev(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(ask(subject, true, (info) => info.isCharDevice), options?.signal);
}

/** The synchronous {@link isCharDev}. */
export function isCharDevSync(subject: Subject): boolean {
  return synchronous(ask(subject, true, (info) => info.isCharDevice));
}
