/**
 * A disk in a file that nobody has: a FUSE filesystem whose root is one regular file, to be put under a loop device. It
 * keeps a log of what reaches it, in order: every write, every flush (`fsync`), and marks. Extended attributes that are set
 * on it tell it what to do: `user.mark` sets a mark, and with `user.broken` every write with these bytes in it fails
 * (`EIO`) from then on; none does when there are none. Locks it refuses (`EOPNOTSUPP`).
 *
 * `deno run -A logging_disk.ts MOUNTPOINT IMAGE LOG`: the content is IMAGE's, which stays as it is. It says `ready`, and
 * ends when it is unmounted.
 */
import { type Answer, attributes, DIRECT, ERROR, OPCODE, type Request, ROOT, serve, words } from "../fuse.ts";

/** What a record of the log tells of. Its head is 16 bytes: kind and length (u32), offset (u64); then come the data. */
export const RECORD = { write: 1, flush: 2, mark: 3 } as const;
export const RECORD_HEAD = 16;

/** Bytes of `fuse_write_in`, `fuse_setxattr_in` (without the extension), and of what comes before `fuse_attr` in its answer. */
const WRITE_IN = 40, SETXATTR_IN = 8, ATTR_OUT = 16;
const LARGEST_WRITE = 128 << 10;
/** Flags of `struct fuse_init_out`: larger writes, and locks (`fcntl`, `flock`) that are asked for here. */
const FLAGS = 1 << 5 | 1 << 1 | 1 << 10;
const MODE = 0o100600;

const LATIN = new TextDecoder("latin1");

class Disk {
  readonly #content: Uint8Array;
  readonly #log: Deno.FsFile;
  #broken = "";

  constructor(image: string, log: string) {
    this.#content = Deno.readFileSync(image);
    this.#log = Deno.openSync(log, { write: true, create: true, truncate: true });
  }

  answer({ opcode, body }: Request): Answer {
    switch (opcode) {
      case OPCODE.INIT: // major, minor, max_readahead, flags, (background), max_write
        return words(64, [7, 31, 0, FLAGS, 0, LARGEST_WRITE]);
      case OPCODE.GETATTR:
      case OPCODE.SETATTR:
        return attributes(ATTR_OUT, ROOT, MODE, this.#content.length);
      case OPCODE.OPEN: // fh (u64), open_flags
        return words(16, [0, 0, DIRECT]);
      case OPCODE.STATFS: // its kind the kernel says
        return words(80, []);
      case OPCODE.RELEASE:
      case OPCODE.FLUSH:
        return 0;
      case OPCODE.READ: { // fh (u64), offset (u64), size
        const at = Number(body.getBigUint64(8, true));
        return this.#content.subarray(at, at + body.getUint32(16, true));
      }
      case OPCODE.WRITE: // the same, and more
        return this.#write(Number(body.getBigUint64(8, true)), bytesOf(body).subarray(WRITE_IN));
      case OPCODE.FSYNC:
        this.#record(RECORD.flush, 0, new Uint8Array());
        return 0;
      case OPCODE.SETLK:
      case OPCODE.SETLKW:
        return ERROR.EOPNOTSUPP;
      case OPCODE.SETXATTR: // size, flags; the name, the value
        return this.#told(bytesOf(body).subarray(SETXATTR_IN), body.getUint32(0, true));
    }
    return ERROR.ENOSYS;
  }

  #write(at: number, data: Uint8Array): Answer {
    if (this.#broken !== "" && LATIN.decode(data).includes(this.#broken)) return ERROR.EIO;
    this.#content.set(data, at);
    this.#record(RECORD.write, at, data);
    return words(8, [data.length]);
  }

  /** An attribute was set: its name, and a value of this length. */
  #told(text: Uint8Array, length: number): Answer {
    const end = text.indexOf(0);
    const value = text.subarray(end + 1).subarray(0, length);
    if (LATIN.decode(text.subarray(0, end)) === "user.mark") this.#record(RECORD.mark, 0, value);
    else this.#broken = LATIN.decode(value);
    return 0;
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

function bytesOf({ buffer, byteOffset, byteLength }: DataView<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

if (import.meta.main) {
  const [at, image, log] = Deno.args as [string, string, string];
  const disk = new Disk(image, log);
  const served = serve(at, MODE, (request) => disk.answer(request));
  console.log("ready");
  await served;
}
