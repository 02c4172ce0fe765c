/**
 * File access as programs: what a program does with files is written once, as effects that it yields, and a handler decides
 * where the bytes live: on the disk, in a test's memory, or, by the handlers of `./effect/s3`, `./effect/webdav` and
 * `./effect/http`, on other machines.
 *
 * @example
 * ```ts
 * import { type FileSystemProgram, FsOpen, FsReadAll, FsWrite, LocalHandler, MemoryHandler, RouterHandler, run } from "@reseau/files/effect";
 *
 * function* count(from: string, to: string): FileSystemProgram<number> {
 *   const source = yield* FsOpen({ path: from });
 *   const words = (yield* FsReadAll({ handle: source })).split(/\W+/).length;
 *   const target = yield* FsOpen({ path: to, mode: "w" });
 *   yield* FsWrite({ handle: target, data: `${words}\n` });
 *   return words; // run closes what is open, and discards what is written when the program fails
 * }
 *
 * const storages = new RouterHandler({ file: new LocalHandler(), mem: new MemoryHandler() });
 * console.log(await run(count("deno.json", "mem:///words"), storages) > 100); // true
 * ```
 *
 * Handlers around handlers: `readonly`, `logging`, `cached`, `record` and `replay`. A storage of one's own is an object with
 * the methods of {@link Handler}.
 *
 * @module
 */
export type { Content, FileHandleId } from "./file_handle_id.ts";
export type { EffectName, FileSystemEffect } from "./file_system_effect.ts";
export type { FileSystemProgram, Yields } from "./yields.ts";
export type { FsOpenMode, OpenHow } from "./open_how.ts";
export type { FileStat, ListEntry } from "./file_stat.ts";
export { SeekFrom } from "./seek_from.ts";
export { FsClose, FsFlush, FsGetPosition, FsOpen, FsRead, FsReadAll, FsSeek, FsWrite } from "./handle_effects.ts";
export type { FsOpenOptions } from "./handle_effects.ts";
export { FsCopy, FsExists, FsList, FsMkdir, FsRemove, FsRename, FsStat } from "./path_effects.ts";
export { FileSystemError } from "./file_system_error.ts";
export type { FileSystemErrorOptions } from "./file_system_error.ts";
export {
  FsCloseError,
  FsCopyError,
  FsExistsError,
  FsFlushError,
  FsListError,
  FsMkdirError,
  FsOpenError,
  FsReadError,
  FsRemoveError,
  FsRenameError,
  FsSeekError,
  FsStatError,
  FsWriteError,
} from "./error_kinds.ts";
export { Failure } from "./failure.ts";
export type { FailureOptions } from "./failure.ts";
export type { CallOptions } from "../call/call_options.ts";
export type { Answer, Capabilities, Handler, OpenFile, OpenFileOptions } from "./handler.ts";
export { run } from "./run.ts";
export { LocalHandler } from "./local_handler.ts";
export type { LocalHandlerOptions } from "./local_handler.ts";
export { MemoryHandler } from "./memory_handler.ts";
export type { MemoryHandlerOptions } from "./memory_handler.ts";
export { RouterHandler } from "./router_handler.ts";
export { readonly } from "./readonly.ts";
export { logging } from "./logging.ts";
export type { LoggedEffect } from "./logging.ts";
export { cached, CachedHandler } from "./cached.ts";
export type { CacheOptions } from "./cached.ts";
export { record, Recorder } from "./record.ts";
export type { RecordedEffect, RecordedError } from "./record.ts";
export { Replay, replay, ReplayError } from "./replay.ts";
export type { Portable } from "./portable.ts";
export { WrappedHandler } from "./wrapped_handler.ts";
