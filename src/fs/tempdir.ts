import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { session } from "../os/session.ts";
import { environment } from "../permission.ts";
import { isDirectory } from "./directory.ts";

/** The directory for temporary files; it is said when there is none. */
export function* temporaryPlace(): Program<string> {
  const set = session.variables().temporary.map(environment).find((path) => path !== undefined && path !== "");
  const path = (set ?? (yield* session.temporary())).replace(/(?<=[^/])\/+$/, "");
  if (!(yield* isDirectory(path))) console.warn(`@reseau/files: the directory for temporary files is none: '${path}'`);
  return path;
}

/**
 * The directory for temporary files: the first of `TMPDIR`, `TMP`, `TEMP` and `TEMPDIR` that is set and that
 * `--allow-env` lets be read, else `/tmp`. It warns when that is no directory.
 *
 * @example
 * ```ts
 * import { isDir, tempdir } from "@reseau/files";
 * console.log(await isDir(await tempdir())); // true
 * ```
 *
 * @returns The path, without a separator at the end.
 */
export function tempdir(options?: CallOptions): Promise<string> {
  return asynchronous(temporaryPlace(), options?.signal);
}

/** The synchronous {@link tempdir}. */
export function tempdirSync(): string {
  return synchronous(temporaryPlace());
}
