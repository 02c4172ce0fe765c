import { asynchronous } from "../call/asynchronous.ts";
import { synchronous } from "../call/synchronous.ts";
import type { Program } from "../call/program.ts";
import { names } from "../os/names.ts";
import { type Around, around, aroundSync } from "./around.ts";
import type { MktempOptions } from "./mktemp.ts";
import { created, disposed } from "./temporary.ts";

interface Made {
  readonly path: string;
  readonly absolute: string | undefined;
}

function directory(parent: string | URL | undefined, options: MktempOptions): Program<Made> {
  return created(parent, options, "mkdir", function* (path) {
    const result = yield* names.mkdir(names.HERE, path, 0o700);
    return result < 0 ? result : { path };
  });
}

function* pathOnly(parent: string | URL | undefined, options: MktempOptions): Program<string> {
  return (yield* directory(parent, options)).path;
}

function temporary(parent: string | URL | undefined, options: MktempOptions): Around<Made> {
  return {
    enter: () => directory(parent, { ...options, cleanup: true }),
    leave: ({ absolute }) => disposed(absolute!),
  };
}

/**
 * Creates a temporary directory that nobody else may enter, with a name that nobody can guess. It is removed with all
 * that is in it, whatever the permission bits, when the process ends (as `mktemp` says), or when `body` has ended. One
 * that a worker created and left goes with the process only if it is empty by then.
 *
 * Linux, macOS: `mkdir(2)` with 0o700. Windows: `CreateDirectoryW`.
 *
 * @example
 * ```ts
 * import { mktempdir, readdir, touch } from "@reseau/files";
 * const count = await mktempdir(async (dir) => {
 *   await touch(`${dir}/a`);
 *   return (await readdir(dir)).length;
 * });
 * console.log(count); // 1
 * ```
 *
 * @param parent Where. Default: `tempdir()`.
 * @param body What to do there; its result is returned, and the directory removed, also when it throws.
 * @param options `prefix` (default: `"reseau_"`), `suffix`, `cleanup` (default: true).
 * @returns The path.
 * @throws {Deno.errors.NotFound} `ENOENT`: `parent` does not exist.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: it is not a directory.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it may not be written.
 * @throws {Deno.errors.NotCapable} Without `write` permission for the path.
 */
export function mktempdir(parent?: string | URL, options?: MktempOptions): Promise<string>;
/** {@link mktempdir} as long as `body` runs. */
export function mktempdir<T>(
  body: (path: string) => T | PromiseLike<T>,
  parent?: string | URL,
  options?: MktempOptions,
): Promise<T>;
export function mktempdir<T>(
  first?: string | URL | ((path: string) => T | PromiseLike<T>),
  second?: string | URL | MktempOptions,
  third: MktempOptions = {},
): Promise<T | string> {
  if (typeof first === "function") {
    return around(temporary(second as string | URL | undefined, third), ({ path }) => first(path), third.signal);
  }
  const options = (second ?? {}) as MktempOptions;
  return asynchronous(pathOnly(first, options), options.signal);
}

/** The synchronous {@link mktempdir}. */
export function mktempdirSync(parent?: string | URL, options?: MktempOptions): string;
/** The synchronous {@link mktempdir} as long as `body` runs. */
export function mktempdirSync<T>(body: (path: string) => T, parent?: string | URL, options?: MktempOptions): T;
export function mktempdirSync<T>(
  first?: string | URL | ((path: string) => T),
  second?: string | URL | MktempOptions,
  third: MktempOptions = {},
): T | string {
  if (typeof first !== "function") return synchronous(pathOnly(first, (second ?? {}) as MktempOptions));
  return aroundSync(temporary(second as string | URL | undefined, third), ({ path }) => first(path));
}
