/**
 * Files of web servers for the programs of `@reseau/files/effect`, read by `fetch`.
 *
 * @module
 */
export { HTTPHandler } from "./http_handler.ts";
export type { HTTPHandlerOptions } from "./http_handler.ts";
export type { ReadAheadOptions } from "./range_reader.ts";
export { Failure } from "../failure.ts";
export type { FailureOptions } from "../failure.ts";
export type { Capabilities, OpenFile, OpenFileOptions } from "../handler.ts";
export type { OpenHow } from "../open_how.ts";
export type { FileStat } from "../file_stat.ts";
export type { CallOptions } from "../../call/call_options.ts";
