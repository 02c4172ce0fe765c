/** A class for the failures of each effect; reading has two effects, and so has the position. */
import type { EffectName } from "./file_system_effect.ts";
import { FileSystemError, type FileSystemErrorOptions } from "./file_system_error.ts";

/** `FsOpen` failed. */
export class FsOpenError extends FileSystemError {}
/** `FsRead` or `FsReadAll` failed. */
export class FsReadError extends FileSystemError {}
/** `FsWrite` failed: a part may have been written. */
export class FsWriteError extends FileSystemError {}
/** `FsFlush` failed. */
export class FsFlushError extends FileSystemError {}
/** `FsSeek` or `FsGetPosition` failed. */
export class FsSeekError extends FileSystemError {}
/** `FsClose` failed, or closing what the program left open: what was written may be lost. */
export class FsCloseError extends FileSystemError {}
/** `FsExists` failed: it cannot be told. */
export class FsExistsError extends FileSystemError {}
/** `FsStat` failed. */
export class FsStatError extends FileSystemError {}
/** `FsList` failed. */
export class FsListError extends FileSystemError {}
/** `FsRemove` failed: a part may have been removed. */
export class FsRemoveError extends FileSystemError {}
/** `FsRename` failed. */
export class FsRenameError extends FileSystemError {}
/** `FsMkdir` failed. */
export class FsMkdirError extends FileSystemError {}
/** `FsCopy` failed. */
export class FsCopyError extends FileSystemError {}

const KINDS: Readonly<Record<EffectName, new (options: FileSystemErrorOptions) => FileSystemError>> = {
  FsOpen: FsOpenError,
  FsRead: FsReadError,
  FsReadAll: FsReadError,
  FsWrite: FsWriteError,
  FsFlush: FsFlushError,
  FsSeek: FsSeekError,
  FsGetPosition: FsSeekError,
  FsClose: FsCloseError,
  FsExists: FsExistsError,
  FsStat: FsStatError,
  FsList: FsListError,
  FsRemove: FsRemoveError,
  FsRename: FsRenameError,
  FsMkdir: FsMkdirError,
  FsCopy: FsCopyError,
};

/** The error of an effect, of its class. */
export function fileSystemError(options: FileSystemErrorOptions): FileSystemError {
  return new KINDS[options.effect](options);
}
