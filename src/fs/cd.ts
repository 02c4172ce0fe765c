import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import { type Around, around, aroundSync } from "./around.ts";
import { attempt } from "./attempt.ts";
import { homeOf } from "./homedir.ts";

function* changed(path: string | URL | undefined): Program<void> {
  const name = path === undefined ? yield* homeOf() : pathOf(path);
  yield* attempt(names.chdir(requireRead(name)), "chdir", name);
}

/** The directory to come back to is kept as a descriptor: it may be renamed meanwhile, or lie beyond any path. */
function elsewhere(path: string | URL | undefined): Around<number> {
  return {
    *enter() {
      const back = yield* names.open(names.HERE, ".", os.O.PATH | os.O.DIRECTORY, 0);
      if (back < 0) throw systemError(back, "open", ".");
      let entered = false;
      try {
        yield* changed(path);
        entered = true;
        return back;
      } finally {
        if (!entered) yield* names.close(back);
      }
    },
    leave: returned,
  };
}

function* returned(back: number): Program<void> {
  const result = yield* names.fchdir(back);
  yield* names.close(back);
  if (result < 0) throw systemError(result, "fchdir");
}

/**
 * Changes the working directory of the whole process: for good, or while `body` runs. Then it comes back, also when
 * `body` throws, and when the old directory was renamed or removed meanwhile. Since there is only one for the process,
 * two that overlap disturb each other.
 *
 * Linux, macOS: [`chdir(2)`](https://man7.org/linux/man-pages/man2/chdir.2.html), and `fchdir(2)` to come back.
 * Windows: `SetCurrentDirectoryW`, back by the path that the directory has by then.
 *
 * @example
 * ```ts
 * import { cd, pwd } from "@reseau/files";
 * const before = await pwd();
 * console.log(await cd(() => Deno.cwd(), "/")); // "/"
 * console.log(await pwd() === before); // true
 * ```
 *
 * @param path The directory. Default: the home directory.
 * @param body What to do there; its result is returned.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`
 * @throws {Deno.errors.PermissionDenied} `EACCES`: the directory may not be searched.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export function cd(path?: string | URL, options?: CallOptions): Promise<void>;
/** {@link cd} while `body` runs. */
export function cd<T>(body: () => T | PromiseLike<T>, path?: string | URL, options?: CallOptions): Promise<T>;
export function cd<T>(
  first: string | URL | (() => T | PromiseLike<T>) | undefined,
  second?: string | URL | CallOptions,
  third?: CallOptions,
): Promise<T | void> {
  if (typeof first === "function") return around(elsewhere(second as string | URL | undefined), first, third?.signal);
  const { signal } = (second ?? {}) as CallOptions;
  // Once it is under way it is awaited: a directory that changed later would surprise everybody.
  return signal?.aborted ? Promise.reject(signal.reason) : asynchronous(changed(first));
}

/** The synchronous {@link cd}. */
export function cdSync(path?: string | URL): void;
/** The synchronous {@link cd} while `body` runs. */
export function cdSync<T>(body: () => T, path?: string | URL): T;
export function cdSync<T>(first: string | URL | (() => T) | undefined, second?: string | URL): T | void {
  return typeof first === "function" ? aroundSync(elsewhere(second), first) : synchronous(changed(first));
}
