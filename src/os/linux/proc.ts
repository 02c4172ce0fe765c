/** What the kernel says of itself and of processes: proc(5). */
import { Chain, FIRST, type Program } from "../../call/program.ts";
import { decodeName } from "../../call/text.ts";
import { at } from "../posix/names.ts";
import { c, libc } from "./libc.ts";

/** No file that is read here is longer. Bytes. */
const ROOM = { size: 4096 };

/** One of the kernel's short texts; empty where it says nothing. */
function* text(path: string): Program<string> {
  const read = libc.readInto(FIRST, ROOM, BigInt(ROOM.size));
  const chain = new Chain(libc.openat(c.AT_FDCWD, path, c.O_RDONLY | c.O_CLOEXEC, 0), [read, libc.close(FIRST)]);
  const fd = yield chain;
  const length = chain.results[1]!;
  const told = fd >= 0 && length > 0 ? decodeName(bytesOf(read.view), read.at, read.at + length) : "";
  if (fd >= 0 && !chain.closed) yield libc.close(fd);
  return told;
}

function bytesOf({ buffer, byteOffset, byteLength }: DataView): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** `boot_id`: random, new with each boot. */
export function* bootId(): Program<string> {
  return (yield* text("/proc/sys/kernel/random/boot_id")).trim();
}

/** `starttime`, in clock ticks since the boot: the 22nd field, behind a name that may hold anything. */
export function* startOf(pid: number): Program<string> {
  const stat = yield* text(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

/** The inode of this process' pid namespace: namespaces(7). */
export function* pidNamespace(): Program<string> {
  const target = new Uint8Array(64);
  const length = yield at.readlinkat(c.AT_FDCWD, "/proc/self/ns/pid", target, BigInt(target.length));
  return length < 0 ? "" : /\d+/.exec(decodeName(target, 0, length))?.[0] ?? "";
}

/** A setting of the kernel that is a number, by its path below `/proc/sys`. */
export function* settingOf(path: string): Program<number | undefined> {
  return parseInt(yield* text(`/proc/sys/${path}`)) || undefined;
}
