/** Requests to S3 through its client, with failures by code. */
import type {
  $Command,
  S3Client,
  S3ClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from "@aws-sdk/client-s3";
import { failureOfS3 } from "./s3_failures.ts";

/** A request: one of the client's commands. */
export type S3Command<I extends ServiceInputTypes, O extends ServiceOutputTypes> = $Command<
  I,
  O,
  S3ClientResolvedConfig
>;

/** Where an object is. */
export interface S3Place {
  readonly bucket: string;
  /** Without slashes at its ends; "" is the bucket itself. */
  readonly key: string;
}

/**
 * Makes a request. The client signs it, and repeats what may pass.
 *
 * @throws {Failure} What S3 answers; or the signal's reason.
 */
export async function request<I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  client: S3Client,
  command: S3Command<I, O>,
  signal?: AbortSignal,
): Promise<O> {
  signal?.throwIfAborted();
  try {
    return await client.send(command, { abortSignal: signal });
  } catch (error) {
    throw signal?.aborted ? signal.reason : failureOfS3(error);
  }
}
