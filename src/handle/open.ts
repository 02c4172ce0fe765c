import { asynchronous } from "../call/asynchronous.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { Descriptor } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { type Base, type End, WORKING } from "../fs/base.ts";
import { FileHandle } from "./file_handle.ts";
import { placeOf } from "./leak.ts";
import { type OpenFlags, openFlags, type OpenMode, type OpenOptions } from "./open_options.ts";

const CREATES = os.O.CREAT | os.O.EXCL;

/** Opens what is below `base`. */
export function* opened(
  path: string | URL,
  how: OpenMode | OpenOptions,
  place?: string,
  base: Base = WORKING,
): Program<FileHandle> {
  const name = pathOf(path);
  const flags = openFlags(how);
  let judged = name;
  if (flags.reads) judged = base.requireRead(name);
  if (flags.writes) judged = base.requireWrite(name);
  const file = yield* descriptorAt(base, judged, flags);
  if (typeof file === "number") throw systemError(file, "open", base.shown(name));
  return new FileHandle(file, base.shown(name), flags, place);
}

/** Opens a path that has been judged. */
export function descriptorAt(base: Base, path: string, { flags, mode }: OpenFlags): Program<Descriptor | number> {
  if (base === WORKING) return os.open(path, flags, mode);
  return base.at(
    path,
    endFor(flags),
    (at, path, follow) => os.open(path, follow ? flags : flags | os.O.NOFOLLOW, mode, at),
  );
}

/** What a link at the end of a path is to such an opening: with `O_PATH` it would itself be opened, and not refused. */
function endFor(flags: number): End {
  if ((flags & os.O.NOFOLLOW) !== 0 || (flags & CREATES) === CREATES) return "itself";
  return (flags & os.O.PATH) === 0 ? "tells" : "leads";
}

/**
 * Opens a file.
 *
 * Linux: `openat(2)`, close-on-exec. A FIFO waits for its other end without keeping other operations waiting.
 *
 * @example
 * ```ts
 * import { open } from "@reseau/files";
 * await using file = await open("deno.json", "r");
 * const start = new Uint8Array(16);
 * await file.readAt(start, 0);
 * console.log(file.fd >= 0, start.length);
 * ```
 *
 * @param path The file.
 * @param how `"r"` (default), `"r+"`, `"w"`, `"w+"`, `"a"` or `"a+"`, each with an optional `x` to create the file and
 * fail when it exists; or `OpenOptions`.
 * @returns A handle, to be closed: `await using`, `using`, or `close()`.
 * @throws {Deno.errors.NotFound} `ENOENT`: the file, or a directory on the way, does not exist.
 * @throws {Deno.errors.PermissionDenied} `EACCES`
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: it exists, and was to be created.
 * @throws {Deno.errors.IsADirectory} `EISDIR`: a directory cannot be written.
 * @throws {Error} `EMFILE`: this process has as many open files as it may.
 * @throws {Deno.errors.NotCapable} Without `read` or `write` permission for `path`.
 * @throws {TypeError} Options that contradict each other, or a NUL character in `path`.
 */
export function open(path: string | URL, how: OpenMode | OpenOptions = "r"): Promise<FileHandle> {
  return asynchronous(opened(path, how, placeOf(open)), typeof how === "string" ? undefined : how?.signal);
}

/** The synchronous {@link open}. A FIFO blocks until its other end is opened. */
export function openSync(path: string | URL, how: OpenMode | OpenOptions = "r"): FileHandle {
  return synchronous(opened(path, how, placeOf(openSync)));
}
