import { asynchronous } from "../call/asynchronous.ts";
import { synchronous } from "../call/synchronous.ts";
import type { CpOptions } from "./copy_options.ts";
import { copied } from "./copy_program.ts";

/**
 * Copies a file, a directory with all that it holds, a symbolic link or a special file.
 *
 * What replaces something (`force`), and every single file, is copied beside the destination under a random name, and
 * renamed when it is complete: nobody sees half a copy there, and what was there stays when the copy fails. A tree that
 * replaces nothing grows at its place, file by file; when it fails or is given up, the files that were complete stay, and no
 * other: the error says how many entries (`done`) and where (`left`). Sharing the original's space comes first where the
 * filesystem can, then copying within the kernel, then reading and writing; what does not work between two filesystems is not
 * tried again by the same copy. Each directory gets its own metadata after its content.
 *
 * Linux: `FICLONE`, `copy_file_range(2)`, `sendfile(2)`, `SEEK_HOLE` and `SEEK_DATA`; a file of less than 32 KiB takes two trips,
 * which it shares with others. ACLs are extended attributes, also of FIFOs and devices; links have those of an administrator.
 *
 * macOS: files of 32 KiB and more, and with extended attributes all, by `fclonefileat(2)`, which keeps everything whatever
 * `preserve` says, else by `read(2)` and `write(2)`; with extended attributes ACLs as well (`fcopyfile(3)`). Directories are
 * made, never cloned: clonefile(2) advises against it, such a clone parts hard links, and it cannot be given up.
 *
 * Windows: `CreateFileW`, `ReadFile` and `WriteFile`, on ReFS `FSCTL_DUPLICATE_EXTENTS_TO_FILE`; sparse files stay sparse. Of
 * modes there is the read-only attribute; owners and access control lists are those that the new place gives. Named streams
 * count as extended attributes. Making symbolic links takes developer mode or an administrator; the time of creation is new.
 *
 * @example
 * ```ts
 * import { cp, mktempdir, readTextFile, writeFile } from "@reseau/files";
 * const dir = await mktempdir();
 * await writeFile(`${dir}/a`, "content");
 * await cp(`${dir}/a`, `${dir}/b`, { onProgress: ({ bytes, totalBytes }) => console.log(bytes, totalBytes) });
 * console.log(await readTextFile(`${dir}/b`)); // content
 * ```
 *
 * @param src What to copy; a symbolic link is copied itself unless `followSymlinks`.
 * @param dst The path of the copy: not a directory to put it in.
 * @returns The path of the copy.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is at `src`, or the directory for `dst` does not exist.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: something is at `dst`, without `force`.
 * @throws {TypeError} `EINVAL`: both are the same file; a directory would go into itself; or `src` is in what it would replace.
 * @throws {Deno.errors.FilesystemLoop} `ELOOP`: links that are followed lead back to a directory above.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, cannot share content
 * (`reflink: "always"`), or keep attributes.
 * @throws {Error} `ENOSPC`: there is no room for all of it.
 * @throws {Deno.errors.PermissionDenied} `EACCES`, `EPERM`
 * @throws {Deno.errors.NotCapable} Without `read` permission for `src` and `write` for `dst`; without either for everything
 * where a symbolic link is copied itself, as for `symlink`; without all permissions for a device, as for `mknod`.
 */
export function cp(src: string | URL, dst: string | URL, options: CpOptions = {}): Promise<string> {
  return asynchronous(copied(src, dst, options), options.signal);
}

/** The synchronous {@link cp}. */
export function cpSync(src: string | URL, dst: string | URL, options: CpOptions = {}): string {
  return synchronous(copied(src, dst, options));
}
