import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { copied } from "./copy_program.ts";

/** How to make a copy that shares its content. */
export interface ReflinkOptions extends CallOptions {
  /** Replaces what is at the destination. Default: false, which fails with `EEXIST`. */
  force?: boolean;
}

function shared(src: string | URL, dst: string | URL, { force = false }: ReflinkOptions): Program<string> {
  return copied(src, dst, { force, reflink: "always", followSymlinks: true });
}

/**
 * Makes a copy of a file that takes no space of its own until one of the two is written: `cp` with `reflink: "always"`.
 *
 * Linux: [`FICLONE`](https://man7.org/linux/man-pages/man2/ioctl_ficlone.2.html), on btrfs, xfs and bcachefs. macOS:
 * `fclonefileat(2)`, on apfs. Windows: `FSCTL_DUPLICATE_EXTENTS_TO_FILE`, on ReFS.
 *
 * @example
 * ```ts
 * import { mktempdir, reflink, writeFile } from "@reseau/files";
 * const dir = await mktempdir();
 * await writeFile(`${dir}/a`, "content");
 * await reflink(`${dir}/a`, `${dir}/b`).catch((error) => console.log(error.message)); // where the filesystem cannot
 * ```
 *
 * @returns The path of the copy.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, cannot, or not from the one to the
 * other.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is at `src`, or the directory for `dst` does not exist.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is at `dst`, without `force`.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `src` and `write` for `dst`.
 */
export function reflink(src: string | URL, dst: string | URL, options: ReflinkOptions = {}): Promise<string> {
  return asynchronous(shared(src, dst, options), options.signal);
}

/** The synchronous {@link reflink}. */
export function reflinkSync(src: string | URL, dst: string | URL, options: ReflinkOptions = {}): string {
  return synchronous(shared(src, dst, options));
}
