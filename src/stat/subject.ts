/** What the predicates and queries are asked of: a path, metadata, or a handle. */
import type { Program } from "../call/program.ts";
import { FileInfo } from "./file_info.ts";
import { descriptorOf, fstatOf, type HasDescriptor } from "./fstat.ts";
import { infoAt } from "./stat.ts";

/** A path, a `FileInfo`, or an open handle. */
export type Subject = string | URL | FileInfo | HasDescriptor;

/** The subject's metadata; `null` when it is a path and nothing is there. */
export function* infoOf(subject: Subject, follow = true): Program<FileInfo | null> {
  if (subject instanceof FileInfo) return subject;
  if (typeof subject === "string" || subject instanceof URL) return yield* infoAt(subject, follow, "null");
  return yield* fstatOf(descriptorOf(subject));
}

/** The subject's metadata, which must be there. */
export function* existingInfoOf(subject: Subject): Program<FileInfo> {
  if (typeof subject === "string" || subject instanceof URL) {
    return (yield* infoAt(subject, true, "throws"))!;
  }
  return (yield* infoOf(subject))!;
}
