import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { all, type Outcome, type Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { FileInfo } from "./file_info.ts";
import { infoAt } from "./stat.ts";

function* statEach(paths: Iterable<string | URL>): Program<(FileInfo | Error)[]> {
  const programs = function* () {
    for (const path of paths) yield infoAt(path, true, "throws") as Program<FileInfo>;
  };
  return (yield* all(programs())).map(resultOf);
}

/** What became of a program as a value: its result, or the error itself. */
export function resultOf<T>(outcome: Outcome<T>): T | Error {
  return "value" in outcome ? outcome.value : outcome.error as Error;
}

/**
 * Metadata of many files at once; symbolic links are followed. Calls share trips to other threads, and at most some
 * thousands are under way, however many paths there are.
 *
 * @example
 * ```ts
 * import { statAll } from "@reseau/files";
 * for (const info of await statAll(["deno.json", "no/such/file"])) {
 *   console.log(info instanceof Error ? info.message : info.size);
 * }
 * ```
 *
 * @param paths The files.
 * @param options `signal` gives up.
 * @returns By position, metadata, or the error that `stat` would throw.
 */
export function statAll(paths: Iterable<string | URL>, options?: CallOptions): Promise<(FileInfo | Error)[]> {
  return asynchronous(statEach(paths), options?.signal);
}

/** The synchronous {@link statAll}. */
export function statAllSync(paths: Iterable<string | URL>): (FileInfo | Error)[] {
  return synchronous(statEach(paths));
}
