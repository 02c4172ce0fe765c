import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { session } from "../os/session.ts";
import { pathOf } from "../path.ts";
import { environment, requireSys } from "../permission.ts";

const ENOENT = failureOf("ENOENT");

/** A user's home directory, or that of the one who runs this process. */
export function* homeOf(user?: string): Program<string> {
  const home = yield* knownHomeOf(user);
  if (home === null) throw systemError(ENOENT, "getpwnam_r", user);
  return home;
}

/** The same; `null` when the system knows none. */
export function* knownHomeOf(user?: string): Program<string | null> {
  const name = user === undefined ? null : pathOf(user);
  requireSys("homedir");
  const home = yield* session.home(name);
  if (typeof home === "string" && home !== "") return home;
  const set = name === null ? environment(session.variables().home) : undefined;
  if (set !== undefined && set !== "") return set;
  if (typeof home === "number") throw systemError(home, name === null ? "getpwuid_r" : "getpwnam_r", user);
  return home;
}

/**
 * A user's home directory, as the system has it listed. Where the one who runs this process is not listed, as in many
 * containers, it is what the environment says, if `--allow-env` lets that be read.
 *
 * Linux, macOS: [`getpwuid_r(3)`](https://man7.org/linux/man-pages/man3/getpwnam.3.html) of the effective user, else `HOME`
 * (which shells and `node:os` ask first: it may be another's, as under `sudo`, or anything); of others `getpwnam_r(3)`.
 * Windows: `SHGetKnownFolderPath`, else `USERPROFILE`; others' directories are not known.
 *
 * @example
 * ```ts
 * import { homedir } from "@reseau/files";
 * console.log((await homedir()).startsWith("/"));
 * ```
 *
 * @param user Another user's name.
 * @throws {Deno.errors.NotFound} `ENOENT`: the system knows no such user.
 * @throws {Deno.errors.NotCapable} Without `--allow-sys=homedir`, as `node:os` has it.
 */
export function homedir(user?: string, options?: CallOptions): Promise<string> {
  return asynchronous(homeOf(user), options?.signal);
}

/** The synchronous {@link homedir}. */
export function homedirSync(user?: string): string {
  return synchronous(homeOf(user));
}
