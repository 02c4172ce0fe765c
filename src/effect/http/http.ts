/**
 * Files of web servers for the programs of `@reseau/files/effect`, read by `fetch`.
 *
 * @module
 */
export { HTTPHandler } from "./http_handler.ts";
export type { HTTPHandlerOptions } from "./http_handler.ts";
export type { ReadAheadOptions } from "./range_reader.ts";
