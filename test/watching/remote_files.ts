/**
 * Files on a server, changed there: a FUSE filesystem of one directory, whose files all have the same times for ever. This
 * kernel changes nothing in it, so that it has nothing to tell.
 *
 * `deno run -A remote_files.ts MOUNTPOINT` says `ready`, then takes lines `write NAME TEXT`, `remove NAME`,
 * `rename NAME NAME` and `silent`, and answers each with `done`. It ends when it is unmounted.
 */
import { type Answer, attributes, DIRECT, ERROR, OPCODE, type Request, ROOT, serve, words } from "../fuse.ts";
import { TextLineStream } from "./lines.ts";

/** Bytes of `struct fuse_dirent` without its name, and of what comes before `fuse_attr` in `fuse_attr_out` and `fuse_entry_out`. */
const DIRENT = 24, ATTR_OUT = 16, ENTRY_OUT = 40;
const S_IFDIR = 0o040000, S_IFREG = 0o100000, DT_REG = 8;

interface RemoteFile {
  readonly inode: bigint;
  readonly content: Uint8Array;
}

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

/** Answers the kernel. */
function answerTo({ opcode, node, body }: Request): Answer {
  const file = [...files.values()].find(({ inode }) => inode === node);
  switch (opcode) {
    case OPCODE.INIT: // major, minor
      return words(64, [7, 31]);
    case OPCODE.GETATTR:
      return file === undefined && node !== ROOT ? ERROR.ENOENT : attributesOf(ATTR_OUT, file);
    case OPCODE.LOOKUP: {
      const name = new TextDecoder().decode(new Uint8Array(body.buffer, body.byteOffset, body.byteLength - 1));
      const found = files.get(name);
      if (found === undefined) return ERROR.ENOENT;
      const out = attributesOf(ENTRY_OUT, found);
      new DataView(out.buffer).setBigUint64(0, found.inode, true);
      return out;
    }
    case OPCODE.OPEN:
    case OPCODE.OPENDIR: // fh (u64), open_flags
      return words(16, [0, 0, DIRECT]);
    case OPCODE.READ: // fh (u64), offset (u64), size
      if (file === undefined) return ERROR.ENOENT;
      return file.content.subarray(Number(body.getBigUint64(8, true))).subarray(0, body.getUint32(16, true));
    case OPCODE.READDIR:
      return body.getBigUint64(8, true) === 0n ? entries() : new Uint8Array();
    case OPCODE.STATFS: // struct fuse_kstatfs
      return saysNothing ? ERROR.ENOSYS : words(80, []);
    case OPCODE.RELEASE:
    case OPCODE.RELEASEDIR:
    case OPCODE.FLUSH:
      return 0;
  }
  return ERROR.ENOSYS;
}

/** Metadata behind so many bytes; of the directory without a file. */
function attributesOf(before: number, file: RemoteFile | undefined): Uint8Array<ArrayBuffer> {
  const mode = file === undefined ? S_IFDIR | 0o755 : S_IFREG | 0o644;
  return attributes(before, file?.inode ?? ROOT, mode, file?.content.length ?? 0);
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

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

if (import.meta.main) {
  const served = serve(Deno.args[0]!, S_IFDIR, answerTo).then(() => Deno.exit());
  console.log("ready");
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  for await (const line of lines) {
    change(line);
    console.log("done");
  }
  await served;
}
