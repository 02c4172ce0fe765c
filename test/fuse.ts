/**
 * A filesystem that this process serves: the frames in which the kernel asks and is answered (`fuse(4)`, `<linux/fuse.h>`,
 * version 7.31).
 */

/** `enum fuse_opcode`, as far as something here answers them. */
export const OPCODE = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  SETATTR: 4,
  OPEN: 14,
  READ: 15,
  WRITE: 16,
  STATFS: 17,
  RELEASE: 18,
  FSYNC: 20,
  SETXATTR: 21,
  FLUSH: 25,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  SETLK: 32,
  SETLKW: 33,
  INTERRUPT: 36,
  BATCH_FORGET: 42,
} as const;
/** Error numbers of Linux. */
export const ERROR = { ENOENT: 2, EIO: 5, ENOSYS: 38, EOPNOTSUPP: 95 } as const;
/** `FOPEN_DIRECT_IO`: nothing of a file stays in the page cache. */
export const DIRECT = 1;
/** The root's number. */
export const ROOT = 1n;

/** Bytes of `struct fuse_in_header`, `fuse_out_header` and `fuse_attr`. */
const IN = 40, OUT = 16, ATTR = 88;
const O_RDWR = 2;
/** More than the longest request: a write of 128 KiB. Bytes. */
const LONGEST = 256 << 10;
/** Nobody waits for an answer to these. */
const UNANSWERED: ReadonlySet<number> = new Set([OPCODE.FORGET, OPCODE.BATCH_FORGET, OPCODE.INTERRUPT]);

/** What the kernel asks. */
export interface Request {
  readonly opcode: number;
  /** The file's number. */
  readonly node: bigint;
  /** What comes behind the head; valid until it is answered. */
  readonly body: DataView<ArrayBuffer>;
}

/** What comes behind the head of an answer, or an error number. */
export type Answer = Uint8Array | number;

const libc = () =>
  Deno.dlopen("libc.so.6", {
    // int open(const char *path, int flags)    open(2)
    open: { parameters: ["buffer", "i32"], result: "i32" },
    // int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)    mount(2)
    mount: { parameters: ["buffer", "buffer", "buffer", "u64", "buffer"], result: "i32" },
    // ssize_t read(int fd, void *buffer, size_t count)    read(2)
    read: { parameters: ["i32", "buffer", "usize"], result: "isize", nonblocking: true },
    // ssize_t write(int fd, const void *buffer, size_t count)    write(2)
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  }).symbols;

/** Mounts a filesystem whose root has this type and mode, and answers until it is unmounted: then it resolves. */
export function serve(at: string, rootMode: number, answer: (request: Request) => Answer): Promise<void> {
  const { open, mount, read, write } = libc();
  const fd = open(text("/dev/fuse"), O_RDWR);
  const data = `fd=${fd},rootmode=${rootMode.toString(8)},user_id=0,group_id=0`;
  if (mount(text("fuse"), text(at), text("fuse"), 0n, text(data)) !== 0) throw new Error(`cannot mount ${at}`);
  return (async () => {
    const request = new Uint8Array(LONGEST);
    const head = new DataView(request.buffer);
    for (;;) {
      const length = Number(await read(fd, request, BigInt(request.length)));
      if (length < IN) return; // ENODEV: unmounted
      const opcode = head.getUint32(4, true);
      if (UNANSWERED.has(opcode)) continue;
      const body = new DataView(request.buffer, IN, length - IN);
      const reply = framed(head.getBigUint64(8, true), answer({ opcode, node: head.getBigUint64(16, true), body }));
      write(fd, reply, BigInt(reply.length));
    }
  })();
}

/** An answer behind its head. */
function framed(unique: bigint, answer: Answer): Uint8Array<ArrayBuffer> {
  const body = typeof answer === "number" ? new Uint8Array() : answer;
  const reply = new Uint8Array(OUT + body.length);
  const head = new DataView(reply.buffer);
  head.setUint32(0, reply.length, true);
  head.setInt32(4, typeof answer === "number" ? -answer : 0, true);
  head.setBigUint64(8, unique, true);
  reply.set(body, OUT);
  return reply;
}

/** `struct fuse_attr`, behind so many bytes of what it stands in. Times are 0. */
export function attributes(before: number, inode: bigint, mode: number, size: number): Uint8Array<ArrayBuffer> {
  const out = words(before + ATTR, []);
  const view = new DataView(out.buffer, before);
  view.setBigUint64(0, inode, true); // ino
  view.setBigUint64(8, BigInt(size), true); // size
  view.setBigUint64(16, BigInt(Math.ceil(size / 512)), true); // blocks
  view.setUint32(60, mode, true); // mode
  view.setUint32(64, 1, true); // nlink
  view.setUint32(80, 4096, true); // blksize
  return out;
}

/** A struct of so many bytes that begins with these words of 32 bits. */
export function words(size: number, values: readonly number[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  new Uint32Array(out.buffer).set(values);
  return out;
}

function text(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${value}\0`);
}
