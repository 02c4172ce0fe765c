import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { synchronous } from "../call/synchronous.ts";
import type { Program } from "../call/program.ts";
import { FileHandle } from "../handle/file_handle.ts";
import { openFlags } from "../handle/open_options.ts";
import { os } from "../os/os.ts";
import { TempFile } from "./temp_file.ts";
import { created, type TempNameOptions } from "./temporary.ts";

/** How `mktemp` and `mktempdir` name what they create, and whether it is removed at the end. */
export interface MktempOptions extends TempNameOptions, CallOptions {}

const FLAGS = openFlags({ read: true, write: true, createNew: true, mode: 0o600 });

function* file(parent: string | URL | undefined, options: MktempOptions): Program<TempFile> {
  const { value, path, absolute } = yield* created(
    parent,
    options,
    "open",
    (path) => os.open(path, FLAGS.flags, 0o600),
  );
  return new TempFile(path, new FileHandle(value, path, FLAGS), absolute);
}

/**
 * Creates a temporary file that nobody else may read, with a name that nobody can guess, and opens it to be read and
 * written. It is removed when the process ends, or with `body`, when that has ended.
 *
 * The end is that of the event loop, `Deno.exit` (also in a signal's handler), or an uncaught error; a signal that is not
 * handled, or a crash, leaves the file. What a worker created goes with the process.
 *
 * Linux, macOS: `open(2)` with `O_CREAT | O_EXCL` and 0o600. Windows: `CreateFileW` with `CREATE_NEW`.
 *
 * @example
 * ```ts
 * import { mktemp, readTextFile } from "@reseau/files";
 * const text = await mktemp(async (path, file) => {
 *   await file.writeAll("hello");
 *   return await readTextFile(path);
 * });
 * console.log(text); // hello
 *
 * await using temp = await mktemp();
 * console.log(temp.path, await temp.file.size());
 * ```
 *
 * @param parent Where. Default: `tempdir()`.
 * @param body What to do with it; its result is returned, and the file closed and removed, also when it throws.
 * @param options `prefix` (default: `"reseau_"`), `suffix`, `cleanup` (default: true).
 * @returns `{ path, file }`, disposable; it can be taken apart as `[path, file]`, too.
 * @throws {Deno.errors.NotFound} `ENOENT`: `parent` does not exist.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: it is not a directory.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it may not be written.
 * @throws {Deno.errors.NotCapable} Without `write` permission for the path.
 */
export function mktemp(parent?: string | URL, options?: MktempOptions): Promise<TempFile>;
/** {@link mktemp} as long as `body` runs. */
export function mktemp<T>(
  body: (path: string, file: FileHandle) => T | PromiseLike<T>,
  parent?: string | URL,
  options?: MktempOptions,
): Promise<T>;
export function mktemp<T>(
  first?: string | URL | ((path: string, file: FileHandle) => T | PromiseLike<T>),
  second?: string | URL | MktempOptions,
  third: MktempOptions = {},
): Promise<T | TempFile> {
  if (typeof first === "function") return within(first, second as string | URL | undefined, third);
  const options = (second ?? {}) as MktempOptions;
  return asynchronous(file(first, options), options.signal);
}

async function within<T>(
  body: (path: string, file: FileHandle) => T | PromiseLike<T>,
  parent: string | URL | undefined,
  options: MktempOptions,
): Promise<T> {
  await using temp: TempFile = await asynchronous(file(parent, { ...options, cleanup: true }), options.signal);
  return await body(temp.path, temp.file);
}

/** The synchronous {@link mktemp}. */
export function mktempSync(parent?: string | URL, options?: MktempOptions): TempFile;
/** The synchronous {@link mktemp} as long as `body` runs. */
export function mktempSync<T>(
  body: (path: string, file: FileHandle) => T,
  parent?: string | URL,
  options?: MktempOptions,
): T;
export function mktempSync<T>(
  first?: string | URL | ((path: string, file: FileHandle) => T),
  second?: string | URL | MktempOptions,
  third: MktempOptions = {},
): T | TempFile {
  if (typeof first !== "function") return synchronous(file(first, (second ?? {}) as MktempOptions));
  using temp = synchronous(file(second as string | URL | undefined, { ...third, cleanup: true }));
  return first(temp.path, temp.file);
}
