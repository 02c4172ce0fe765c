import type { CallOptions } from "../../call/call_options.ts";
import { Failure } from "../failure.ts";
import type { FileStat } from "../file_stat.ts";
import type { Capabilities, Handler, OpenFile, OpenFileOptions } from "../handler.ts";
import type { OpenHow } from "../open_how.ts";
import type { Send } from "./answer.ts";
import { Attempt } from "./attempt.ts";
import { failureOfStatus } from "./failures.ts";
import { openForReading } from "./open_for_reading.ts";
import type { ReadAheadOptions } from "./range_reader.ts";
import { openRemote, type RemoteOptions } from "./remote_file.ts";
import { retrying } from "./retry.ts";
import { urlOf } from "./url.ts";

/** How an {@link HTTPHandler} asks. */
export interface HTTPHandlerOptions extends ReadAheadOptions {
  /** What is before every path: then a path is a name below it. Default: nothing, and a path is a whole URL. */
  base?: string | URL;
  /** Sent with every request: `Authorization`, for instance. */
  headers?: HeadersInit;
  /** How often a request is made whose failure may pass. Default: 4. */
  attempts?: number;
  /** Milliseconds without a sign of life after which a request is given up. Default: 60,000. */
  timeout?: number;
  /** With other certificates, a proxy, and so on: `Deno.createHttpClient`. */
  client?: Deno.HttpClient;
}

const CAPABILITIES: Capabilities = {
  write: false,
  seek: true,
  append: false,
  partialWrite: false,
  exclusive: false,
  conditionalWrite: false,
  list: false,
  rename: false,
  atomicRename: false,
  directories: false,
  commitsAtClose: false,
};

/**
 * Files of web servers, to be read only. Opening asks for the first 256 KiB and learns the size; what is read comes by
 * ranges, ahead of who reads on. From a server without ranges it comes as one answer, which is begun anew to go back.
 * When the file changes in between (`ETag`, `Last-Modified`, size), reading is `ESTALE`, never a mixture. Where no size is
 * said, `FsStat` has `size` `NaN`.
 *
 * Deno: asks for `--allow-net` on the server.
 *
 * @example
 * ```ts
 * import { type FileSystemProgram, FsOpen, FsReadAll, run } from "@reseau/files/effect";
 * import { HTTPHandler } from "@reseau/files/effect/http";
 *
 * function* content(path: string): FileSystemProgram<string> {
 *   return yield* FsReadAll({ handle: yield* FsOpen({ path }) });
 * }
 * const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
 * await using server = Deno.serve(options, () => new Response("hello"));
 * const base = `http://127.0.0.1:${server.addr.port}/`;
 * console.log(await run(content("greeting.txt"), new HTTPHandler({ base }))); // hello
 * ```
 */
export class HTTPHandler implements Handler {
  readonly #base: URL | undefined;
  readonly #headers: Headers;
  readonly #client: Deno.HttpClient | undefined;
  readonly #options: RemoteOptions;

  /** Makes no request. */
  constructor(options: HTTPHandlerOptions = {}) {
    const { base, headers, client, attempts = 4, timeout = 60_000, chunkSize, readAhead } = options;
    this.#base = base === undefined ? undefined : new URL(base);
    this.#headers = new Headers(headers);
    // A compressed answer has other ranges, and another length.
    this.#headers.set("Accept-Encoding", "identity");
    this.#client = client;
    this.#options = { retries: { attempts, delay: 200 }, timeout, chunkSize, readAhead, unframed: false };
  }

  /** It reads, from any position. */
  capabilities(): Capabilities {
    return CAPABILITIES;
  }

  /** Opens a file by its first request. */
  open(path: string, { write }: OpenHow, { signal }: OpenFileOptions): Promise<OpenFile> {
    if (write) throw new Failure("EROFS");
    return openForReading(this.#send(path), this.#reading(path), signal);
  }

  /** Asks by `HEAD`, or, of a server that has none or tells no size, by a range. */
  async stat(path: string, { signal = new AbortController().signal }: CallOptions): Promise<FileStat> {
    const { retries, timeout } = this.#options;
    const answer = await retrying(retries, signal, async () => {
      const attempt = new Attempt(signal, timeout);
      try {
        const answer = await this.#request("HEAD", path, {}, attempt.signal);
        await answer.body?.cancel();
        return answer;
      } catch (error) {
        throw attempt.reasonOf(error);
      } finally {
        attempt.end();
      }
    });
    if (answer.ok && answer.headers.has("content-length")) {
      return statOf(path, answer.headers, Number(answer.headers.get("content-length")));
    }
    if (!answer.ok && answer.status !== 405 && answer.status !== 501) throw failureOfStatus(answer.status);
    const lasting = new AbortController();
    try {
      const { version } = await openRemote(
        this.#send(path),
        this.#reading(path),
        AbortSignal.any([signal, lasting.signal]),
      );
      const headers = new Headers();
      if (version.etag !== null) headers.set("etag", version.etag);
      if (version.lastModified !== null) headers.set("last-modified", version.lastModified);
      return statOf(path, headers, version.size === Infinity ? NaN : version.size);
    } finally {
      lasting.abort();
    }
  }

  /** `ENOTSUP`: HTTP has no lists. */
  list(): never {
    throw new Failure("ENOTSUP");
  }

  /** `EROFS`. */
  remove(): never {
    throw new Failure("EROFS");
  }

  /** `EROFS`. */
  rename(): never {
    throw new Failure("EROFS");
  }

  /** `EROFS`. */
  mkdir(): never {
    throw new Failure("EROFS");
  }

  /** `EROFS`. */
  copy(): never {
    throw new Failure("EROFS");
  }

  /** The whole URL. */
  pathOf(url: string): string {
    return url;
  }

  /** HTTP/2, which only `https:` has here, ends an answer without a length in another way than by the connection's end. */
  #reading(path: string): RemoteOptions {
    return { ...this.#options, unframed: urlOf(this.#base, path).protocol === "https:" };
  }

  #send(path: string): Send {
    return (headers, signal) => this.#request("GET", path, headers, signal);
  }

  #request(method: string, path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const all = new Headers(this.#headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    const init: RequestInit & { client?: Deno.HttpClient } = { method, headers: all, signal, client: this.#client };
    return fetch(urlOf(this.#base, path), init);
  }
}

function statOf(path: string, headers: Headers, size: number): FileStat {
  const changed = Date.parse(headers.get("last-modified") ?? "");
  return {
    path,
    size,
    isDir: false,
    isFile: true,
    mtime: Number.isNaN(changed) ? null : new Date(changed),
    backendExtra: { etag: headers.get("etag"), contentType: headers.get("content-type") },
  };
}
