/** Whether this process may use a file: of a path or of a handle. `false` on any failure. */
import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { descriptorOf, type HasDescriptor } from "./fstat.ts";
import { mayAccess } from "./access.ts";
import { FileInfo } from "./file_info.ts";
import type { Subject } from "./subject.ts";

/** A handle is asked about by its path; metadata alone does not tell what the caller may do. */
function* may(subject: Subject, mode: "r" | "w" | "x"): Program<boolean> {
  if (subject instanceof FileInfo) {
    throw new TypeError("whether a file may be used is a question about a path or a handle, not about its metadata");
  }
  if (typeof subject === "string" || subject instanceof URL) return yield* mayAccess(subject, mode);
  descriptorOf(subject);
  const { path } = subject as HasDescriptor & { path?: string };
  if (path === undefined) throw new TypeError("this handle does not know its path");
  return yield* mayAccess(path, mode);
}

/** Whether this process may read it: `access` with `"r"`. */
export function isReadable(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(may(subject, "r"), options?.signal);
}

/** The synchronous {@link isReadable}. */
export function isReadableSync(subject: Subject): boolean {
  return synchronous(may(subject, "r"));
}

/** Whether this process may write it: `access` with `"w"`. */
export function isWritable(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(may(subject, "w"), options?.signal);
}

/** The synchronous {@link isWritable}. */
export function isWritableSync(subject: Subject): boolean {
  return synchronous(may(subject, "w"));
}

/** Whether this process may execute it, or search it when it is a directory: `access` with `"x"`. */
export function isExecutable(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(may(subject, "x"), options?.signal);
}

/** The synchronous {@link isExecutable}. */
export function isExecutableSync(subject: Subject): boolean {
  return synchronous(may(subject, "x"));
}
