/**
 * Amazon S3 and what speaks its protocol, for the programs of `@reseau/files/effect`, by the AWS SDK.
 *
 * @module
 */
export { S3Handler } from "./s3_handler.ts";
export type { S3HandlerOptions } from "./s3_options.ts";
export type { ReadAheadOptions } from "../http/range_reader.ts";
export { Failure } from "../failure.ts";
export type { FailureOptions } from "../failure.ts";
export type { Capabilities, OpenFile, OpenFileOptions } from "../handler.ts";
export type { OpenHow } from "../open_how.ts";
export type { FileStat, ListEntry } from "../file_stat.ts";
export type { CallOptions } from "../../call/call_options.ts";
