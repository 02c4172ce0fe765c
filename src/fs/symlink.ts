import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import type { LinkKind } from "../os/names_contract.ts";
import { pathOf } from "../path.ts";
import { requireLinking } from "../permission.ts";
import { type Base, WORKING } from "./base.ts";
import { fail } from "./attempt.ts";

/** `Deno.SymlinkOptions`. */
export interface SymlinkOptions extends CallOptions {
  /** What the link will lead to; only Windows must know. Default there: what is found, or else `"file"`. */
  type?: LinkKind;
}

const KINDS: readonly LinkKind[] = ["file", "dir", "junction"];

/** Makes a symbolic link below `base`. */
export function* linked(
  target: string | URL,
  path: string | URL,
  { type }: SymlinkOptions,
  base: Base = WORKING,
): Program<void> {
  const [text, name] = [pathOf(target), pathOf(path)];
  if (type !== undefined && !KINDS.includes(type)) {
    throw new TypeError(`symlink: type must be one of ${KINDS.join(", ")}: ${type}`);
  }
  requireLinking("symlink");
  const link = base.at(name, "itself", (at, path) => names.symlink(text, at, path, type));
  const result = yield* link;
  if (result < 0 && names.linkAdvice !== undefined && errorName(result) === "EPERM") {
    throw systemError(result, "symlink", text, base.shown(name), names.linkAdvice);
  }
  if (result < 0) yield* fail(result, "symlink", text, base.shown(name));
}

/**
 * Creates a symbolic link at `path`, with `target` as its text. A relative target counts from the directory that the
 * link is in, and need not exist.
 *
 * Linux, macOS: [`symlink(2)`](https://man7.org/linux/man-pages/man2/symlink.2.html). Windows: `CreateSymbolicLinkW`,
 * which only administrators may call, and everybody in developer mode; or a junction (`FSCTL_SET_REPARSE_POINT`), which
 * leads to a directory by its whole path.
 *
 * @example
 * ```ts
 * import { mktempdir, readlink, symlink } from "@reseau/files";
 * const dir = await mktempdir();
 * await symlink("releases/2", `${dir}/current`);
 * console.log(await readlink(`${dir}/current`)); // releases/2
 * ```
 *
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is at `path`.
 * @throws {Deno.errors.NotFound} `ENOENT`: a directory on the way to `path` does not exist, or `target` is empty.
 * @throws {Deno.errors.PermissionDenied} `EACCES`; `EPERM`: the filesystem has no symbolic links.
 * @throws {Deno.errors.NotCapable} Without `read` and `write` permission for everything, as `Deno.symlink`.
 */
export function symlink(target: string | URL, path: string | URL, options: SymlinkOptions = {}): Promise<void> {
  return asynchronous(linked(target, path, options), options.signal);
}

/** The synchronous {@link symlink}. */
export function symlinkSync(target: string | URL, path: string | URL, options: SymlinkOptions = {}): void {
  synchronous(linked(target, path, options));
}
