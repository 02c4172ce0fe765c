import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { FileInfo } from "./file_info.ts";
import { descriptorOf, type HasDescriptor } from "./fstat.ts";
import { infoOf, type Subject } from "./subject.ts";

/**
 * Metadata says it (`STATX_ATTR_MOUNT_ROOT`, also of bind mounts), or a question of its own; kernels that cannot tell leave
 * comparing with the directory above.
 */
function* mounted(subject: Subject): Program<boolean> {
  const info = yield* infoOf(subject, false);
  if (info === null || !info.isDirectory) return false;
  if (info.isMountRoot !== undefined) return info.isMountRoot;
  const path = typeof subject === "string" || subject instanceof URL ? pathOf(subject) : undefined;
  if (os.mountRoot !== undefined && !(subject instanceof FileInfo)) {
    const result = yield* os.mountRoot(path ?? descriptorOf(subject as HasDescriptor));
    if (result >= 0) return result === 1;
  }
  if (path === undefined) {
    const what = os.mountRoot === undefined ? "a path" : "a path or a handle";
    throw new Deno.errors.NotSupported(`this system only tells of ${what} whether it is a mount`);
  }
  const above = yield* infoOf(`${path}/..`, false);
  return above !== null && (above.device !== info.device || above.inode === info.inode);
}

/**
 * Whether it is a directory where a filesystem is mounted. `false` when nothing is there, and for a symbolic link.
 *
 * Linux: `STATX_ATTR_MOUNT_ROOT` of `statx(2)`, since 5.8; before, the device is compared with that of `..`. macOS:
 * `ATTR_DIR_MOUNTSTATUS` of `getattrlist(2)`.
 *
 * @example
 * ```ts
 * import { isMount } from "@reseau/files";
 * console.log(await isMount("/")); // true
 * ```
 *
 * @throws {Deno.errors.NotSupported} Of metadata, where that does not tell: `FileInfo.isMountRoot` is `undefined`.
 */
export function isMount(subject: Subject, options?: CallOptions): Promise<boolean> {
  return asynchronous(mounted(subject), options?.signal);
}

/** The synchronous {@link isMount}. */
export function isMountSync(subject: Subject): boolean {
  return synchronous(mounted(subject));
}
