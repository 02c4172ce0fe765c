/** Requests to a WebDAV server through its client, with failures by code. */
import type { Readable } from "node:stream";
import type { Buffer } from "node:buffer";
import { createClient, type WebDAVClient, type WebDAVClientOptions } from "webdav";
import { Failure } from "../failure.ts";
import type { HttpAnswer } from "../http/answer.ts";
import { Attempt } from "../http/attempt.ts";
import { failureOf, failureOfStatus } from "../http/failures.ts";
import { type Retries, retrying, unlessAborted } from "../http/retry.ts";

/** A request. */
export interface DavRequest {
  readonly method: string;
  /** Without slashes at its ends; "" is the root. */
  readonly name: string;
  readonly headers?: Record<string, string>;
  readonly data?: string | Buffer | Readable;
}

/** What the client answers with: a `Response` of `node-fetch`. */
export interface DavAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: Readable | null;
  text(): Promise<string>;
}

/** How requests are made. */
export interface DavSettings {
  readonly retries: Retries;
  /** Milliseconds without a sign of life after which a request is given up. */
  readonly timeout: number;
}

/** A server. The client authorises; its own operations take some failures for successes (401 of digests, 207). */
export class DavRequests {
  readonly settings: DavSettings;
  readonly #client: WebDAVClient;
  readonly #root: URL;

  constructor(url: string | URL, access: Record<string, unknown>, settings: DavSettings) {
    this.#root = new URL(url);
    if (!this.#root.pathname.endsWith("/")) this.#root.pathname += "/";
    this.#client = createClient(this.#root.href, access as WebDAVClientOptions);
    this.settings = settings;
  }

  /** The URL of a name. */
  urlOf(name: string): string {
    const url = new URL(this.#root);
    url.pathname += name.split("/").map(encodeURIComponent).join("/");
    return url.href;
  }

  /**
   * Makes a request and reads the answer. What may be repeated without harm is, when its failure may pass.
   *
   * @throws {Failure} What the server answers. Its `cause` is the status, when there is one.
   */
  ask(request: DavRequest, signal: AbortSignal | undefined, retries = this.settings.retries): Promise<string> {
    return retrying(retries, signal ?? new AbortController().signal, async () => {
      const attempt = new Attempt(signal ?? new AbortController().signal, this.settings.timeout);
      try {
        const answer = await this.#send(request, attempt.signal);
        const text = await unlessAborted(answer.text(), attempt.signal);
        refuse(answer.status, request.method);
        return text;
      } catch (error) {
        throw attempt.signal.aborted ? attempt.signal.reason : failureOf(error);
      } finally {
        attempt.end();
      }
    });
  }

  /** Makes a request whose answer is read by somebody else, and whose content is sent as it comes. */
  async begin(request: DavRequest, signal: AbortSignal): Promise<HttpAnswer & { readonly whole: DavAnswer }> {
    const answer = await this.#send(request, signal);
    const { status, headers, body } = answer;
    return { status, headers, body: body === null ? null : webStream(body), whole: answer };
  }

  async #send({ method, name, headers = {}, data }: DavRequest, signal: AbortSignal): Promise<DavAnswer> {
    try {
      const url = this.urlOf(name);
      // A compressed answer has other ranges, and another length.
      const all = { "Accept-Encoding": "identity", ...headers };
      return await this.#client.customRequest("", { url, method, headers: all, data, signal }) as unknown as DavAnswer;
    } catch (error) {
      const { response } = error as { response?: DavAnswer };
      if (response === undefined) throw error;
      return response;
    }
  }
}

/** Refuses an answer that is no success: of what is changed, one for each part (207) is none either. */
export function refuse(status: number, method: string): void {
  if (status === 207 && method !== "PROPFIND") {
    throw new Failure("EIO", { cause: status, detail: "a part of it failed, HTTP status 207" });
  }
  if (status < 200 || status >= 300) throw failureOfStatus(status, status);
}

function webStream(body: Readable): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      body.destroy();
    },
  }, { highWaterMark: 0 });
}
