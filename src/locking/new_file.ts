/** A file that is made complete before it gets its name. */
import { errorName, failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import type { Descriptor } from "../os/contract.ts";
import { locking } from "../os/locking.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";

const EEXIST = failureOf("EEXIST");
/** What answers where there are no files without names (`EISDIR`, `ENOENT`: a kernel that does not know the flag: open(2)). */
const NAMED_ONLY = new Set(["EOPNOTSUPP", "EISDIR", "ENOENT", "EINVAL", "ENOSYS"]);
/** What answers where a file cannot be renamed to a name only if that is free. */
const REPLACES_ONLY = new Set(["EINVAL", "ENOSYS", "EOPNOTSUPP"]);
const MOST_TRIES = 100;

/** How a new file is made. */
export interface NewFileOptions {
  /** The directory, on the filesystem of its later name. */
  readonly directory: string;
  /** What is told of in errors. */
  readonly name: string;
  /** Permission bits, before the umask takes some. */
  readonly mode: number;
  /** Whether it may have no name until it gets its own: then nothing is left behind, whatever happens. */
  readonly unnamed: boolean;
}

/** A file without its name. */
export interface NewFile {
  readonly file: OpenFile;
  /** The name that it has for the time being; `undefined` when it has none. */
  readonly temporary: string | undefined;
}

/** Makes an empty file. */
export function* newFile(options: NewFileOptions): Program<NewFile> {
  const made = options.unnamed ? yield* unnamed(options) : undefined;
  return made ?? (yield* named(options));
}

function* unnamed({ directory, mode, name }: NewFileOptions): Program<NewFile | undefined> {
  if (locking.openUnnamed === undefined) return undefined;
  const fd = yield* locking.openUnnamed(directory, mode);
  if (fd < 0) {
    if (NAMED_ONLY.has(errorName(fd))) return undefined;
    throw systemError(fd, "open", name);
  }
  return { file: { ...(yield* described(fd)), path: name }, temporary: undefined };
}

function* named({ directory, mode, name }: NewFileOptions): Program<NewFile> {
  const { RDWR, CREAT, EXCL, NOFOLLOW } = os.O;
  for (let tries = 1;; tries++) {
    const temporary = temporaryIn(directory);
    let opened: Descriptor | number | undefined;
    try {
      opened = yield* os.open(temporary, RDWR | CREAT | EXCL | NOFOLLOW, mode);
    } finally {
      // Given up, it may have been made all the same.
      if (opened === undefined) yield* names.unlink(names.HERE, temporary);
    }
    if (typeof opened !== "number") return { file: { ...opened, path: name }, temporary };
    if (opened !== EEXIST || tries === MOST_TRIES) throw systemError(opened, "open", name, undefined, DETAIL);
  }
}

/** What is added to errors that a file without its name meets. */
export const DETAIL = "of its temporary file";

/** How a descriptor behaves; given up meanwhile, it is closed. */
function* described(fd: number): Program<Descriptor> {
  let known: Descriptor | number | undefined;
  try {
    known = yield* os.describe(fd);
  } finally {
    if (known === undefined) yield* os.close({ fd, manner: "unknown" }, true);
  }
  return typeof known === "number" ? { fd, manner: "unknown" } : known;
}

/** A path in a directory that nobody guesses. */
export function temporaryIn(directory: string): string {
  const name = `.reseau-${crypto.randomUUID().replaceAll("-", "").slice(0, 16)}`;
  return directory.endsWith("/") ? `${directory}${name}` : `${directory}/${name}`;
}

/** Gives it its name, where nothing may be: 0, or minus the error number. */
export function* nameNew({ file, temporary }: NewFile, path: string, durable = false): Program<number> {
  const { HERE } = names;
  if (temporary === undefined) return yield* locking.nameUnnamed!(file.fd, path);
  const renamed = yield* locking.place?.(temporary, path, { replaces: false, durable }) ??
    names.rename(HERE, temporary, HERE, path, "noReplace");
  if (!REPLACES_ONLY.has(errorName(renamed))) return renamed;
  const linked = yield* names.link(HERE, temporary, HERE, path, false);
  if (linked === 0) yield* names.unlink(HERE, temporary);
  return linked;
}

/** Removes a file that has not got its name, and closes it. */
export function* discardNew({ file, temporary }: NewFile): Program<void> {
  if (temporary !== undefined) yield* names.unlink(names.HERE, temporary);
  yield* os.close(file, false);
}
