/** A file of WebDAV that is written: beside its place, under another name, until it is whole. */
import { Buffer } from "node:buffer";
import { PassThrough } from "node:stream";
import type { CallOptions } from "../../call/call_options.ts";
import { Failure } from "../failure.ts";
import type { OpenFile } from "../handler.ts";
import { Attempt } from "../http/attempt.ts";
import { failureOf } from "../http/failures.ts";
import { unlessAborted } from "../http/retry.ts";
import { temporaryBeside } from "./dav_names.ts";
import { lookUp } from "./dav_properties.ts";
import { type DavRequests, refuse } from "./dav_requests.ts";
import { moveIntoPlace } from "./dav_moving.ts";

/** What is kept back: a file that is not larger is sent in one request, with its length, when it is closed. */
const KEPT = 1 << 20;

/** Milliseconds that a request which is given up has to end by itself: it is not known when one that is cut off does. */
const GRACE = 1000;
/** One that was cut off may be stored after its file was removed: milliseconds until that is looked at again. */
const AFTERMATH = [100, 300, 600];

/** Writes one after the other; stored when it is closed. */
export class DavUpload implements OpenFile {
  readonly #requests: DavRequests;
  readonly #name: string;
  readonly #exclusive: boolean;
  readonly #temporary: string;
  readonly #abort = new AbortController();
  #kept = new Uint8Array();
  #filled = 0;
  #size = 0;
  /** Brings the content as it comes, when it does not fit. */
  #stream: PassThrough | undefined;
  /** The request with the content. */
  #answered: Promise<void> | undefined;
  #lost: { readonly error: unknown } | undefined;

  constructor(requests: DavRequests, name: string, exclusive: boolean) {
    this.#requests = requests;
    this.#name = name;
    this.#exclusive = exclusive;
    this.#temporary = temporaryBeside(name);
  }

  read(): never {
    throw new Failure("EBADF");
  }

  async write(position: number, data: Uint8Array, { signal }: CallOptions): Promise<number> {
    if (position !== this.#size) throw new Failure("ESPIPE");
    try {
      for (let at = 0; at < data.length;) {
        if (this.#kept.length === 0) this.#kept = new Uint8Array(KEPT);
        if (this.#filled === KEPT) await unlessAborted(this.#pass(), signal);
        const part = data.subarray(at, at + KEPT - this.#filled);
        this.#kept.set(part, this.#filled);
        this.#filled += part.length;
        at += part.length;
      }
    } catch (error) {
      this.#lost ??= { error };
      throw error;
    }
    return this.#size += data.length;
  }

  size(): number {
    return this.#size;
  }

  /** A server makes nothing of a request before its end. */
  flush(): void {}

  async close({ signal }: CallOptions): Promise<void> {
    try {
      if (this.#lost !== undefined) throw this.#lost.error;
      await unlessAborted(this.#finish(), signal);
      signal?.throwIfAborted();
      await moveIntoPlace(this.#requests, this.#temporary, this.#name, this.#size, this.#exclusive, signal);
    } catch (error) {
      await this.discard().catch(() => {}); // the loss comes first
      throw error;
    }
  }

  async discard(): Promise<void> {
    if (this.#answered === undefined) return;
    this.#stream?.end();
    const timer = setTimeout(() => this.#abort.abort(), GRACE);
    const cut = await this.#answered.then(() => false, (error) => !(failureOf(error).cause as number > 0));
    clearTimeout(timer);
    this.#stream?.destroy();
    await this.#removeTemporary();
    for (const pause of cut ? AFTERMATH : []) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      await this.#removeTemporary();
    }
  }

  async #removeTemporary(): Promise<void> {
    try {
      await this.#requests.ask({ method: "DELETE", name: this.#temporary }, undefined);
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "ENOENT") throw error;
    }
  }

  /** Sends what is kept back on, as fast as the server takes it. */
  async #pass(): Promise<void> {
    const stream = this.#stream ??= this.#open();
    const piece = Buffer.from(this.#kept.buffer, 0, this.#filled);
    this.#kept = new Uint8Array(KEPT);
    this.#filled = 0;
    const taken = new Promise<void>((resolve) => stream.write(piece, () => resolve()));
    const ended = this.#answered!.then(() => {
      throw new Failure("EIO", { detail: "the server answered before the end" });
    });
    await this.#inTime(Promise.race([taken, ended]));
  }

  /** Waits as long as the server may take for a piece. */
  async #inTime(promise: Promise<void>): Promise<void> {
    const attempt = new Attempt(this.#abort.signal, this.#requests.settings.timeout);
    try {
      await unlessAborted(promise, attempt.signal);
    } finally {
      attempt.end();
    }
  }

  async #finish(): Promise<void> {
    if (this.#stream === undefined) {
      const data = Buffer.from(this.#kept.buffer, 0, this.#filled);
      const headers = { "Content-Length": `${data.length}`, "Content-Type": "application/octet-stream" };
      const request = { method: "PUT", name: this.#temporary, headers, data };
      this.#answered = this.#requests.ask(request, this.#abort.signal).then(() => {});
      await this.#answered;
    } else {
      await this.#pass();
      this.#stream.end();
      await this.#inTime(this.#answered!);
    }
    const there = await lookUp(this.#requests, this.#temporary, this.#abort.signal);
    if (there?.size === this.#size) return;
    throw new Failure("EIO", {
      detail: `the server has stored ${there?.size} of ${this.#size} bytes`,
      retryable: true,
    });
  }

  #open(): PassThrough {
    const data = new PassThrough({ highWaterMark: KEPT });
    data.on("error", () => {}); // the request tells
    const headers = { "Content-Type": "application/octet-stream" };
    this.#answered = this.#put(data, headers);
    this.#answered.catch(() => {}); // reported by what is waiting for it
    return data;
  }

  async #put(data: PassThrough, headers: Record<string, string>): Promise<void> {
    try {
      const request = { method: "PUT", name: this.#temporary, headers, data };
      const { whole } = await this.#requests.begin(request, this.#abort.signal);
      await whole.text();
      refuse(whole.status, "PUT");
    } catch (error) {
      throw failureOf(error);
    }
  }
}
