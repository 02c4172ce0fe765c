/** A file of a server that gives ranges. */
import { changed, checkVersion, ifRange, partOf, type Send, type Version } from "./answer.ts";
import { Attempt } from "./attempt.ts";
import { readBody, wrongLength } from "./body.ts";
import { failureOfStatus } from "./failures.ts";
import type { RangeSource } from "./range_reader.ts";
import type { RemoteOptions } from "./remote_file.ts";
import { retrying } from "./retry.ts";

/** One request for each range; each answer must be of the version that was opened. */
export class RangedSource implements RangeSource {
  readonly #send: Send;
  readonly #version: Version;
  readonly #options: RemoteOptions;

  constructor(send: Send, version: Version, options: RemoteOptions) {
    this.#send = send;
    this.#version = version;
    this.#options = options;
  }

  get size(): number {
    return this.#version.size;
  }

  fetch(start: number, end: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    return retrying(this.#options.retries, signal, () => this.#once(start, end, signal));
  }

  async #once(start: number, end: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const attempt = new Attempt(signal, this.#options.timeout);
    try {
      const headers = { "Range": `bytes=${start}-${end - 1}`, ...ifRange(this.#version) };
      const answer = await this.#send(headers, attempt.signal);
      try {
        if (answer.status === 412 || answer.status === 416 || answer.status === 200) throw changed();
        if (answer.status !== 206) throw failureOfStatus(answer.status);
        const part = partOf(answer);
        checkVersion(this.#version, part);
        if (part.start !== start || part.end !== end) {
          throw wrongLength(`those from ${part.start} to ${part.end} as its`);
        }
      } catch (error) {
        await answer.body?.cancel();
        throw error;
      }
      return await readBody(answer.body, end - start, attempt);
    } catch (error) {
      throw attempt.reasonOf(error);
    } finally {
      attempt.end();
    }
  }
}
