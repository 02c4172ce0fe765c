/**
 * Files and directories that are watched: each is open once and has one knote, whoever watches it. As long as it is open,
 * its inode's number is given to nothing else.
 */
import type { RawStat } from "../contract.ts";
import { perform } from "../../call/synchronous.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { libsystem } from "./libsystem.ts";

/** Whoever is told of vnodes. */
export interface Listener {
  /** What has happened, as `NOTE_*`: `NOTE_WRITE` for whatever has changed what is in it, `NOTE_ATTRIB` for the rest. */
  happened(vnode: Vnode, notes: number): void;
  /** All that was queued has been told. */
  taken(): void;
}

type Identity = Pick<RawStat, "inodeLow" | "inodeHigh">;

/** A file or directory that is watched. */
export class Vnode {
  readonly dev: number;
  readonly inodeLow: number;
  readonly inodeHigh: number;
  mode = 0;
  uid = 0;
  gid = 0;
  flags = 0;
  size = 0;
  /** Whether it has lost its last name. */
  gone = false;
  /** The notes that its knote asks for; 0 before there is one. */
  notes = 0;
  /** How often it is used, by whom. */
  readonly users = new Map<Listener, number>();

  /** `key`: what it is called in changes. */
  constructor(readonly key: number, readonly fd: number, stat: RawStat) {
    this.dev = stat.dev;
    this.inodeLow = stat.inodeLow;
    this.inodeHigh = stat.inodeHigh;
    this.remember(stat);
  }

  get isDirectory(): boolean {
    return (this.mode & p.S_IFMT) === p.S_IFDIR;
  }

  /** Keeps what it is like now; returns whether its attributes are others than before. */
  remember({ mode, uid, gid, flags, size }: RawStat): boolean {
    const changed = this.mode !== mode || this.uid !== uid || this.gid !== gid || this.flags !== (flags ?? 0);
    this.mode = mode;
    this.uid = uid;
    this.gid = gid;
    this.flags = flags ?? 0;
    this.size = size;
    return changed;
  }
}

const byKey = new Map<number, Vnode>();
const byIdentity = new Map<string, Vnode>();
let lastKey = 0;

function identity(dev: number, { inodeLow, inodeHigh }: Identity): string {
  return `${dev} ${inodeHigh} ${inodeLow}`;
}

/** What is called so in changes. */
export function vnodeOf(key: number): Vnode | undefined {
  return byKey.get(key);
}

/** What has this inode, if it is watched already. */
export function findVnode(dev: number, inode: Identity): Vnode | undefined {
  return byIdentity.get(identity(dev, inode));
}

/** How many there are. */
export function vnodeCount(): number {
  return byKey.size;
}

/** All of them. */
export function vnodes(): Iterable<Vnode> {
  return byKey.values();
}

/** What an open descriptor stands for, which it takes over; used by `listener` once more. */
export function adopt(fd: number, stat: RawStat, listener: Listener): Vnode {
  const found = findVnode(stat.dev, stat);
  if (found !== undefined) perform(libsystem.close(fd), 0);
  const vnode = found ?? new Vnode(++lastKey, fd, stat);
  byKey.set(vnode.key, vnode);
  byIdentity.set(identity(vnode.dev, vnode), vnode);
  return use(vnode, listener);
}

/** Uses a vnode once more. */
export function use(vnode: Vnode, listener: Listener): Vnode {
  vnode.users.set(listener, (vnode.users.get(listener) ?? 0) + 1);
  return vnode;
}

/** Uses it once less: what nobody uses is closed, which drops its knote. */
export function release(vnode: Vnode, listener: Listener): void {
  const rest = vnode.users.get(listener)! - 1;
  if (rest > 0) vnode.users.set(listener, rest);
  else vnode.users.delete(listener);
  if (vnode.users.size > 0) return;
  byKey.delete(vnode.key);
  byIdentity.delete(identity(vnode.dev, vnode));
  perform(libsystem.close(vnode.fd), 0);
}
