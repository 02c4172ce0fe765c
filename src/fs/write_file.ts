import { asynchronous } from "../call/asynchronous.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { FileHandle } from "../handle/file_handle.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { openFlags } from "../handle/open_options.ts";
import { open } from "../handle/open.ts";
import { toBytes, writeEverything } from "../handle/write_programs.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireWrite } from "../permission.ts";

/** `Deno.WriteFileOptions`. */
export interface WriteFileOptions {
  /** Adds to the end instead of replacing the content. Default: false. */
  append?: boolean;
  /** Creates the file when it does not exist. Default: true. */
  create?: boolean;
  /** Creates the file, and fails when it exists. Default: false. */
  createNew?: boolean;
  /** Permission bits; set on a file that exists, too. Default for a new one: 0o666 less the umask. */
  mode?: number;
  /** Gives up; the file may then be empty, or written in part. */
  signal?: AbortSignal;
}

/** How a file is opened. */
interface Opening {
  readonly flags: number;
  readonly mode: number;
}

function flagsFor({ append = false, create = true, createNew = false, mode }: WriteFileOptions): Opening {
  const access = append ? { append: true } : { write: true, truncate: true };
  return openFlags({ ...access, create, createNew, mode });
}

function* written(path: string | URL, data: Uint8Array | string, options: WriteFileOptions): Program<void> {
  const name = pathOf(path);
  const bytes = toBytes(data);
  const opening = flagsFor(options);
  const judged = requireWrite(name);
  const { append = false, mode } = options;
  const small = !append && mode === undefined ? yield* writtenAtOnce(judged, name, bytes, opening) : undefined;
  const file = small ?? (yield* opened(judged, name, opening));
  if (file === "done") return;
  let failed = true;
  try {
    if (mode !== undefined) {
      const changed = yield* os.chmod(file, opening.mode);
      if (changed < 0) throw systemError(changed, "fchmod", name);
    }
    yield* writeEverything(file, bytes);
    failed = false;
  } finally {
    const closed = yield* os.close(file, false);
    // deno-lint-ignore no-unsafe-finally -- what close reports (EIO, ENOSPC) must not be lost, nor hide what came before
    if (closed < 0 && !failed) throw systemError(closed, "close", name);
  }
}

function* opened(path: string, name: string, { flags, mode }: Opening): Program<OpenFile> {
  const file = yield* os.open(path, flags, mode);
  if (typeof file === "number") throw systemError(file, "open", name);
  return { ...file, path: name };
}

/** Writes a small file in one trip where the system can; else an open file that everything is to be written to, if any. */
function* writtenAtOnce(
  path: string,
  name: string,
  bytes: Uint8Array,
  { flags, mode }: Opening,
): Program<OpenFile | "done" | undefined> {
  if (os.writeSmall === undefined) return undefined;
  const small = yield* os.writeSmall(path, flags, mode, bytes);
  if (small === undefined) return undefined;
  if (typeof small === "number") throw systemError(small, "open", name);
  if ("file" in small) return { ...small.file, path: name };
  // Where room was for a part only, the rest says why.
  if (small.written < bytes.byteLength) return yield* opened(path, name, { flags: os.O.WRONLY, mode: 0 });
  if (small.closed < 0) throw systemError(small.closed, "close", name);
  return "done";
}

async function writeStream(
  path: string | URL,
  stream: ReadableStream<Uint8Array | string>,
  options: WriteFileOptions,
): Promise<void> {
  const { append = false, create = true, createNew = false, mode, signal } = options;
  await using file: FileHandle = await open(path, {
    append,
    write: !append,
    truncate: !append,
    create,
    createNew,
    mode,
    signal,
  });
  if (mode !== undefined) await file.chmod(mode, { signal });
  // pipeTo also ends the wait for a chunk that never comes.
  await stream.pipeTo(new WritableStream({ write: (chunk) => file.writeAll(chunk, { signal }) }), { signal });
  await file.close();
}

/**
 * Writes a file whole, replacing what it held. Data is in the system's hands, not on the disk, when this resolves.
 * After a crash or a failure in between the file may be empty or written in part.
 *
 * Linux, macOS: `openat(2)` with `O_TRUNC`, `write(2)` until everything is written, `close(2)`, whose error is not
 * swallowed; up to 64 KiB in one trip (`pwrite(2)`).
 *
 * @example
 * ```ts
 * import { readTextFile, writeFile } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * await writeFile(path, "hello");
 * console.log(await readTextFile(path)); // hello
 * await Deno.remove(path);
 * ```
 *
 * @param path The file.
 * @param data Bytes, a string (as UTF-8), or a stream of either.
 * @throws {Deno.errors.NotFound} `ENOENT`: a directory on the way does not exist, or the file with `create: false`.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: it exists, with `createNew`.
 * @throws {Deno.errors.IsADirectory} `EISDIR`
 * @throws {Error} `ENOSPC`, `EDQUOT`: there is no room for all of it.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function writeFile(
  path: string | URL,
  data: Uint8Array | string | ReadableStream<Uint8Array | string>,
  options: WriteFileOptions = {},
): Promise<void> {
  if (data instanceof ReadableStream) return writeStream(path, data, options);
  return asynchronous(written(path, data, options), options.signal);
}

/** The synchronous {@link writeFile}. */
export function writeFileSync(path: string | URL, data: Uint8Array | string, options: WriteFileOptions = {}): void {
  synchronous(written(path, data, options));
}

/** {@link writeFile} of a text, as UTF-8. */
export function writeTextFile(
  path: string | URL,
  text: string | ReadableStream<string>,
  options: WriteFileOptions = {},
): Promise<void> {
  return writeFile(path, text as string, options);
}

/** The synchronous {@link writeTextFile}. */
export function writeTextFileSync(path: string | URL, text: string, options: WriteFileOptions = {}): void {
  writeFileSync(path, text, options);
}
