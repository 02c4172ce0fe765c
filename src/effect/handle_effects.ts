/** Effects on open files. Each is a plain object, and a constructor of the same name. */
import type { Content, FileHandleId } from "./file_handle_id.ts";
import type { FsOpenMode } from "./open_how.ts";
import { SeekFrom } from "./seek_from.ts";
import { yielding, type Yields } from "./yields.ts";

/** Opens a file. */
export interface FsOpen {
  /** Its name. */
  readonly effect: "FsOpen";
  /** The path. */
  readonly path: string;
  /** How it is opened: see {@link FsOpenMode}. */
  readonly mode: FsOpenMode;
  /** Whether it is read and written as bytes. Default: false, as text. */
  readonly binary?: boolean;
  /** How text is encoded: any label of `TextDecoder` to read, `utf-8` only to write. Default: `utf-8`. */
  readonly encoding?: string;
  /**
   * The `etag` that the file must still have when what is written replaces it, else `ESTALE`. Only where the storage can
   * write under a condition.
   */
  readonly ifMatch?: string;
}

/** What `FsOpen` takes. */
export type FsOpenOptions = Omit<FsOpen, "effect" | "mode" | "binary"> & { readonly mode?: FsOpenMode };

/**
 * Opens a file; the default mode is `r`. Its handle is closed when the program ends, if not before.
 *
 * Text that is malformed is read with U+FFFD in its place, and a byte order mark at the start is left out, as by
 * `TextDecoder`.
 */
export function FsOpen(
  options: FsOpenOptions & { readonly binary: true },
): FsOpen & Yields<FileHandleId<Uint8Array<ArrayBuffer>>>;
/** {@link FsOpen} of text. */
export function FsOpen(options: FsOpenOptions & { readonly binary?: false }): FsOpen & Yields<FileHandleId<string>>;
/** {@link FsOpen} of either. */
export function FsOpen(options: FsOpenOptions & { readonly binary?: boolean }): FsOpen & Yields<FileHandleId>;
export function FsOpen(options: FsOpenOptions & { readonly binary?: boolean }): FsOpen & Yields<FileHandleId> {
  const { path, mode = "r", binary = false, encoding = binary ? undefined : "utf-8", ifMatch } = options;
  return yielding<FsOpen, FileHandleId>({ effect: "FsOpen", path, mode, binary, encoding, ifMatch });
}

/** Reads from the position on. */
export interface FsRead {
  /** Its name. */
  readonly effect: "FsRead";
  /** The open file. */
  readonly handle: FileHandleId;
  /** How many bytes, or of text characters (code points). Default: all that is left. */
  readonly size?: number;
}

/** Reads `size` bytes or characters: fewer only at the end of the file, and there nothing: `""`, or no bytes. */
export function FsRead<D extends Content>(
  options: { readonly handle: FileHandleId<D>; readonly size?: number },
): FsRead & Yields<D> {
  return yielding<FsRead, D>({ effect: "FsRead", handle: options.handle, size: options.size });
}

/** Reads all that is left. */
export interface FsReadAll {
  /** Its name. */
  readonly effect: "FsReadAll";
  /** The open file. */
  readonly handle: FileHandleId;
}

/** Reads from the position to the end. */
export function FsReadAll<D extends Content>(
  options: { readonly handle: FileHandleId<D> },
): FsReadAll & Yields<D> {
  return yielding<FsReadAll, D>({ effect: "FsReadAll", handle: options.handle });
}

/** Writes at the position. */
export interface FsWrite {
  /** Its name. */
  readonly effect: "FsWrite";
  /** The open file. */
  readonly handle: FileHandleId;
  /** A string to a file opened as text, bytes to one opened as binary. */
  readonly data: string | Uint8Array;
}

/** Writes all of `data`, and answers how much that was: bytes, or of text characters (code points). */
export function FsWrite<D extends Content>(
  options: {
    readonly handle: FileHandleId<D>;
    readonly data: D extends string ? string : Uint8Array;
  },
): FsWrite & Yields<number> {
  return yielding<FsWrite, number>({ effect: "FsWrite", handle: options.handle, data: options.data });
}

/** Hands what was written to the storage. */
export interface FsFlush {
  /** Its name. */
  readonly effect: "FsFlush";
  /** The open file. */
  readonly handle: FileHandleId;
}

/** Hands what was written so far to the storage, as far as that takes it before the file is closed. */
export function FsFlush(options: { readonly handle: FileHandleId }): FsFlush & Yields<void> {
  return yielding<FsFlush, void>({ effect: "FsFlush", handle: options.handle });
}

/** Moves the position. */
export interface FsSeek {
  /** Its name. */
  readonly effect: "FsSeek";
  /** The open file. */
  readonly handle: FileHandleId;
  /** Bytes from `whence`; of text a position. */
  readonly offset: number;
  /** Where `offset` counts from. Default: the start. */
  readonly whence?: SeekFrom;
}

/**
 * Moves the position, and answers it: bytes from the start. Of text it must be one that `FsGetPosition` gave for this
 * handle, or 0; from the present position and the end only 0 places away.
 */
export function FsSeek(
  options: { readonly handle: FileHandleId; readonly offset: number; readonly whence?: SeekFrom },
): FsSeek & Yields<number> {
  const { handle, offset, whence = SeekFrom.START } = options;
  return yielding<FsSeek, number>({ effect: "FsSeek", handle, offset, whence });
}

/** Asks for the position. */
export interface FsGetPosition {
  /** Its name. */
  readonly effect: "FsGetPosition";
  /** The open file. */
  readonly handle: FileHandleId;
}

/** The position: bytes from the start. Of text it says nothing but where `FsSeek` may go back to. */
export function FsGetPosition(options: { readonly handle: FileHandleId }): FsGetPosition & Yields<number> {
  return yielding<FsGetPosition, number>({ effect: "FsGetPosition", handle: options.handle });
}

/** Closes a file. */
export interface FsClose {
  /** Its name. */
  readonly effect: "FsClose";
  /** The open file. */
  readonly handle: FileHandleId;
  /** Gives up what was written, where the storage stores nothing before it is closed. Default: false. */
  readonly discard?: boolean;
}

/**
 * Closes a file; again is harmless. Where the storage takes what was written only now, its failure is the loss of all of
 * it; and after an abort it is given up rather than stored.
 */
export function FsClose(
  options: { readonly handle: FileHandleId; readonly discard?: boolean },
): FsClose & Yields<void> {
  return yielding<FsClose, void>({ effect: "FsClose", handle: options.handle, discard: options.discard });
}
