/** Position, metadata and space of an open file. */
import type { CallOptions } from "../call/call_options.ts";
import { toMode, toOffset, toSize } from "../integer.ts";
import type { Advice, AllocateMode } from "../os/contract.ts";
import { os } from "../os/os.ts";
import type { FileInfo } from "../stat/file_info.ts";
import { fstatOf } from "../stat/fstat.ts";
import { advised, allocated, changed, done, isAtEnd, punched, seekTo } from "./change_programs.ts";
import { flagged } from "./file_flags.ts";
import { toSetId } from "./set_owner.ts";
import { toSetTime } from "./set_time.ts";
import { WritingHandle } from "./writing_handle.ts";

/** Position, metadata and space of an open file. */
export abstract class ChangingHandle extends WritingHandle {
  /** Moves the position, by `lseek(2)`; returns it, in bytes from the start. */
  seek(offset: number | bigint, whence: Deno.SeekMode, options?: CallOptions): Promise<number> {
    return this.inTurn((file) => seekTo(file, toOffset(offset, "offset"), whence), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.seek}. */
  seekSync(offset: number | bigint, whence: Deno.SeekMode): number {
    return this.now((file) => seekTo(file, toOffset(offset, "offset"), whence));
  }

  /** The position, in bytes from the start. */
  position(options?: CallOptions): Promise<number> {
    return this.seek(0, Deno.SeekMode.Current, options);
  }

  /** The synchronous {@link ChangingHandle.position}. */
  positionSync(): number {
    return this.seekSync(0, Deno.SeekMode.Current);
  }

  /** Moves the position to the start. */
  seekStart(options?: CallOptions): Promise<number> {
    return this.seek(0, Deno.SeekMode.Start, options);
  }

  /** The synchronous {@link ChangingHandle.seekStart}. */
  seekStartSync(): number {
    return this.seekSync(0, Deno.SeekMode.Start);
  }

  /** Moves the position to the end; returns it. */
  seekEnd(options?: CallOptions): Promise<number> {
    return this.seek(0, Deno.SeekMode.End, options);
  }

  /** The synchronous {@link ChangingHandle.seekEnd}. */
  seekEndSync(): number {
    return this.seekSync(0, Deno.SeekMode.End);
  }

  /** Moves the position by so many bytes, forwards or back; returns it. */
  skip(count: number | bigint, options?: CallOptions): Promise<number> {
    return this.seek(count, Deno.SeekMode.Current, options);
  }

  /** The synchronous {@link ChangingHandle.skip}. */
  skipSync(count: number | bigint): number {
    return this.seekSync(count, Deno.SeekMode.Current);
  }

  /** Whether the position is at or beyond the end of the file. */
  eof(options?: CallOptions): Promise<boolean> {
    return this.inTurn((file) => isAtEnd(file), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.eof}. */
  eofSync(): boolean {
    return this.now((file) => isAtEnd(file));
  }

  /** Metadata of the file, by its descriptor. */
  stat(options?: CallOptions): Promise<FileInfo> {
    return this.run((file) => fstatOf(file, file.path), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.stat}. */
  statSync(): FileInfo {
    return this.now((file) => fstatOf(file, file.path));
  }

  /** The file's size in bytes. */
  async size(options?: CallOptions): Promise<number> {
    return (await this.stat(options)).size;
  }

  /** The synchronous {@link ChangingHandle.size}. */
  sizeSync(): number {
    return this.statSync().size;
  }

  /** Cuts the file to `length` bytes, or fills it up with zeros: `ftruncate(2)`. The position stays. */
  truncate(length: number | bigint = 0, options?: CallOptions): Promise<void> {
    const program = () => toSize(length, "length");
    return this.inTurn((file) => done(os.truncate(file, program()), "ftruncate", file), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.truncate}. */
  truncateSync(length: number | bigint = 0): void {
    this.now((file) => done(os.truncate(file, toSize(length, "length")), "ftruncate", file));
  }

  /** Waits until the file's data and metadata are on the disk: `fsync(2)`. */
  sync(options?: CallOptions): Promise<void> {
    return this.inTurn((file) => done(os.sync(file), "fsync", file), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.sync}. */
  syncSync(): void {
    this.now((file) => done(os.sync(file), "fsync", file));
  }

  /** Waits until the file's data, and the metadata that reading it needs, are on the disk: `fdatasync(2)`. */
  syncData(options?: CallOptions): Promise<void> {
    return this.inTurn((file) => done(os.syncData(file), "fdatasync", file), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.syncData}. */
  syncDataSync(): void {
    this.now((file) => done(os.syncData(file), "fdatasync", file));
  }

  /** Sets the permission bits: `fchmod(2)`. */
  chmod(mode: number, options?: CallOptions): Promise<void> {
    return this.run((file) => changed(os.chmod(file, toMode(mode)), "fchmod", file), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.chmod}. */
  chmodSync(mode: number): void {
    this.now((file) => changed(os.chmod(file, toMode(mode)), "fchmod", file));
  }

  /** Sets owner and group: `fchown(2)`; `null` or −1 leaves one as it is. */
  chown(uid: number | null, gid: number | null = null, options?: CallOptions): Promise<void> {
    return this.run((file) => changed(os.chown(file, toSetId(uid), toSetId(gid)), "fchown", file), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.chown}. */
  chownSync(uid: number | null, gid: number | null = null): void {
    this.now((file) => changed(os.chown(file, toSetId(uid), toSetId(gid)), "fchown", file));
  }

  /**
   * Sets macOS's file flags, all at once, bits of `UF` and `SF`: `fchflags(2)`. The other systems have none.
   *
   * @throws {Deno.errors.NotSupported} Not on macOS, or `EOPNOTSUPP`: the filesystem, which the message names, has none.
   */
  chflags(flags: number, options?: CallOptions): Promise<void> {
    return this.run((file) => flagged(file, flags), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.chflags}. */
  chflagsSync(flags: number): void {
    this.now((file) => flagged(file, flags));
  }

  /** Sets the times of last access and change: a `Date`, seconds, or nanoseconds as a bigint. `futimens(3)` */
  utime(atime: number | Date | bigint, mtime: number | Date | bigint, options?: CallOptions): Promise<void> {
    return this.run(
      (file) => done(os.utime(file, toSetTime(atime), toSetTime(mtime)), "futimens", file),
      options?.signal,
    );
  }

  /** The synchronous {@link ChangingHandle.utime}. */
  utimeSync(atime: number | Date | bigint, mtime: number | Date | bigint): void {
    this.now((file) => done(os.utime(file, toSetTime(atime), toSetTime(mtime)), "futimens", file));
  }

  /** Sets both times to the system's now. */
  touch(options?: CallOptions): Promise<void> {
    return this.run((file) => done(os.utime(file, "now", "now"), "futimens", file), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.touch}. */
  touchSync(): void {
    this.now((file) => done(os.utime(file, "now", "now"), "futimens", file));
  }

  /**
   * Makes sure that a range of bytes has its place on the disk: `fallocate(2)`. `mode` decides what becomes of the
   * file: `"allocate"` (grows it as needed), `"keepSize"`, `"zero"` (zeroes the range), `"collapse"` (takes the range
   * out), `"insert"` (puts a hole in).
   *
   * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`: the filesystem, which the message names, cannot.
   * @throws {Error} `ENOSPC`: there is no room.
   */
  allocate(
    offset: number | bigint,
    length: number | bigint,
    mode: AllocateMode = "allocate",
    options?: CallOptions,
  ): Promise<void> {
    return this.run((file) => allocated(file, offset, length, mode), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.allocate}. */
  allocateSync(offset: number | bigint, length: number | bigint, mode: AllocateMode = "allocate"): void {
    this.now((file) => allocated(file, offset, length, mode));
  }

  /** Gives a range of bytes back to the disk; it reads as zeros, the size stays: `fallocate(2)`, `FALLOC_FL_PUNCH_HOLE`. */
  punchHole(offset: number | bigint, length: number | bigint, options?: CallOptions): Promise<void> {
    return this.run((file) => punched(file, offset, length), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.punchHole}. */
  punchHoleSync(offset: number | bigint, length: number | bigint): void {
    this.now((file) => punched(file, offset, length));
  }

  /** Tells the system what a range of bytes is meant for: `posix_fadvise(2)`. `length` 0 means to the end. */
  advise(offset: number | bigint, length: number | bigint, advice: Advice, options?: CallOptions): Promise<void> {
    return this.run((file) => advised(file, offset, length, advice), options?.signal);
  }

  /** The synchronous {@link ChangingHandle.advise}. */
  adviseSync(offset: number | bigint, length: number | bigint, advice: Advice): void {
    this.now((file) => advised(file, offset, length, advice));
  }
}
