import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { pathOf } from "../path.ts";
import { namesOf, withoutEnd } from "../separators.ts";
import { knownHomeOf } from "./homedir.ts";

function* expanded(path: string | URL): Program<string> {
  const name = pathOf(path);
  if (!name.startsWith("~")) return name;
  const prefix = namesOf(name)[0]![0];
  const home = yield* knownHomeOf(prefix === "~" ? undefined : prefix.slice(1));
  if (home === null) return name;
  const rest = name.slice(prefix.length);
  return rest === "" ? home : withoutEnd(home) + rest;
}

/**
 * Replaces `~` at the beginning of a path by the home directory, and `~name` by that of another user, as shells do. A
 * path that begins otherwise, or with a user whom the system does not know, comes back unchanged.
 *
 * @example
 * ```ts
 * import { expanduser, homedir } from "@reseau/files";
 * console.log(await expanduser("~/.config") === `${await homedir()}/.config`); // true
 * console.log(await expanduser("a/~")); // a/~
 * ```
 *
 * @throws {Deno.errors.NotCapable} The path begins with `~`, without `--allow-sys=homedir`.
 */
export function expanduser(path: string | URL, options?: CallOptions): Promise<string> {
  return asynchronous(expanded(path), options?.signal);
}

/** The synchronous {@link expanduser}. */
export function expanduserSync(path: string | URL): string {
  return synchronous(expanded(path));
}
