import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { listing } from "../os/listing.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { joined } from "./dir_entry.ts";

/** How `readdir` answers. */
export interface ReadDirOptions {
  /** Whether the names are joined to the directory's path. Default: false. */
  join?: boolean;
  /** Whether the names are sorted, by code units. Default: true. */
  sort?: boolean;
}

const NAMES_ONLY = { stat: false, self: false };

/** The names in a directory below `base`. */
export function* namesIn(
  path: string | URL | undefined,
  { join = false, sort = true }: ReadDirOptions,
  base: Base = WORKING,
): Program<string[]> {
  const name = path === undefined ? "." : pathOf(path);
  const judged = base.requireRead(name);
  const directory = path === undefined && join && base === WORKING ? yield* here() : base.shown(name);
  const listed = yield* base.at(
    judged,
    "tells",
    (at, path, follow) => listing.list(at, path, { ...NAMES_ONLY, follow }),
  );
  if (typeof listed === "number") throw systemError(listed, "readdir", base.shown(name));
  const found = listed.entries.map((entry) => entry.name);
  if (sort) found.sort();
  return join ? found.map((name) => joined(directory, name)) : found;
}

function* here(): Program<string> {
  const path = yield* names.getcwd();
  if (typeof path === "number") throw systemError(path, "getcwd");
  return path;
}

/**
 * The names in a directory, all but "." and "..".
 *
 * Names are bytes to the system. One that is not UTF-8 has a lone surrogate (U+DC80 to U+DCFF) for each byte that is not
 * part of a valid sequence, and every function here takes that back as the byte it stands for.
 *
 * Linux: `getdents64(2)`; a directory of usual size is opened, read and closed in one trip. macOS:
 * `getattrlistbulk(2)`. Windows: `FileIdBothDirectoryInfo`.
 *
 * @example
 * ```ts
 * import { readdir } from "@reseau/files";
 * console.log((await readdir("src")).includes("path.ts"), (await readdir("src", { join: true }))[0]);
 * ```
 *
 * @param path The directory. Default: the current one.
 * @param options Joined with the path (without a path: with that of the current directory), sorted; `signal` gives up.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`
 * @throws {Deno.errors.PermissionDenied} `EACCES`
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export function readdir(path?: string | URL, options: ReadDirOptions & CallOptions = {}): Promise<string[]> {
  return asynchronous(namesIn(path, options), options.signal);
}

/** The synchronous {@link readdir}. */
export function readdirSync(path?: string | URL, options: ReadDirOptions = {}): string[] {
  return synchronous(namesIn(path, options));
}
