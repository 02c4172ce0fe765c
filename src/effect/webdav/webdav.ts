/**
 * WebDAV servers for the programs of `@reseau/files/effect`, by the client of the npm package `webdav`.
 *
 * @module
 */
export { WebDAVHandler } from "./webdav_handler.ts";
export type { WebDAVAccess, WebDAVHandlerOptions } from "./webdav_handler.ts";
export type { ReadAheadOptions } from "../http/range_reader.ts";
