import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import { all, type Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { concat, readChunks, readLarge } from "../handle/read_programs.ts";
import type { Begun } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import { resultOf } from "../stat/stat_all.ts";
import { fstatOf } from "../stat/fstat.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Reads a file whole: a small one in one trip, a large one by several threads. */
export function* contentOf(path: string | URL): Program<Bytes> {
  const name = pathOf(path);
  const judged = requireRead(name);
  for (let room = 0;;) {
    const step = os.readSmall(judged, room);
    const fd = yield step;
    if (fd < 0) throw systemError(fd, "open", name);
    const small = os.smallOf(step);
    if (small instanceof Uint8Array) return small;
    if (typeof small === "number" && room === 0) {
      room = small;
      continue;
    }
    if (small !== null && typeof small !== "number") return yield* readBegun(name, small);
    if (step.closed) return yield* readOpened(judged, name);
    // It stays open: whoever writes to a FIFO would meet a broken pipe between two readers.
    return yield* closing({ fd, manner: "unknown", path: name }, readTaken(fd, name));
  }
}

function* readTaken(fd: number, path: string): Program<Bytes> {
  const file = yield* os.takeOver(fd);
  if (typeof file === "number") throw systemError(file, "open", path);
  return yield* whole({ ...file, path });
}

function* readOpened(path: string, name: string): Program<Bytes> {
  const opened = yield* os.open(path, os.O.RDONLY, 0);
  if (typeof opened === "number") throw systemError(opened, "open", name);
  const file: OpenFile = { ...opened, path: name };
  return yield* closing(file, whole(file));
}

function* whole(file: OpenFile): Program<Bytes> {
  const info = yield* fstatOf(file, file.path);
  return yield* readLarge(file, info.size);
}

/** The rest of a file of which some was read: its length is asked for, since most such files are just large. */
function* readBegun(path: string, { file, head, next }: Begun): Program<Bytes> {
  return yield* closing({ ...file, path }, rest({ ...file, path }, head, next));
}

function* rest(file: OpenFile, head: Bytes, next: number): Program<Bytes> {
  if (next < 0) throw systemError(next, "read", file.path);
  const info = yield* fstatOf(file, file.path);
  const begun = head.byteLength + 1;
  const expected = Math.max(info.size - begun, 0);
  return concat([head, Uint8Array.of(next), yield* readChunks(file, Infinity, expected)]);
}

function* closing<T>(file: OpenFile, program: Program<T>): Program<T> {
  try {
    return yield* program;
  } finally {
    yield* os.close(file, true);
  }
}

function* textOf(path: string | URL): Program<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(yield* contentOf(path));
}

function* contentsOf(paths: Iterable<string | URL>): Program<(Bytes | Error)[]> {
  const programs = function* () {
    for (const path of paths) yield contentOf(path);
  };
  return (yield* all(programs())).map(resultOf);
}

/**
 * Reads a file whole.
 *
 * Linux: at once from the page cache when the file is small and cached (`openat2(2)` with `RESOLVE_CACHED`, `preadv2(2)`
 * with `RWF_NOWAIT`); else open, read and close share one trip to the pool; a file of 16 MiB and more is read by several
 * threads.
 *
 * @example
 * ```ts
 * import { readFile } from "@reseau/files";
 * console.log((await readFile("deno.json")).byteLength);
 * ```
 *
 * @param path The file.
 * @param options `signal` gives up.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.IsADirectory} `EISDIR`
 * @throws {Deno.errors.PermissionDenied} `EACCES`
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export function readFile(path: string | URL, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>> {
  return asynchronous(contentOf(path), options?.signal);
}

/** The synchronous {@link readFile}. */
export function readFileSync(path: string | URL): Uint8Array<ArrayBuffer> {
  return synchronous(contentOf(path));
}

/** Reads a file whole as UTF-8: malformed bytes become U+FFFD, a byte order mark stays. Otherwise as {@link readFile}. */
export function readTextFile(path: string | URL, options?: CallOptions): Promise<string> {
  return asynchronous(textOf(path), options?.signal);
}

/** The synchronous {@link readTextFile}. */
export function readTextFileSync(path: string | URL): string {
  return synchronous(textOf(path));
}

/**
 * Reads many files whole at once.
 *
 * @example
 * ```ts
 * import { readFiles } from "@reseau/files";
 * const [config, missing] = await readFiles(["deno.json", "no/such/file"]);
 * console.log(config instanceof Error, missing instanceof Error); // false true
 * ```
 *
 * @returns By position, the content, or the error that `readFile` would throw.
 */
export function readFiles(
  paths: Iterable<string | URL>,
  options?: CallOptions,
): Promise<(Uint8Array<ArrayBuffer> | Error)[]> {
  return asynchronous(contentsOf(paths), options?.signal);
}

/** The synchronous {@link readFiles}. */
export function readFilesSync(paths: Iterable<string | URL>): (Uint8Array<ArrayBuffer> | Error)[] {
  return synchronous(contentsOf(paths));
}
