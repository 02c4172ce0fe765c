/**
 * A model of the states that a crash of the machine may leave, over recorded calls: not a power cut (that is
 * `power_loss_test.ts`, on ext4), but every filesystem that keeps what POSIX and Linux's manuals promise, and nothing more:
 *
 * - Data that were written and not synced (`fsync(2)`) are there, or not, or in part, or as zeros of the same length.
 * - What was done to names and not synced by an `fsync` of the directory is there or not: each operation for itself,
 *   whatever became of those before it. One rename is there entirely or not at all.
 * - What was synced is there.
 *
 * Journals are stricter, each in its own way: ext4 and XFS keep the order of what was done to names.
 */
import { os } from "../../src/os/os.ts";
import type { Made } from "./third_driver.ts";

/** Whether a call syncs what is open. */
export function isSync({ name, args }: Pick<Made, "name" | "args">): boolean {
  return name === "fsync" || (name.startsWith("fcntl") && args[1] === F_FULLFSYNC);
}

/** A file's content, whatever its names are. */
interface Inode {
  written: string;
  synced: string;
}

/** What was done to names in one step: `undefined` is no file. */
type Step = ReadonlyMap<string, Inode | undefined>;

/** macOS's `fcntl` that syncs: `<sys/fcntl.h>`. */
const F_FULLFSYNC = 51;

/** A directory while calls are replayed. */
export class Model {
  readonly #directory: string;
  /** On the disk, and since then. */
  readonly #names: Map<string, Inode>;
  #pending: Step[] = [];
  readonly #open = new Map<number, Inode | "directory">();

  /** A directory with these files, which are on the disk. */
  constructor(directory: string, files: Readonly<Record<string, string>>) {
    this.#directory = directory;
    this.#names = new Map(
      Object.entries(files).map(([name, content]) => [name, { written: content, synced: content }]),
    );
  }

  /** Replays a call. */
  make({ name, args, result }: Made): void {
    if (result < 0) return;
    const [first, second, third] = args;
    const paths = args.filter((argument) => typeof argument === "string");
    const [from, to] = paths.map((path) => this.#nameOf(path));
    if (name.startsWith("openat")) this.#open.set(result, this.#opened(second as string, third as number));
    else if (name === "write") this.#written(first as number, second as Uint8Array, result);
    else if (isSync({ name, args })) this.#synced(first as number);
    else if (name.startsWith("renameat")) this.#name([[from!, undefined], [to!, this.#now(from!)]]);
    else if (name === "linkat") this.#name([[to!, this.#linked(paths[0]!)]]);
    else if (name === "unlinkat") this.#name([[from!, undefined]]);
    else if (name === "close") this.#open.delete(first as number);
  }

  /** All that may be found under a name when the machine crashes now; `undefined` is no file. */
  found(name: string): Set<string | undefined> {
    const all = new Set<string | undefined>();
    for (let kept = 0; kept < 1 << this.#pending.length; kept++) {
      const names = new Map(this.#names);
      this.#pending.filter((_, i) => (kept >> i & 1) === 1).forEach((step) => apply(names, step));
      const inode = names.get(name);
      if (inode === undefined) all.add(undefined);
      else for (const content of contents(inode)) all.add(content);
    }
    return all;
  }

  #nameOf(path: string): string {
    return path.slice(path.lastIndexOf("/") + 1);
  }

  #opened(path: string, flags: number): Inode | "directory" {
    const inode = { written: "", synced: "" };
    // A directory is opened for writing by `O_TMPFILE` alone, which makes a file without a name: open(2).
    if (path === this.#directory) return (flags & os.O.ACCMODE) === os.O.RDONLY ? "directory" : inode;
    const there = this.#now(this.#nameOf(path));
    if (there !== undefined) return there;
    if ((flags & os.O.CREAT) !== 0) this.#name([[this.#nameOf(path), inode]]);
    return inode;
  }

  #written(fd: number, bytes: Uint8Array, length: number): void {
    const inode = this.#open.get(fd);
    if (typeof inode === "object") inode.written += new TextDecoder().decode(bytes.subarray(0, length));
  }

  #synced(fd: number): void {
    const what = this.#open.get(fd);
    if (typeof what === "object") what.synced = what.written;
    else if (what === "directory") { for (const step of this.#pending.splice(0)) apply(this.#names, step); }
  }

  /** What a name stands for while nothing has crashed. */
  #now(name: string): Inode | undefined {
    const names = new Map(this.#names);
    for (const step of this.#pending) apply(names, step);
    return names.get(name);
  }

  /** `/proc/self/fd/N`, or a name. */
  #linked(path: string): Inode | undefined {
    const fd = /^\/proc\/self\/fd\/(\d+)$/.exec(path);
    const open = fd === null ? undefined : this.#open.get(Number(fd[1]));
    return typeof open === "object" ? open : this.#now(this.#nameOf(path));
  }

  #name(step: readonly (readonly [string, Inode | undefined])[]): void {
    this.#pending.push(new Map(step));
  }
}

function apply(names: Map<string, Inode>, step: Step): void {
  for (const [name, inode] of step) {
    if (inode === undefined) names.delete(name);
    else names.set(name, inode);
  }
}

/** What may be found in a file. */
function contents({ written, synced }: Inode): string[] {
  if (written === synced) return [written];
  return [synced, written, written.slice(0, written.length >> 1), "\0".repeat(written.length)];
}
