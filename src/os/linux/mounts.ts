/**
 * What is mounted where: a directory on which something is mounted leads elsewhere from then on, of which inotify does not
 * tell. The kernel tells of `/proc/self/mountinfo` that it has changed, as of an exceptional condition: proc(5).
 */
import { POSIX } from "../../../ffi/posix/calls.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { POLLFD } from "../../../ffi/posix/structs.ts";
import { bind } from "../../call/library.ts";
import type { Interest } from "../../call/poller.ts";
import { poller } from "../../call/reactor.ts";
import { perform } from "../../call/synchronous.ts";
import { decodeName } from "../../call/text.ts";
import { c, libc } from "./libc.ts";

const { poll } = bind({ poll: POSIX.poll });
/** Bytes of one read. */
const ROOM = 64 << 10;

/** Is told of mount points that have come or gone. */
export type MountListener = (paths: readonly string[]) => void;

let table = -1;
let interest: Interest | number | undefined;
let known: ReadonlySet<string> = new Set();
const listeners = new Set<MountListener>();
const asked = new Uint8Array(POLLFD.size);

/** Tells a listener from now on; without `/proc` it is never told. */
export function followMounts(listener: MountListener): void {
  listeners.add(listener);
  if (table >= 0) return;
  table = perform(libc.openat(c.AT_FDCWD, "/proc/self/mountinfo", c.O_RDONLY | c.O_CLOEXEC, 0), 0);
  if (table < 0) return;
  known = mounts();
  interest = poller().ready(table, p.POLLPRI, changed);
}

/** Tells a listener no more. */
export function leaveMounts(listener: MountListener): void {
  listeners.delete(listener);
  if (listeners.size > 0 || table < 0) return;
  if (typeof interest === "object") interest.end();
  perform(libc.close(table), 0);
  table = -1;
}

/** Tells at once what has changed. */
export function lookAtMounts(): void {
  if (table < 0) return;
  const view = new DataView(asked.buffer);
  POLLFD.fd.set(view, 0, table);
  POLLFD.events.set(view, 0, p.POLLPRI);
  if (perform(poll(asked, 1n, 0), 0) > 0) changed();
}

function changed(): void {
  const before = known;
  known = mounts();
  const paths = new Set([...known.symmetricDifference(before)].map((line) => pathOf(line)));
  if (paths.size > 0) { for (const listener of [...listeners]) listener([...paths]); }
}

/** One line for each mount: number, parent, device, root, mount point, and what does not matter here. */
function mounts(): ReadonlySet<string> {
  const parts: number[] = [];
  const buffer = new Uint8Array(ROOM);
  perform(libc.lseek(table, 0n, p.SEEK_SET), 0);
  for (let count = 1; count > 0;) {
    count = perform(libc.read(table, buffer, BigInt(ROOM)), 0);
    for (let i = 0; i < count; i++) parts.push(buffer[i]!);
  }
  const lines = decodeName(Uint8Array.from(parts), 0, parts.length).split("\n");
  return new Set(lines.filter((line) => line !== "").map((line) => line.split(" ", 5).join(" ")));
}

/** The mount point in a line: spaces and their like are written in octal. */
function pathOf(line: string): string {
  return line.split(" ")[4]!.replace(/\\([0-7]{3})/g, (_, digits) => String.fromCharCode(parseInt(digits, 8)));
}
