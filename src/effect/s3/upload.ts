/** An object that is uploaded as it comes, of unknown length, and given up so that nothing of it stays. */
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandOutput,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { Failure } from "../failure.ts";
import { failureOfS3, mayBeDone } from "./s3_failures.ts";
import { request, type S3Place } from "./s3_requests.ts";

/** What the object must still be for the upload to replace it. */
export interface UploadCondition {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: "*";
}

/** How an object is uploaded. */
export interface UploadOptions {
  /** Bytes of a part. */
  readonly partSize: number;
  /** How many parts are under way at once: so many are held. */
  readonly parallelParts: number;
}

/** An upload: smaller than a part in one request, else in parts. Nothing is to be seen of it before it is complete. */
export class ObjectUpload {
  readonly #client: S3Client;
  readonly #place: S3Place;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  /** Ends the requests that bring content. */
  readonly #content = new AbortController();
  /** Settles when nothing is under way any more: the failure, if there was one. */
  readonly #result: Promise<Failure | undefined>;
  /** Of an upload in parts that exists at the server. */
  #uploadId: string | undefined;

  constructor(client: S3Client, place: S3Place, condition: UploadCondition, options: UploadOptions) {
    this.#client = client;
    this.#place = place;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, { highWaterMark: 1 });
    this.#writer = writable.getWriter();
    this.#writer.closed.catch(() => {}); // #result tells
    const upload = new Upload({
      client: this.#watched(),
      params: { Bucket: place.bucket, Key: place.key, Body: readable, ...condition },
      partSize: options.partSize,
      queueSize: options.parallelParts,
    });
    this.#result = upload.done().then(
      () => void (this.#uploadId = undefined),
      (error) => this.#failed(error, condition),
    );
  }

  /** Takes content, and keeps it: answers as soon as there is room for more. */
  async write(content: Uint8Array): Promise<void> {
    const failed = this.#result.then((failure) => {
      throw failure ?? new Failure("EIO", { detail: "the upload has ended" });
    });
    await Promise.race([this.#writer.write(content).catch(() => failed), failed]);
  }

  /** Completes the object. */
  async complete(): Promise<void> {
    this.#writer.close().catch(() => {}); // #result tells
    const failure = await this.#result;
    if (failure !== undefined) throw failure;
  }

  /**
   * Gives it up: ends what is under way, and removes the parts.
   *
   * @throws {Failure} They could not be removed.
   */
  async abandon(): Promise<void> {
    this.#content.abort();
    this.#writer.abort(new Failure("ECANCELED")).catch(() => {});
    await this.#result;
    await this.#removeParts();
  }

  async #failed(error: unknown, condition: UploadCondition): Promise<Failure> {
    const failure = storingFailure(error, condition);
    try {
      await this.#removeParts();
      return failure;
    } catch (error) {
      const detail = `${failure.message}; and its parts remain, as upload ${this.#uploadId}: ${
        (error as Error).message
      }`;
      return new Failure(failure.code, { cause: failure.cause, retryable: failure.retryable, detail });
    }
  }

  async #removeParts(): Promise<void> {
    if (this.#uploadId === undefined) return;
    const { bucket: Bucket, key: Key } = this.#place;
    try {
      await request(this.#client, new AbortMultipartUploadCommand({ Bucket, Key, UploadId: this.#uploadId }));
    } catch (error) {
      if (!(error instanceof Failure && error.code === "ENOENT")) throw error;
    }
    this.#uploadId = undefined;
  }

  /**
   * The client as the upload sees it. Requests with content end when the upload is given up; the others must not: what
   * they have done at the server would not be known. Parts are removed here alone, where a failure of that is not lost.
   */
  #watched(): S3Client {
    const send = async (command: unknown): Promise<unknown> => {
      if (command instanceof AbortMultipartUploadCommand) return {};
      if (command instanceof CreateMultipartUploadCommand) {
        const created: CreateMultipartUploadCommandOutput = await this.#client.send(command);
        this.#uploadId = created.UploadId;
        return created;
      }
      const content = command instanceof UploadPartCommand || command instanceof PutObjectCommand;
      return this.#client.send(command as PutObjectCommand, content ? { abortSignal: this.#content.signal } : {});
    };
    return { config: this.#client.config, send } as unknown as S3Client;
  }
}

/** Why nothing was stored. */
function storingFailure(error: unknown, { IfMatch, IfNoneMatch }: UploadCondition): Failure {
  const failure = failureOfS3(error);
  if (mayBeDone(error)) {
    const detail = `an attempt whose answer was lost may have stored it: ${failure.detail}`;
    return new Failure("EIO", { cause: error, retryable: false, detail });
  }
  const { cause, detail } = failure;
  if (IfNoneMatch !== undefined && failure.code === "ESTALE") return new Failure("EEXIST", { cause, detail });
  if (IfMatch !== undefined && failure.code === "ENOENT") return new Failure("ESTALE", { cause, detail });
  return failure;
}
