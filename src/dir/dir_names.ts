/** Names below an open directory. */
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import type { Base } from "../fs/base.ts";
import { changed, type ChmodOptions } from "../fs/chmod.ts";
import { type ChownOptions, owned } from "../fs/chown.ts";
import { linked } from "../fs/hardlink.ts";
import { made as directoryMade, type MkdirOptions } from "../fs/mkdir.ts";
import { made as fifoMade, type MkfifoOptions } from "../fs/mkfifo.ts";
import { made as nodeMade } from "../fs/mknod.ts";
import { target } from "../fs/readlink.ts";
import { renamed, type RenameOptions } from "../fs/rename.ts";
import { gone, type RmOptions } from "../fs/rm.ts";
import { removed } from "../fs/rmdir.ts";
import { linked as symlinked, type SymlinkOptions } from "../fs/symlink.ts";
import { unlinked } from "../fs/unlink.ts";
import { timedAt } from "../fs/utime.ts";
import { HandleBase } from "../handle/handle_base.ts";

/** Where a second path begins. */
export interface IntoOptions extends CallOptions {
  /** The open directory that the second path is relative to. Default: the same. */
  into?: DirNames;
}

/** What changes names below an open directory: each does what the function of that name does, relative to it. */
export abstract class DirNames extends HandleBase {
  /**
   * What paths are relative to.
   * @internal
   */
  protected abstract readonly base: Base;

  /** Creates a directory. See `mkdir`. */
  mkdir(path: string, options: MkdirOptions = {}): Promise<string> {
    return this.run(() => directoryMade(path, options, this.base), options.signal);
  }

  /** The synchronous {@link DirNames.mkdir}. */
  mkdirSync(path: string, options: MkdirOptions = {}): string {
    return this.now(() => directoryMade(path, options, this.base));
  }

  /** Removes an empty directory. See `rmdir`. */
  rmdir(path: string, options?: CallOptions): Promise<void> {
    return this.run(() => removed(path, this.base), options?.signal);
  }

  /** The synchronous {@link DirNames.rmdir}. */
  rmdirSync(path: string): void {
    this.now(() => removed(path, this.base));
  }

  /** Removes a name that is not a directory's. See `unlink`. */
  unlink(path: string, options?: CallOptions): Promise<void> {
    return this.run(() => unlinked(path, this.base), options?.signal);
  }

  /** The synchronous {@link DirNames.unlink}. */
  unlinkSync(path: string): void {
    this.now(() => unlinked(path, this.base));
  }

  /** Removes a file, a link, or a directory, with `recursive` with all that it holds. See `rm`. */
  rm(path: string, options: RmOptions = {}): Promise<void> {
    return this.run(() => gone(path, options, this.base), options.signal);
  }

  /** The synchronous {@link DirNames.rm}. */
  rmSync(path: string, options: RmOptions = {}): void {
    this.now(() => gone(path, options, this.base));
  }

  /** Renames; `to` is relative to `into`. See `rename`. */
  rename(from: string, to: string, options: RenameOptions & IntoOptions = {}): Promise<string> {
    return this.run(
      () => this.#between(options, (into) => renamed(from, to, options, this.base, into)),
      options.signal,
    );
  }

  /** The synchronous {@link DirNames.rename}. */
  renameSync(from: string, to: string, options: RenameOptions & IntoOptions = {}): string {
    return this.now(() => this.#between(options, (into) => renamed(from, to, options, this.base, into)));
  }

  /** Creates a hard link `path`, relative to `into`, to `existing`. See `hardlink`. */
  link(existing: string, path: string, options: IntoOptions = {}): Promise<void> {
    return this.run(() => this.#between(options, (into) => linked(existing, path, this.base, into)), options.signal);
  }

  /** The synchronous {@link DirNames.link}. */
  linkSync(existing: string, path: string, options: IntoOptions = {}): void {
    this.now(() => this.#between(options, (into) => linked(existing, path, this.base, into)));
  }

  /** Creates a symbolic link at `path`, whose text may be anything. See `symlink`. */
  symlink(target: string, path: string, options: SymlinkOptions = {}): Promise<void> {
    return this.run(() => symlinked(target, path, options, this.base), options.signal);
  }

  /** The synchronous {@link DirNames.symlink}. */
  symlinkSync(target: string, path: string, options: SymlinkOptions = {}): void {
    this.now(() => symlinked(target, path, options, this.base));
  }

  /** The text of a symbolic link. See `readlink`. */
  readlink(path: string, options?: CallOptions): Promise<string> {
    return this.run(() => target(path, this.base), options?.signal);
  }

  /** The synchronous {@link DirNames.readlink}. */
  readlinkSync(path: string): string {
    return this.now(() => target(path, this.base));
  }

  /** Sets permission bits. See `chmod`. */
  chmod(path: string, mode: number, options: ChmodOptions = {}): Promise<string> {
    return this.run(() => changed(path, mode, options, this.base), options.signal);
  }

  /** The synchronous {@link DirNames.chmod}. */
  chmodSync(path: string, mode: number, options: ChmodOptions = {}): string {
    return this.now(() => changed(path, mode, options, this.base));
  }

  /** Sets owner and group. See `chown`. */
  chown(path: string, owner: number | null, group: number | null = null, options: ChownOptions = {}): Promise<string> {
    return this.run(() => owned(path, owner, group, true, this.base, options), options.signal);
  }

  /** The synchronous {@link DirNames.chown}. */
  chownSync(path: string, owner: number | null, group: number | null = null, options: ChownOptions = {}): string {
    return this.now(() => owned(path, owner, group, true, this.base, options));
  }

  /** Sets the times of last access and modification. See `utime`. */
  utime(
    path: string,
    atime: number | Date | bigint,
    mtime: number | Date | bigint,
    options?: CallOptions,
  ): Promise<void> {
    return this.run(() => timedAt(path, atime, mtime, true, this.base), options?.signal);
  }

  /** The synchronous {@link DirNames.utime}. */
  utimeSync(path: string, atime: number | Date | bigint, mtime: number | Date | bigint): void {
    this.now(() => timedAt(path, atime, mtime, true, this.base));
  }

  /** Creates a FIFO. See `mkfifo`. */
  mkfifo(path: string, options: MkfifoOptions = {}): Promise<string> {
    return this.run(() => fifoMade(path, options, this.base), options.signal);
  }

  /** The synchronous {@link DirNames.mkfifo}. */
  mkfifoSync(path: string, options: MkfifoOptions = {}): string {
    return this.now(() => fifoMade(path, options, this.base));
  }

  /** Creates a device, a FIFO, a socket or an empty file. See `mknod`. */
  mknod(path: string, mode: number, device: number | bigint = 0, options?: CallOptions): Promise<string> {
    return this.run(() => nodeMade(path, mode, device, this.base), options?.signal);
  }

  /** The synchronous {@link DirNames.mknod}. */
  mknodSync(path: string, mode: number, device: number | bigint = 0): string {
    return this.now(() => nodeMade(path, mode, device, this.base));
  }

  /** Runs a program on a second directory, too, which stays open meanwhile. */
  *#between<T>({ into = this }: IntoOptions, program: (into: Base) => Program<T>): Program<T> {
    if (!(into instanceof DirNames)) throw new TypeError("into must be a DirHandle");
    const unpin = into.base.pin();
    try {
      return yield* program(into.base);
    } finally {
      unpin();
    }
  }
}
