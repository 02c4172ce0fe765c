import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { toSetId } from "../handle/set_owner.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";

/** Sets the owner of what a path names, or of the symbolic link itself. */
export function* owned(
  path: string | URL,
  owner: number | null,
  group: number | null,
  follow: boolean,
  base: Base = WORKING,
): Program<string> {
  const name = pathOf(path);
  const ids = [toSetId(owner), toSetId(group)] as const;
  const own = base.at(
    base.requireWrite(name),
    follow ? "leads" : "itself",
    (at, path, follow) => names.chown(at, path, ...ids, follow),
  );
  yield* attempt(own, follow ? "chown" : "lchown", base.shown(name));
  return name;
}

/**
 * Sets the owner and the group; a symbolic link is followed.
 *
 * Linux, macOS: [`chown(2)`](https://man7.org/linux/man-pages/man2/chown.2.html). Windows: nothing is changed: owners
 * are no numbers there.
 *
 * @example
 * ```ts
 * import { chown, mktempdir } from "@reseau/files";
 * await chown(await mktempdir(), null, null); // changes nothing
 * ```
 *
 * @param owner A user's id; `null` or −1 leaves it as it is.
 * @param group A group's id; the same. Default: as it is.
 * @returns The path.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: only root may give files away.
 * @throws {RangeError} Not an id.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function chown(
  path: string | URL,
  owner: number | null,
  group: number | null = null,
  options?: CallOptions,
): Promise<string> {
  return asynchronous(owned(path, owner, group, true), options?.signal);
}

/** The synchronous {@link chown}. */
export function chownSync(path: string | URL, owner: number | null, group: number | null = null): string {
  return synchronous(owned(path, owner, group, true));
}
