/**
 * Files on a server, changed there: a FUSE filesystem (`fuse(4)`, `<linux/fuse.h>`) of one directory, whose files all have
 * the same times for ever. This kernel changes nothing in it, so that it has nothing to tell.
 *
 * `deno run -A remote_files.ts MOUNTPOINT` says `ready`, then takes lines `write NAME TEXT`, `remove NAME`,
 * `rename NAME NAME` and `silent`, and answers each with `done`. It ends when it is unmounted.
 */
import { TextLineStream } from "./lines.ts";

const OPCODE = {
  LOOKUP: 1,
  FORGET: 2,
  GETATTR: 3,
  OPEN: 14,
  READ: 15,
  STATFS: 17,
  RELEASE: 18,
  FLUSH: 25,
  INIT: 26,
  OPENDIR: 27,
  READDIR: 28,
  RELEASEDIR: 29,
  INTERRUPT: 36,
  BATCH_FORGET: 42,
} as const;
/** Bytes of `struct fuse_in_header`, `fuse_out_header`, `fuse_attr`, `fuse_dirent` without its name. */
const IN = 40, OUT = 16, ATTR = 88, DIRENT = 24;
/** `FOPEN_DIRECT_IO`: what is read is the server's. */
const DIRECT = 1;
const ENOENT = 2, ENOSYS = 38;
const ROOT = 1n;
const S_IFDIR = 0o040000, S_IFREG = 0o100000, DT_REG = 8;

interface RemoteFile {
  readonly inode: bigint;
  readonly content: Uint8Array;
}

const libc = Deno.dlopen("libc.so.6", {
  // int open(const char *path, int flags)    open(2)
  open: { parameters: ["buffer", "i32"], result: "i32" },
  // int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)    mount(2)
  mount: { parameters: ["buffer", "buffer", "buffer", "u64", "buffer"], result: "i32" },
  // ssize_t read(int fd, void *buffer, size_t count)    read(2)
  read: { parameters: ["i32", "buffer", "usize"], result: "isize", nonblocking: true },
  // ssize_t write(int fd, const void *buffer, size_t count)    write(2)
  write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
});

const files = new Map<string, RemoteFile>();
let lastInode = ROOT;
/** Whether it keeps to itself which filesystem it is. */
let saysNothing = false;

/** Does on the server what a line says. */
function change(line: string): void {
  const [command, name, other] = line.split(" ") as [string, string, string];
  const known = files.get(name);
  if (command === "silent") saysNothing = true;
  else if (command === "write") files.set(name, { inode: known?.inode ?? ++lastInode, content: bytes(other) });
  else files.delete(name);
  if (command === "rename") files.set(other, known!);
}

/** Answers the kernel until it is unmounted. */
async function serve(fd: number): Promise<void> {
  const request = new Uint8Array(256 << 10);
  for (;;) {
    const length = Number(await libc.symbols.read(fd, request, BigInt(request.length)));
    if (length < IN) return; // ENODEV: unmounted
    const view = new DataView(request.buffer);
    const opcode = view.getUint32(4, true);
    if (opcode === OPCODE.FORGET || opcode === OPCODE.BATCH_FORGET || opcode === OPCODE.INTERRUPT) continue;
    const answer = answerTo(opcode, view.getBigUint64(16, true), new DataView(request.buffer, IN, length - IN));
    const body = typeof answer === "number" ? new Uint8Array() : answer;
    const reply = new Uint8Array(OUT + body.length);
    const head = new DataView(reply.buffer);
    head.setUint32(0, reply.length, true);
    head.setInt32(4, typeof answer === "number" ? -answer : 0, true);
    head.setBigUint64(8, view.getBigUint64(8, true), true);
    reply.set(body, OUT);
    libc.symbols.write(fd, reply, BigInt(reply.length));
  }
}

/** What comes behind the head, or an error number. */
function answerTo(opcode: number, node: bigint, body: DataView<ArrayBuffer>): Uint8Array | number {
  const file = [...files.values()].find(({ inode }) => inode === node);
  switch (opcode) {
    case OPCODE.INIT: // major, minor
      return words(64, [7, 31]);
    case OPCODE.GETATTR: { // struct fuse_attr_out
      if (file === undefined && node !== ROOT) return ENOENT;
      const out = words(16 + ATTR, []);
      out.set(attributes(file), 16);
      return out;
    }
    case OPCODE.LOOKUP: { // struct fuse_entry_out
      const name = new TextDecoder().decode(new Uint8Array(body.buffer, IN, body.byteLength - 1));
      const found = files.get(name);
      if (found === undefined) return ENOENT;
      const out = words(40 + ATTR, []);
      new DataView(out.buffer).setBigUint64(0, found.inode, true);
      out.set(attributes(found), 40);
      return out;
    }
    case OPCODE.OPEN:
    case OPCODE.OPENDIR: // fh (u64), open_flags
      return words(16, [0, 0, DIRECT]);
    case OPCODE.READ: // fh (u64), offset (u64), size
      if (file === undefined) return ENOENT;
      return file.content.subarray(Number(body.getBigUint64(8, true))).subarray(0, body.getUint32(16, true));
    case OPCODE.READDIR:
      return body.getBigUint64(8, true) === 0n ? entries() : new Uint8Array();
    case OPCODE.STATFS: // struct fuse_kstatfs
      return saysNothing ? ENOSYS : words(80, []);
    case OPCODE.RELEASE:
    case OPCODE.RELEASEDIR:
    case OPCODE.FLUSH:
      return 0;
  }
  return ENOSYS;
}

/** `struct fuse_attr`; of the directory without a file. */
function attributes(file: RemoteFile | undefined): Uint8Array {
  const out = words(ATTR, []);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, file?.inode ?? ROOT, true); // ino
  view.setBigUint64(8, BigInt(file?.content.length ?? 0), true); // size
  view.setUint32(60, file === undefined ? S_IFDIR | 0o755 : S_IFREG | 0o644, true); // mode
  view.setUint32(64, 1, true); // nlink
  view.setUint32(80, 4096, true); // blksize
  return out;
}

/** `struct fuse_dirent`, one behind the other. */
function entries(): Uint8Array {
  const parts = [...files].map(([name, { inode }], i) => {
    const text = bytes(name);
    const out = new Uint8Array((DIRENT + text.length + 7) & ~7);
    const view = new DataView(out.buffer);
    view.setBigUint64(0, inode, true);
    view.setBigUint64(8, BigInt(i + 1), true);
    view.setUint32(16, text.length, true);
    view.setUint32(20, DT_REG, true);
    out.set(text, DIRENT);
    return out;
  });
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function words(size: number, values: number[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(size);
  new Uint32Array(out.buffer).set(values);
  return out;
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

if (import.meta.main) {
  const O_RDWR = 2;
  const fd = libc.symbols.open(bytes("/dev/fuse\0"), O_RDWR);
  const data = bytes(`fd=${fd},rootmode=40000,user_id=0,group_id=0\0`);
  const type = bytes("fuse\0");
  if (libc.symbols.mount(type, bytes(`${Deno.args[0]}\0`), type, 0n, data) !== 0) throw new Error("mount");
  const served = serve(fd).then(() => Deno.exit());
  console.log("ready");
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) {
    change(line);
    console.log("done");
  }
  await served;
}
