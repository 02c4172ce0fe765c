/** Which filesystems may be asked without waiting: known by device, learned once for each by `statfs` in the pool. */
import { FILESYSTEMS, type Residence } from "../../../ffi/linux/filesystems.ts";
import { STATFS, STATX } from "../../../ffi/linux/structs.ts";
import { asynchronous } from "../../call/asynchronous.ts";
import { Chain, FIRST, type Program } from "../../call/program.ts";
import { c, libc } from "./libc.ts";

/**
 * Numbers of anonymous devices (major 0: tmpfs, overlay, btrfs, NFS) are given anew after an unmount, so what is known
 * of them is asked again after this many milliseconds. A block device's number stays with the disk.
 */
const ANONYMOUS_LIFETIME = 5000;

interface Knowledge {
  readonly residence: Residence;
  readonly until: number;
}

const byMagic = new Map(FILESYSTEMS.map(([magic, name, residence]) => [magic, { name, residence }]));
const byDevice = new Map<number, Knowledge>();
const learning = new Set<number>();

/** A filesystem's name by `f_type`; its number in hexadecimal when it is not in our table. */
export function filesystemName(magic: number): string {
  return byMagic.get(magic >>> 0)?.name ?? `0x${(magic >>> 0).toString(16)}`;
}

/** How the filesystem on a device behaves; `undefined` when nobody has asked yet. */
export function residenceOf(major: number, minor: number): Residence | undefined {
  const known = byDevice.get(key(major, minor));
  if (known === undefined) return undefined;
  return major === 0 && performance.now() > known.until ? undefined : known.residence;
}

/** Remembers what `statfs` said. */
export function learn(major: number, minor: number, magic: number): Residence {
  const residence = byMagic.get(magic >>> 0)?.residence ?? "remote";
  if (byDevice.size > 1000) byDevice.clear();
  byDevice.set(key(major, minor), { residence, until: performance.now() + ANONYMOUS_LIFETIME });
  return residence;
}

/** Asks about the filesystem at `path` in the pool, once for each device at a time; nobody waits for it. */
export function learnLater(path: string, link: boolean, major: number, minor: number): void {
  const device = key(major, minor);
  if (learning.has(device)) return;
  learning.add(device);
  asynchronous(ask(path, link)).finally(() => learning.delete(device));
}

/** The descriptor answers both questions: a path might lead elsewhere the second time. */
function* ask(path: string, link: boolean): Program<void> {
  const which = libc.statx(FIRST, "", c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC, c.STATX_BASIC_STATS, STATX);
  const kind = libc.fstatfs(FIRST, STATFS);
  const flags = c.O_PATH | c.O_CLOEXEC | (link ? c.O_NOFOLLOW : 0);
  const open = libc.openat(c.AT_FDCWD, path, flags, 0).via("remote");
  const chain = new Chain(open, [which, kind, libc.close(FIRST)]);
  const fd = yield chain;
  const [, asked, told] = chain.results as [number, number, number];
  if (fd >= 0 && asked >= 0 && told >= 0) {
    const major = STATX.stx_dev_major.get(which.view, which.at);
    const minor = STATX.stx_dev_minor.get(which.view, which.at);
    learn(major, minor, STATFS.f_type.get(kind.view, kind.at));
  }
  if (fd >= 0 && !chain.closed) yield libc.close(fd);
}

let root: Residence | undefined;
let askingRoot = false;

/** How the filesystem under `/` behaves; `undefined` until the pool has found out. A process keeps its root. */
export function rootResidence(): Residence | undefined {
  if (root === undefined && !askingRoot) {
    askingRoot = true;
    asynchronous(askRoot()).finally(() => askingRoot = false);
  }
  return root;
}

function* askRoot(): Program<void> {
  const kind = libc.statfs("/", STATFS).via("remote");
  if ((yield kind) === 0) root = byMagic.get(STATFS.f_type.get(kind.view, kind.at) >>> 0)?.residence ?? "remote";
}

function key(major: number, minor: number): number {
  return major * 0x10_0000 + minor; // the kernel's minors have 20 bits
}
