import type { CallOptions } from "../../call/call_options.ts";
import { Failure } from "../failure.ts";
import type { FileStat, ListEntry } from "../file_stat.ts";
import type { Capabilities, Handler, OpenFile, OpenFileOptions } from "../handler.ts";
import type { Send } from "../http/answer.ts";
import { openForReading } from "../http/open_for_reading.ts";
import type { ReadAheadOptions } from "../http/range_reader.ts";
import type { RemoteOptions } from "../http/remote_file.ts";
import { nameOf } from "../name_of.ts";
import type { OpenHow } from "../open_how.ts";
import { type DavProperties, listed, lookUp, parentOf, whyNothing } from "./dav_properties.ts";
import { DavRequests } from "./dav_requests.ts";
import { DavUpload } from "./dav_upload.ts";
import { copyFile, makeDirectories, makeDirectory, rename, requireParent } from "./dav_names.ts";

/** Who asks: anything that `createClient` of the package `webdav` takes. Some of it: */
export interface WebDAVAccess {
  /** By name and password. */
  username?: string;
  /** By name and password. */
  password?: string;
  /** Default: `"password"` with a name, else `"none"`. */
  authType?: "auto" | "digest" | "none" | "password" | "token";
  /** By token. */
  token?: { access_token: string; token_type: string; refresh_token?: string };
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** And so on. */
  [option: string]: unknown;
}

/** How a {@link WebDAVHandler} asks. */
export interface WebDAVHandlerOptions extends ReadAheadOptions {
  /** The directory that is the root. */
  url: string | URL;
  /** Who asks. Default: nobody in particular. */
  client?: WebDAVAccess;
  /** How often a request is made that is harmless to repeat and whose failure may pass. Default: 4. */
  attempts?: number;
  /** Milliseconds without a sign of life after which a request is given up. Default: 60,000. */
  timeout?: number;
}

const CAPABILITIES: Capabilities = {
  write: true,
  seek: true,
  append: false,
  partialWrite: false,
  exclusive: true,
  conditionalWrite: false,
  list: true,
  rename: true,
  atomicRename: false,
  directories: true,
  commitsAtClose: true,
};

/**
 * Files of a WebDAV server. They are read by ranges, ahead of who reads on, and when one changes in between (`ETag`),
 * reading is `ESTALE`, never a mixture. What is written goes under another name beside its place (`.reseau-…`), up to
 * 1 MiB in one request, else as it comes; when the file is closed and the server has all of it, it is moved into its
 * place. `x` is as exclusive as the server's `MOVE` with `Overwrite: F`.
 *
 * What the package asks for: `--allow-net`, `--allow-env`.
 *
 * @example
 * ```ts
 * import { type FileSystemProgram, FsOpen, FsWrite, run } from "@reseau/files/effect";
 * import { WebDAVHandler } from "@reseau/files/effect/webdav";
 *
 * function* note(data: string): FileSystemProgram<void> {
 *   yield* FsWrite({ handle: yield* FsOpen({ path: "notes/today.txt", mode: "w" }), data });
 * }
 * export async function remember(data: string): Promise<void> {
 *   const client = { username: "me", password: "secret" };
 *   await run(note(data), new WebDAVHandler({ url: "https://example.org/dav/", client }));
 * }
 * ```
 */
export class WebDAVHandler implements Handler {
  readonly #requests: DavRequests;
  readonly #reading: RemoteOptions;

  /** Makes no request. */
  constructor({ url, client = {}, attempts = 4, timeout = 60_000, chunkSize, readAhead }: WebDAVHandlerOptions) {
    const retries = { attempts, delay: 200 };
    this.#requests = new DavRequests(url, client, { retries, timeout });
    this.#reading = { retries, timeout, chunkSize, readAhead, unframed: false };
  }

  /** It neither appends nor overwrites parts, nor takes conditions. */
  capabilities(): Capabilities {
    return CAPABILITIES;
  }

