import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { toSetId } from "../handle/set_owner.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";
import { TreeChange } from "./tree_change.ts";
import { Account, telling, type UnfinishedOptions } from "./unfinished.ts";

/** How far `chown` goes. */
export interface ChownOptions extends UnfinishedOptions {
  /**
   * Changes everything below a directory, too: symbolic links themselves, never what they lead to. Default: false.
   */
  recursive?: boolean;
}

/** Sets the owner of what a path names, or of the symbolic link itself. */
export function* owned(
  path: string | URL,
  owner: number | null,
  group: number | null,
  follow: boolean,
  base: Base = WORKING,
  options: ChownOptions = {},
): Program<string> {
  const name = pathOf(path);
  const ids = [toSetId(owner), toSetId(group)] as const;
  const { recursive = false } = options;
  if (recursive) base.requireRead(name);
  const judged = base.requireWrite(name);
  const shown = base.shown(name);
  const one = (at: number, path: string, follow: boolean) => names.chown(at, path, ...ids, follow);
  if (!recursive) {
    yield* attempt(base.at(judged, follow ? "leads" : "itself", one), follow ? "chown" : "lchown", shown);
    return name;
  }
  const account = new Account("changed");
  const tree = new TreeChange(shown, { syscall: "fchownat", links: true, one }, account);
  const own = base.at(judged, "leads", (at, path, follow) => tree.run(at, path, follow));
  yield* telling(attempt(own, "chown", shown), account, options);
  return name;
}

/**
 * Sets the owner and the group; a symbolic link is followed.
 *
 * Linux, macOS: [`chown(2)`](https://man7.org/linux/man-pages/man2/chown.2.html); `recursive` by descriptors, as
 * `chmod`: it ends at the first failure, what was changed before stays so, and the error says how much (`done`). Windows:
 * nothing is changed: owners are no numbers there.
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
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`; with `recursive` also `read`.
 */
export function chown(
  path: string | URL,
  owner: number | null,
  group: number | null = null,
  options: ChownOptions = {},
): Promise<string> {
  return asynchronous(owned(path, owner, group, true, WORKING, options), options.signal);
}

/** The synchronous {@link chown}. */
export function chownSync(
  path: string | URL,
  owner: number | null,
  group: number | null = null,
  options: ChownOptions = {},
): string {
  return synchronous(owned(path, owner, group, true, WORKING, options));
}
