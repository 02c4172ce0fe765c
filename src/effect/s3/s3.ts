/**
 * Amazon S3 and what speaks its protocol, for the programs of `@reseau/files/effect`, by the AWS SDK.
 *
 * @module
 */
export { S3Handler } from "./s3_handler.ts";
export type { S3ClientLike, S3ClientOptions, S3HandlerOptions } from "./s3_options.ts";
export type { ReadAheadOptions } from "../http/range_reader.ts";