  /** Opens a file; what is written replaces it when it is closed. */
  async open(path: string, { write, exclusive }: OpenHow, { signal }: OpenFileOptions): Promise<OpenFile> {
    const name = nameOf(path);
    const found = await lookUp(this.#requests, name, signal);
    if (write && exclusive && found !== undefined) throw new Failure("EEXIST");
    if (found?.isDir) throw new Failure("EISDIR");
    if (!write) {
      if (found === undefined) throw await whyNothing(this.#requests, name, signal);
      const send: Send = (headers, signal) => this.#requests.begin({ method: "GET", name, headers }, signal);
      return await openForReading(send, this.#reading, signal);
    }
    if (found === undefined) await requireParent(this.#requests, name, signal);
    return new DavUpload(this.#requests, name, exclusive);
  }

  /** Asks by `PROPFIND`. */
  async stat(path: string, { signal }: CallOptions): Promise<FileStat> {
    const { size, isDir, mtime, etag, contentType } = await this.#found(nameOf(path), signal);
    return { path, size, isDir, isFile: !isDir, mtime, backendExtra: { etag, contentType } };
  }

  /** Asks by `PROPFIND`. */
  async list(path: string, { signal }: CallOptions): Promise<ListEntry[]> {
    const name = nameOf(path);
    if (!(await this.#found(name, signal)).isDir) throw new Failure("ENOTDIR");
    const { entries } = await listed(this.#requests, name, signal);
    return entries.map(({ name, isDir }) => ({ name, isDir, isFile: !isDir }));
  }

  /** Removes by `DELETE`, which takes all that a directory holds: without `recursive` that is looked at before. */
  async remove(path: string, recursive: boolean, { signal }: CallOptions): Promise<void> {
    const name = nameOf(path);
    const { isDir } = await this.#found(name, signal);
    if (name === "") throw new Failure("EBUSY", { detail: "the root is not removed" });
    if (isDir && !recursive && (await listed(this.#requests, name, signal)).entries.length > 0) {
      throw new Failure("ENOTEMPTY");
    }
    await this.#requests.ask({ method: "DELETE", name }, signal);
  }

  /** By `MOVE`, which servers make of two steps: what is replaced is gone for a moment. */
  async rename(from: string, to: string, { signal }: CallOptions): Promise<void> {
    const source = nameOf(from), target = nameOf(to);
    const found = await lookUp(this.#requests, source, signal);
    if (found !== undefined) return await rename(this.#requests, source, target, found, signal);
    // As rename(2): both directories come before what is in them.
    const parent = await lookUp(this.#requests, parentOf(source), signal);
    if (parent?.isDir) await requireParent(this.#requests, target, signal);
    throw await whyNothing(this.#requests, source, signal);
  }

  /** By `MKCOL`. */
  async mkdir(path: string, recursive: boolean, { signal }: CallOptions): Promise<void> {
    const name = nameOf(path);
    if (recursive) return await makeDirectories(this.#requests, name, signal);
    if (await lookUp(this.#requests, name, signal) !== undefined) throw new Failure("EEXIST");
    await requireParent(this.#requests, name, signal);
    await makeDirectory(this.#requests, name, signal);
  }

  /** By `COPY`, beside its place, and `MOVE`. */
  async copy(from: string, to: string, { signal }: CallOptions): Promise<void> {
    const source = nameOf(from), target = nameOf(to);
    const { isDir, size } = await this.#found(source, signal);
    if (isDir) throw new Failure("EISDIR");
    if (source === target) throw new Failure("EINVAL");
    if (await lookUp(this.#requests, target, signal) === undefined) await requireParent(this.#requests, target, signal);
    await copyFile(this.#requests, source, target, size, signal);
  }

  async #found(name: string, signal: AbortSignal | undefined): Promise<DavProperties> {
    return await lookUp(this.#requests, name, signal) ?? Promise.reject(await whyNothing(this.#requests, name, signal));
  }
}
