/** A file of a server without ranges: one long answer, read as far as it is asked for, and begun anew to go back. */
import { checkVersion, type HttpAnswer, partOf, type Send, type Version } from "./answer.ts";
import { Attempt } from "./attempt.ts";
import { nextOf, wrongLength } from "./body.ts";
import { failureOfStatus } from "./failures.ts";
import type { RangeSource } from "./range_reader.ts";
import type { RemoteOptions } from "./remote_file.ts";
import { retrying } from "./retry.ts";

/** One answer at a time; each must be of the version that was opened. */
export class StreamSource implements RangeSource {
  readonly #send: Send;
  readonly #version: Version;
  readonly #options: RemoteOptions;
  readonly #lasting: AbortSignal;
  #size: number;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #attempt: Attempt | undefined;
  /** Where the answer is, and what came of it beyond that. */
  #at = 0;
  #rest: Uint8Array = new Uint8Array();
  #turn: Promise<unknown> = Promise.resolve();

  /** Begins with an answer that has just come. `lasting` ends it, and those that come later. */
  constructor(
    send: Send,
    version: Version,
    options: RemoteOptions,
    lasting: AbortSignal,
    body: HttpAnswer["body"],
    attempt: Attempt,
  ) {
    this.#send = send;
    this.#version = version;
    this.#options = options;
    this.#lasting = lasting;
    this.#size = version.size;
    this.#begin(body, attempt);
  }

  get size(): number {
    return this.#size;
  }

  fetch(start: number, end: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const turn = this.#turn.then(() => retrying(this.#options.retries, signal, () => this.#once(start, end)));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #once(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    try {
      if (this.#reader === undefined || start < this.#at) await this.#reopen();
      while (this.#at < start && await this.#next()) this.#take(start - this.#at);
      const parts: Uint8Array<ArrayBuffer>[] = [];
      while (this.#at < end && await this.#next()) parts.push(this.#take(end - this.#at));
      return new Uint8Array(await new Blob(parts).arrayBuffer());
    } catch (error) {
      const reason = this.#attempt?.reasonOf(error) ?? error;
      this.#close();
      throw reason;
    } finally {
      this.#attempt?.pause();
    }
  }

  /** Whether there is more; what came is in `#rest`. */
  async #next(): Promise<boolean> {
    while (this.#rest.length === 0) {
      this.#attempt!.progress();
      const piece = await nextOf(this.#reader!, this.#attempt!);
      if (piece !== undefined) {
        this.#rest = piece;
        continue;
      }
      if (this.#size === Infinity) this.#size = this.#at;
      if (this.#at !== this.#size) throw wrongLength(`${this.#at} instead of ${this.#size}`);
      return false;
    }
    if (this.#at + this.#rest.length > this.#size) throw wrongLength(`more than ${this.#size}`);
    return true;
  }

  #take(length: number): Uint8Array<ArrayBuffer> {
    const taken = this.#rest.slice(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#at += taken.length;
    return taken;
  }

  async #reopen(): Promise<void> {
    this.#close();
    const attempt = new Attempt(this.#lasting, this.#options.timeout);
    try {
      const answer = await this.#send({}, attempt.signal);
      try {
        if (answer.status !== 200) throw failureOfStatus(answer.status);
        checkVersion(this.#version, partOf(answer));
      } catch (error) {
        await answer.body?.cancel();
        throw error;
      }
      this.#begin(answer.body, attempt);
    } catch (error) {
      attempt.end();
      throw attempt.reasonOf(error);
    }
  }

  /** Gives up the answer. */
  #close(): void {
    this.#attempt?.end();
    this.#reader?.cancel().catch(() => {}); // it may have failed already
    this.#reader = this.#attempt = undefined;
  }

  #begin(body: HttpAnswer["body"], attempt: Attempt): void {
    attempt.pause();
    this.#attempt = attempt;
    this.#reader = (body ?? new Blob([]).stream()).getReader();
    this.#at = 0;
    this.#rest = new Uint8Array();
  }
}
