import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { requireWrite } from "../permission.ts";
import { isDirectory } from "./directory.ts";
import { parentFor, randomName, registered, type TempNameOptions } from "./temporary.ts";

/** How `tempname` chooses. */
export interface TempnameOptions extends TempNameOptions, CallOptions {
  /** Names to try before it gives up. Default: 100. */
  maxTries?: number;
}

const EEXIST = failureOf("EEXIST");

function* named(parent: string | URL | undefined, options: TempnameOptions): Program<string> {
  const { maxTries = 100, cleanup = true } = options;
  if (!Number.isInteger(maxTries) || maxTries < 1) throw new RangeError(`maxTries must be at least 1: ${maxTries}`);
  const directory = yield* parentFor(parent);
  const judged = requireWrite(directory === "" ? "." : directory);
  if (!(yield* isDirectory(judged))) throw new TypeError(`tempname: not a directory: '${directory}'`);
  for (let path = "", tries = 1;; tries++) {
    path = randomName(directory, options);
    const there = (yield names.stat(names.HERE, requireWrite(path), false)) >= 0;
    if (there && tries === maxTries) throw systemError(EEXIST, "tempname", path);
    if (there) continue;
    if (cleanup) yield* registered(path);
    return path;
  }
}

/**
 * A path in a directory for temporary files where nothing is yet. Somebody else may take it before it is used: prefer
 * `mktemp` and `mktempdir`, which create what they name.
 *
 * @example
 * ```ts
 * import { isPath, tempname } from "@reseau/files";
 * console.log(await isPath(await tempname())); // false
 * ```
 *
 * @param parent Where. Default: `tempdir()`.
 * @param options `prefix`, `suffix`; `cleanup` (default: true) removes what is there when the process ends.
 * @throws {TypeError} `parent` is not a directory.
 * @throws {Deno.errors.AlreadyExists} Every name that was tried is taken.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `parent`.
 */
export function tempname(parent?: string | URL, options: TempnameOptions = {}): Promise<string> {
  return asynchronous(named(parent, options), options.signal);
}

/** The synchronous {@link tempname}. */
export function tempnameSync(parent?: string | URL, options: TempnameOptions = {}): string {
  return synchronous(named(parent, options));
}
