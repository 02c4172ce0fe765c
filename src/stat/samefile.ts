import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { FileInfo } from "./file_info.ts";
import { infoOf, type Subject } from "./subject.ts";

function* same(a: Subject, b: Subject): Program<boolean> {
  const [one, other] = (yield* all([infoOf(a), infoOf(b)])).map(valueOf) as [FileInfo | null, FileInfo | null];
  return one !== null && other !== null && one.device === other.device && one.inode === other.inode;
}

/**
 * Whether two paths, handles or metadata are of the same file: the same inode on the same device, compared exactly;
 * symbolic links are followed. `false` when one of them does not exist.
 *
 * @example
 * ```ts
 * import { samefile } from "@reseau/files";
 * console.log(await samefile("deno.json", "./deno.json")); // true
 * ```
 */
export function samefile(a: Subject, b: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(same(a, b), options?.signal);
}

/** The synchronous {@link samefile}. */
export function samefileSync(a: Subject, b: Subject): boolean {
  return synchronous(same(a, b));
}
