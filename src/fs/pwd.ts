import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";

function* here(): Program<string> {
  const result = yield* names.getcwd();
  if (typeof result === "number") throw systemError(result, "getcwd");
  return result;
}

/**
 * The working directory, as an absolute path without symbolic links.
 *
 * Linux, macOS: [`getcwd(3)`](https://man7.org/linux/man-pages/man3/getcwd.3.html), however long it is. Windows:
 * `GetCurrentDirectoryW`.
 *
 * @example
 * ```ts
 * import { pwd } from "@reseau/files";
 * console.log(await pwd() === Deno.cwd()); // true
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: the directory has been removed.
 */
export function pwd(options?: CallOptions): Promise<string> {
  return asynchronous(here(), options?.signal);
}

/** The synchronous {@link pwd}. */
export function pwdSync(): string {
  return synchronous(here());
}
