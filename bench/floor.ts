/** The floor: bare system calls through `Deno.dlopen`, synchronously, into memory made before. */

const { symbols } = Deno.dlopen("libc.so.6", {
  statx: { parameters: ["i32", "buffer", "i32", "u32", "buffer"], result: "i32" },
  openat: { parameters: ["i32", "buffer", "i32"], result: "i32" },
  create: { name: "openat", parameters: ["i32", "buffer", "i32", "u32"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  pread: { parameters: ["i32", "buffer", "usize", "i64"], result: "i32" },
  close: { parameters: ["i32"], result: "i32" },
  write: { parameters: ["i32", "buffer", "usize"], result: "i32" },
  fsync: { parameters: ["i32"], result: "i32" },
  flock: { parameters: ["i32", "i32"], result: "i32" },
  rename: { parameters: ["buffer", "buffer"], result: "i32" },
  getdents64: { parameters: ["i32", "buffer", "usize"], result: "i32" },
});

const AT_FDCWD = -100;
const O_CLOEXEC = 0o2000000;
const O_WRONLY = 0o1;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const AT_SYMLINK_NOFOLLOW = 0x100;
const DT_DIR = 4;
const STATX_BASIC_STATS = 0x7ff;
const out = new Uint8Array(256);
const page = new Uint8Array(4096);

/** Paths as C has them. */
export function toC(paths: readonly string[]): Uint8Array<ArrayBuffer>[] {
  return paths.map((path) => new TextEncoder().encode(`${path}\0`));
}

/** `statx` of each. */
export function statEach(paths: readonly Uint8Array<ArrayBuffer>[]): void {
  for (const path of paths) check(symbols.statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, out));
}

/** `open`, `read`, `read` again where the end is to be seen, `close`. */
export function readEach(paths: readonly Uint8Array<ArrayBuffer>[], reads: 1 | 2, memory = page): void {
  const size = BigInt(memory.length);
  for (const path of paths) {
    const fd = openFile(path);
    for (let i = 0; i < reads; i++) check(symbols.read(fd, memory, size));
    closeFile(fd);
  }
}

/** `open`, to read. */
export function openFile(path: Uint8Array<ArrayBuffer>): number {
  return check(symbols.openat(AT_FDCWD, path, O_CLOEXEC));
}

/** `pread` of `count` pages from the start. */
export function readPages(fd: number, count: number): void {
  for (let i = 0; i < count; i++) check(symbols.pread(fd, page, 4096n, BigInt(i * 4096)));
}

/** `close` */
export function closeFile(fd: number): void {
  check(symbols.close(fd));
}

const entries = new Uint8Array(64 << 10);
const view = new DataView(entries.buffer);

/** `open`, `getdents64`, `statx` of each entry by its name in the memory that was filled, `close`, in a whole tree. */
export function walkTree(root: string): void {
  walkDirectory(AT_FDCWD, toC([root])[0]!);
}

function walkDirectory(at: number, name: Uint8Array<ArrayBuffer>): void {
  const fd = check(symbols.openat(at, name, O_CLOEXEC));
  const below: Uint8Array<ArrayBuffer>[] = [];
  for (let length; (length = check(symbols.getdents64(fd, entries, BigInt(entries.length)))) > 0;) {
    // struct dirent64: d_reclen 16, d_type 18, d_name 19
    for (let at = 0; at < length; at += view.getUint16(at + 16, true)) {
      const name = entries.subarray(at + 19, at + view.getUint16(at + 16, true));
      if (name[0] === 46 && (name[1] === 0 || (name[1] === 46 && name[2] === 0))) continue;
      check(symbols.statx(fd, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, out));
      if (view.getUint8(at + 18) === DT_DIR) below.push(name.slice());
    }
  }
  for (const name of below) walkDirectory(fd, name);
  closeFile(fd);
}

function check(result: number): number {
  if (result < 0) throw new Error("the floor gave way");
  return result;
}

const LOCK_EX = 2;

/** `flock` of an open file. */
export function lockOpen(fd: number): void {
  check(symbols.flock(fd, LOCK_EX));
}

/** `openat`, `write`, `close`. */
export function writeWhole(path: Uint8Array<ArrayBuffer>, content: Uint8Array): void {
  const fd = check(symbols.create(AT_FDCWD, path, O_CLOEXEC | O_WRONLY | O_CREAT, 0o666));
  check(symbols.write(fd, content as Uint8Array<ArrayBuffer>, BigInt(content.length)));
  closeFile(fd);
}

/** `openat`, `write`, `close`, `rename`, and `fsync` where the disk is to have it. */
export function replaceFile(
  path: Uint8Array<ArrayBuffer>,
  temporary: Uint8Array<ArrayBuffer>,
  content: Uint8Array<ArrayBuffer>,
  sync: boolean,
): void {
  const fd = check(symbols.create(AT_FDCWD, temporary, O_CLOEXEC | O_WRONLY | O_CREAT | O_EXCL, 0o666));
  check(symbols.write(fd, content, BigInt(content.length)));
  if (sync) check(symbols.fsync(fd));
  closeFile(fd);
  check(symbols.rename(temporary, path));
}
