/**
 * WebDAV servers for the programs of `@reseau/files/effect`, by the client of the npm package `webdav`.
 *
 * @module
 */
export { WebDAVHandler } from "./webdav_handler.ts";
export type { WebDAVHandlerOptions } from "./webdav_handler.ts";
export type { ReadAheadOptions } from "../http/range_reader.ts";
export { Failure } from "../failure.ts";
export type { FailureOptions } from "../failure.ts";
export type { Answer, Capabilities, Handler, OpenFile, OpenFileOptions } from "../handler.ts";
export type { OpenHow } from "../open_how.ts";
export type { FileStat, ListEntry } from "../file_stat.ts";
export type { CallOptions } from "../../call/call_options.ts";
