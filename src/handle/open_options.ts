/** How a file is to be opened, as flags for `open(2)`. */
import { os } from "../os/os.ts";
import { toMode } from "../integer.ts";

/** The modes of C's `fopen`, each with an optional `x`: fail when the file exists. */
export type OpenMode =
  | "r"
  | "r+"
  | "w"
  | "w+"
  | "a"
  | "a+"
  | "rx"
  | "r+x"
  | "rx+"
  | "wx"
  | "w+x"
  | "wx+"
  | "ax"
  | "a+x"
  | "ax+";

/** `Deno.OpenOptions`, and what it lacks. */
export interface OpenOptions {
  /** Default: true, when nothing else is asked for. */
  read?: boolean;
  /** Default: false. */
  write?: boolean;
  /** Every write goes to the end of the file, wherever that is by then. */
  append?: boolean;
  /** Creates the file when it does not exist; needs `write` or `append`. */
  create?: boolean;
  /** Creates the file, and fails when it exists; needs `write` or `append`. */
  createNew?: boolean;
  /** Empties the file; needs `write`. */
  truncate?: boolean;
  /** Permission bits of a created file, before the umask takes some. Default: 0o666. */
  mode?: number;
  /** More `O_*` bits: see `O`. */
  flags?: number;
  /** Fails with `ELOOP` when the path is a symbolic link. */
  noFollow?: boolean;
  /** Fails with `ENOTDIR` when the path is not a directory. */
  directory?: boolean;
  /** Goes round the page cache: buffers, offsets and lengths must be aligned. */
  direct?: boolean;
  /** Every write waits for the disk: for the data, or for all metadata, too. */
  sync?: "data" | "full";
  /** Gives the opening up. */
  signal?: AbortSignal;
}

/** Flags and permission bits for `open(2)`. */
export interface OpenFlags {
  readonly flags: number;
  readonly mode: number;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly appends: boolean;
}

const { O } = os;
/** Deno's default. */
const CREATED = 0o666;
const ACCESS: Readonly<Record<string, OpenOptions>> = {
  "r": { read: true },
  "r+": { read: true, write: true },
  "w": { write: true, create: true, truncate: true },
  "w+": { read: true, write: true, create: true, truncate: true },
  "a": { append: true, create: true },
  "a+": { read: true, append: true, create: true },
};

/** Checks what was asked for, as `Deno.open` does, and translates it. */
export function openFlags(how: OpenMode | OpenOptions = "r"): OpenFlags {
  if (typeof how !== "string" && (typeof how !== "object" || how === null)) {
    throw new TypeError(`open: a mode or options are needed, not ${how}`);
  }
  const options = typeof how === "string" ? fromMode(how) : withDefaults(how);
  const { read = false, write = false, append = false, create = false, createNew = false, truncate = false } = options;
  if (!read && !write && !append) throw new TypeError("open: one of read, write and append must be true");
  if ((create || createNew) && !write && !append) {
    throw new TypeError("open: create and createNew need write or append to be true");
  }
  if (truncate && !write) throw new TypeError("open: truncate needs write to be true");
  if (truncate && append && !createNew) throw new TypeError("open: append and truncate exclude each other");
  const writes = write || append;
  let flags = read ? (writes ? O.RDWR : O.RDONLY) : O.WRONLY;
  if (append) flags |= O.APPEND;
  if (createNew) flags |= O.CREAT | O.EXCL;
  else if (create) flags |= O.CREAT;
  if (truncate) flags |= O.TRUNC;
  if (options.noFollow) flags |= O.NOFOLLOW;
  if (options.directory) flags |= O.DIRECTORY;
  if (options.direct) flags |= needed(O.DIRECT, "direct");
  if (options.sync !== undefined) flags |= syncFlag(options.sync);
  flags |= rawFlags(options.flags);
  const mode = options.mode === undefined ? CREATED : toMode(options.mode);
  return { flags, mode, reads: read, writes: writes || (flags & (O.CREAT | O.TRUNC)) !== 0, appends: append };
}

function fromMode(mode: string): OpenOptions {
  const exclusive = mode.indexOf("x") > 0; // never first
  const plain = exclusive ? mode.replace("x", "") : mode;
  const access = Object.hasOwn(ACCESS, plain) ? ACCESS[plain] : undefined;
  if (access === undefined) {
    throw new TypeError(`open: mode must be one of r, r+, w, w+, a, a+, with an optional x: ${JSON.stringify(mode)}`);
  }
  if (!exclusive) return access;
  if (!access.write && !access.append) throw new TypeError(`open: ${mode} would create a file only to read it`);
  return { ...access, createNew: true, truncate: false };
}

function withDefaults(options: OpenOptions): OpenOptions {
  const { read, write, append, create, createNew, truncate, mode } = options;
  const nothing = [read, write, append, create, createNew, truncate, mode].every((value) => value === undefined);
  return nothing ? { ...options, read: true } : options;
}

function rawFlags(flags = 0): number {
  if (!Number.isInteger(flags) || flags < 0 || flags > 0x7fff_ffff) {
    throw new RangeError(`open: flags must be bits of O: ${flags}`);
  }
  if ((flags & O.ACCMODE) !== 0) throw new TypeError("open: flags must not hold an access mode; say read and write");
  return flags;
}

function syncFlag(sync: "data" | "full"): number {
  if (sync !== "data" && sync !== "full") throw new TypeError(`open: sync must be "data" or "full": ${sync}`);
  return sync === "data" ? O.DSYNC : O.SYNC;
}

function needed(flag: number, name: string): number {
  if (flag === 0) throw new Deno.errors.NotSupported(`open: ${name} is not supported on ${os.name}`);
  return flag;
}
