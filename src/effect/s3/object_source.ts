/** Reading one version of an object by ranges. */
import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { Failure } from "../failure.ts";
import { changed } from "../http/answer.ts";
import { wrongLength } from "../http/body.ts";
import { FIRST, type RangeSource, type Segment } from "../http/range_reader.ts";
import { failureOfS3 } from "./s3_failures.ts";
import { request, type S3Place } from "./s3_requests.ts";

/** One request for each range; S3 refuses it when the object has another `ETag` by then. */
export class ObjectSource implements RangeSource {
  readonly #client: S3Client;
  readonly #place: S3Place;
  readonly #etag: string | undefined;
  readonly size: number;

  constructor(client: S3Client, place: S3Place, size: number, etag: string | undefined) {
    this.#client = client;
    this.#place = place;
    this.size = size;
    this.#etag = etag;
  }

  /** The client repeats what is refused, but not an answer that breaks off: that is repeated here, as often. */
  async fetch(start: number, end: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const attempts = await this.#client.config.maxAttempts();
    for (let made = 1;; made++) {
      const answer = await getRange(this.#client, this.#place, start, end, signal, this.#etag);
      try {
        this.#check(answer, start, end);
        return await bytesOf(answer, end - start, signal);
      } catch (error) {
        drop(answer);
        if (signal.aborted || made >= attempts || !failureOfS3(error).retryable) throw error;
      }
    }
  }

  #check(answer: GetObjectCommandOutput, start: number, end: number): void {
    if (answer.ETag !== this.#etag) throw changed();
    if (rangeOf(answer) !== `${start}-${end - 1}/${this.size}`) throw wrongLength("others");
  }
}

/**
 * Opens an object: asks for its beginning, and learns its size and version by that.
 *
 * @throws {Failure} `ENOENT`, and what else S3 answers.
 */
export async function openObject(
  client: S3Client,
  place: S3Place,
  signal: AbortSignal,
): Promise<{ source: ObjectSource; first?: Segment }> {
  let answer: GetObjectCommandOutput;
  try {
    answer = await getRange(client, place, 0, FIRST, signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "EINVAL") throw error;
    // No range lies in an empty object.
    const head = await request(client, new HeadObjectCommand({ Bucket: place.bucket, Key: place.key }), signal);
    if (head.ContentLength !== 0) throw changed(error);
    return { source: new ObjectSource(client, place, 0, head.ETag) };
  }
  // A server without ranges answers with everything.
  const match = /^0-(\d+)\/(\d+)$/.exec(rangeOf(answer));
  if (match === null) {
    drop(answer);
    throw new Failure("EIO", { detail: `no range from 0: ${answer.ContentRange}` });
  }
  const end = Number(match[1]) + 1;
  const source = new ObjectSource(client, place, Number(match[2]), answer.ETag);
  if (source.size === 0) {
    drop(answer);
    return { source };
  }
  const bytes = bytesOf(answer, end, signal).catch((error) => {
    if (!failureOfS3(error).retryable) throw error;
    return source.fetch(0, end, signal);
  });
  bytes.catch(() => {}); // reported where somebody reads it, if anybody does
  return { source, first: { start: 0, end, bytes } };
}

async function getRange(
  client: S3Client,
  { bucket, key }: S3Place,
  start: number,
  end: number,
  signal: AbortSignal,
  etag?: string,
): Promise<GetObjectCommandOutput> {
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    Range: `bytes=${start}-${end - 1}`,
    IfMatch: etag,
  });
  try {
    return await request(client, command, signal);
  } catch (error) {
    // It is there no more, or too short, or another.
    const gone = etag !== undefined && error instanceof Failure && /^(ENOENT|EINVAL|ESTALE)$/.test(error.code);
    throw gone ? changed(error) : error;
  }
}

/** `0-9/100`. */
function rangeOf({ ContentRange = "" }: GetObjectCommandOutput): string {
  return ContentRange.replace(/^bytes /, "");
}

async function bytesOf(
  answer: GetObjectCommandOutput,
  length: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  // The client listens to the signal only until the head of the answer is there.
  const aborted = () => drop(answer);
  signal.addEventListener("abort", aborted);
  try {
    const bytes = await answer.Body!.transformToByteArray();
    if (bytes.length !== length) throw wrongLength(`${bytes.length} instead of ${length}`);
    return bytes as Uint8Array<ArrayBuffer>;
  } catch (error) {
    throw signal.aborted ? signal.reason : failureOfS3(error);
  } finally {
    signal.removeEventListener("abort", aborted);
  }
}

/** Closes the connection on which the rest would come. */
function drop({ Body }: GetObjectCommandOutput): void {
  (Body as { destroy?: (error: Error) => void } | undefined)?.destroy?.(new Error("given up"));
}
