/** A file behind HTTP, opened for reading: found out with one request, which brings its beginning. */
import { Failure } from "../failure.ts";
import { type HttpAnswer, partOf, type Send, type Version } from "./answer.ts";
import { Attempt } from "./attempt.ts";
import { readBody } from "./body.ts";
import { failureOf, failureOfStatus } from "./failures.ts";
import { RangedSource } from "./ranged_source.ts";
import { FIRST, type RangeSource, type ReadAheadOptions, type Segment } from "./range_reader.ts";
import { type Retries, retrying } from "./retry.ts";
import { StreamSource } from "./stream_source.ts";

/** How a file is asked for. */
export interface RemoteOptions extends ReadAheadOptions {
  readonly retries: Retries;
  /** Milliseconds without a sign of life after which a request is given up. */
  readonly timeout: number;
  /** Whether an answer that says neither a length nor chunks is taken for whole. */
  readonly unframed: boolean;
}

/** What was found at a URL. */
export interface RemoteFile {
  readonly version: Version;
  readonly source: RangeSource;
  /** The beginning, when it is under way already. */
  readonly first?: Segment;
  /** Whether the server gives ranges: reading ahead costs nothing there. */
  readonly ranges: boolean;
}

/**
 * Asks for the beginning of a file. `lasting` ends what the answer goes on with, long after this is over.
 *
 * @throws {Failure} What the server's answer is.
 */
export async function openRemote(send: Send, options: RemoteOptions, lasting: AbortSignal): Promise<RemoteFile> {
  const [answer, attempt] = await retrying(options.retries, lasting, () => begin(send, options, lasting));
  try {
    return found(answer, attempt, send, options, lasting);
  } catch (error) {
    attempt.end();
    await answer.body?.cancel();
    throw error;
  }
}

async function begin(send: Send, options: RemoteOptions, lasting: AbortSignal): Promise<[HttpAnswer, Attempt]> {
  const attempt = new Attempt(lasting, options.timeout);
  try {
    let answer = await send({ "Range": `bytes=0-${FIRST - 1}` }, attempt.signal);
    if (answer.status === 416) { // no range lies in an empty file
      await answer.body?.cancel();
      answer = await send({}, attempt.signal);
    }
    if (answer.status === 200 || answer.status === 206) return [answer, attempt];
    await answer.body?.cancel();
    throw failureOfStatus(answer.status);
  } catch (error) {
    attempt.end();
    throw attempt.reasonOf(error);
  }
}

function found(
  answer: HttpAnswer,
  attempt: Attempt,
  send: Send,
  options: RemoteOptions,
  lasting: AbortSignal,
): RemoteFile {
  const part = partOf(answer);
  if (answer.status === 206) {
    if (part.start !== 0) throw new Failure("EIO", { detail: "the answer begins elsewhere" });
    const source = new RangedSource(send, part, options);
    const bytes = readBody(answer.body, part.end, attempt).finally(() => attempt.end())
      .catch((error) => {
        const failure = failureOf(attempt.reasonOf(error));
        if (!failure.retryable) throw failure;
        return source.fetch(0, part.end, lasting);
      });
    bytes.catch(() => {}); // reported where somebody reads it, if anybody does
    return { version: part, source, first: { start: 0, end: part.end, bytes }, ranges: true };
  }
  if (part.size === Infinity && !options.unframed && answer.headers.get("transfer-encoding") === null) {
    throw new Failure("EIO", { detail: "the answer says no length: whether it was cut could not be told" });
  }
  const source = new StreamSource(send, part, options, lasting, answer.body, attempt);
  return { version: part, source, ranges: false };
}
