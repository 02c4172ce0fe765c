/**
 * A disk in a file that nobody has: a FUSE filesystem whose root is one regular file (`fuse(4)`, `<linux/fuse.h>`), to be
 * put under a loop device. It keeps a log of what reaches it, in order: every write, every flush (`fsync`), and marks.
 * Extended attributes that are set on it tell it what to do: `user.mark` sets a mark, and with `user.broken` every write
 * with these bytes in it fails (`EIO`) from then on; none does when there are none. Locks it refuses (`EOPNOTSUPP`).
 *
 * `deno run -A logging_disk.ts MOUNTPOINT IMAGE LOG`: the content is IMAGE's, which stays as it is. It says `ready`, and
 * ends when it is unmounted.
 */

/** What a record of the log tells of. Its head is 16 bytes: kind and length (u32), offset (u64); then come the data. */
export const RECORD = { write: 1, flush: 2, mark: 3 } as const;
export const RECORD_HEAD = 16;

const OPCODE = {
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
  SETLK: 32,
  SETLKW: 33,
  INTERRUPT: 36,
  BATCH_FORGET: 42,
} as const;
/** Bytes of `struct fuse_in_header`, `fuse_out_header`, `fuse_write_in`, `fuse_setxattr_in` (without the extension). */
const IN = 40, OUT = 16, WRITE_IN = 40, SETXATTR_IN = 8;
const LARGEST_WRITE = 128 << 10;
/** Flags of `struct fuse_init_out`: larger writes, and locks (`fcntl`, `flock`) that are asked for here. */
const FLAGS = 1 << 5 | 1 << 1 | 1 << 10;
/** `FOPEN_DIRECT_IO`: nothing of it stays in the page cache. */
const DIRECT = 1;
const EIO = 5, ENOSYS = 38, EOPNOTSUPP = 95;
const S_IFREG = 0o100000;

const LATIN = new TextDecoder("latin1");

class Disk {
  readonly #fd: number;
  readonly #content: Uint8Array;
  readonly #log: Deno.FsFile;
  #broken = "";
  readonly #libc = Deno.dlopen("libc.so.6", {
    // int open(const char *path, int flags)    open(2)
    open: { parameters: ["buffer", "i32"], result: "i32" },
    // int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)    mount(2)
    mount: { parameters: ["buffer", "buffer", "buffer", "u64", "buffer"], result: "i32" },
    // ssize_t read(int fd, void *buffer, size_t count)    read(2)
    read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    // ssize_t write(int fd, const void *buffer, size_t count)    write(2)
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
  });

  constructor(at: string, image: string, log: string) {
    this.#content = Deno.readFileSync(image);
    this.#log = Deno.openSync(log, { write: true, create: true, truncate: true });
    const O_RDWR = 2;
    this.#fd = this.#libc.symbols.open(text("/dev/fuse"), O_RDWR);
    const data = `fd=${this.#fd},rootmode=100600,user_id=0,group_id=0`;
    const type = text("fuse");
    if (this.#libc.symbols.mount(text("logging-disk"), text(at), type, 0n, text(data)) !== 0) throw new Error("mount");
  }

  /** Answers until it is unmounted. */
  serve(): void {
    const request = new Uint8Array(LARGEST_WRITE + 8192);
    for (;;) {
      const length = Number(this.#libc.symbols.read(this.#fd, request, BigInt(request.length)));
      if (length < IN) break; // ENODEV: unmounted
      const head = new DataView(request.buffer, 0, IN);
      const opcode = head.getUint32(4, true);
      if (opcode === OPCODE.FORGET || opcode === OPCODE.BATCH_FORGET || opcode === OPCODE.INTERRUPT) continue;
      const answer = this.#answer(opcode, request.subarray(IN, length));
      const error = typeof answer === "number" ? answer : 0;
      const body = typeof answer === "number" ? new Uint8Array() : answer;
      const reply = new Uint8Array(OUT + body.length);
      const view = new DataView(reply.buffer);
      view.setUint32(0, reply.length, true);
      view.setInt32(4, -error, true);
      view.setBigUint64(8, head.getBigUint64(8, true), true);
      reply.set(body, OUT);
      this.#libc.symbols.write(this.#fd, reply, BigInt(reply.length));
    }
    this.#log.close();
  }

  /** What comes behind the head, or an error number. */
  #answer(opcode: number, body: Uint8Array): Uint8Array | number {
    const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
    switch (opcode) {
      case OPCODE.INIT: // major, minor, max_readahead, flags, (background), max_write
        return words(64, [7, 31, 0, FLAGS, 0, LARGEST_WRITE]);
      case OPCODE.GETATTR:
      case OPCODE.SETATTR:
        return this.#attributes();
      case OPCODE.OPEN: // fh (u64), open_flags
        return words(16, [0, 0, DIRECT]);
      case OPCODE.STATFS: // its kind the kernel says
        return words(80, []);
      case OPCODE.RELEASE:
      case OPCODE.FLUSH:
        return 0;
      case OPCODE.READ: {
        const at = Number(view.getBigUint64(8, true));
        return this.#content.subarray(at, at + view.getUint32(16, true));
      }
      case OPCODE.WRITE: {
        const at = Number(view.getBigUint64(8, true));
        const data = body.subarray(WRITE_IN, WRITE_IN + view.getUint32(16, true));
        if (this.#broken !== "" && LATIN.decode(data).includes(this.#broken)) return EIO;
        this.#content.set(data, at);
        this.#record(RECORD.write, at, data);
        return words(8, [data.length]);
      }
      case OPCODE.FSYNC:
        this.#record(RECORD.flush, 0, new Uint8Array());
        return 0;
      case OPCODE.SETLK:
      case OPCODE.SETLKW:
        return EOPNOTSUPP;
      case OPCODE.SETXATTR: {
        const end = body.subarray(SETXATTR_IN).indexOf(0);
        const value = body.subarray(SETXATTR_IN + end + 1).subarray(0, view.getUint32(0, true));
        const name = LATIN.decode(body.subarray(SETXATTR_IN, SETXATTR_IN + end));
        if (name === "user.mark") this.#record(RECORD.mark, 0, value);
        else this.#broken = LATIN.decode(value);
        return 0;
      }
    }
    return ENOSYS;
  }

  /** `struct fuse_attr_out` */
  #attributes(): Uint8Array {
    const out = words(104, []);
    const view = new DataView(out.buffer);
    view.setBigUint64(16, 1n, true); // ino
    view.setBigUint64(24, BigInt(this.#content.length), true); // size
    view.setBigUint64(32, BigInt(this.#content.length / 512), true); // blocks
    view.setUint32(76, S_IFREG | 0o600, true); // mode
    view.setUint32(80, 1, true); // nlink
    view.setUint32(96, 4096, true); // blksize
    return out;
  }

  #record(kind: number, at: number, data: Uint8Array): void {
    const record = new Uint8Array(RECORD_HEAD + data.length);
    const view = new DataView(record.buffer);
    view.setUint32(0, kind, true);
    view.setUint32(4, data.length, true);
    view.setBigUint64(8, BigInt(at), true);
    record.set(data, RECORD_HEAD);
    this.#log.writeSync(record);
  }
}

function words(size: number, values: number[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  new Uint32Array(out.buffer).set(values);
  return out;
}

function text(value: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${value}\0`);
}

if (import.meta.main) {
  const [at, image, log] = Deno.args as [string, string, string];
  const disk = new Disk(at, image, log);
  console.log("ready");
  disk.serve();
}
