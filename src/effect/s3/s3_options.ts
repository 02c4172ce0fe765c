/** How an S3 handler works. */
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { ReadAheadOptions } from "../http/range_reader.ts";

/** A client: an `S3Client` of `@aws-sdk/client-s3`. */
export interface S3ClientLike {
  /** How it was made. */
  readonly config: object;
  /** Makes a request. */
  send(...command: never[]): unknown;
  /** Closes its connections. */
  destroy(): void;
}

/** How a client is made: anything that the constructor of the SDK's `S3Client` takes. Some of it: */
export interface S3ClientOptions {
  /** Where the buckets are. */
  region?: string;
  /** Of another server than Amazon's. */
  endpoint?: string;
  /** Default: where the SDK looks for them. */
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | (() => Promise<unknown>);
  /** Whether a bucket's name is in the path rather than in the host's name. */
  forcePathStyle?: boolean;
  /** How often a request is made whose failure may pass. Default: 3. */
  maxAttempts?: number;
  /** And so on. */
  [option: string]: unknown;
}

/** What an `S3Handler` takes. */
export interface S3HandlerOptions extends ReadAheadOptions {
  /**
   * A client, or how one is made: region, endpoint, credentials, `maxAttempts`. Default: all of that from where the SDK
   * looks for it (environment, shared files, the machine's role). A client that was given stays the caller's.
   */
  client?: S3ClientLike | S3ClientOptions;
  /** The bucket in which paths are keys. Default: none, and a path's first name is its bucket. */
  bucket?: string;
  /** Only what is below this in the bucket: paths continue it, and do not lead out of it. */
  prefix?: string;
  /** Bytes of a part of an upload, at least 5 MiB. An object has at most 10,000 parts. Default: 8 MiB. */
  partSize?: number;
  /** Parts of an upload under way at once: so many are held. Default: 4. */
  parallelParts?: number;
  /** What is larger is copied in parts of so many bytes, at most 5 GiB. Default: 1 GiB. */
  copyPartSize?: number;
  /**
   * Whether the server keeps `If-Match` and `If-None-Match` of writes. Some that speak S3 ignore them without a word: say
   * `false` there, and `x` and `ifMatch` are refused. Default: true, as at Amazon.
   */
  conditions?: boolean;
}

/** The options with their defaults. */
export type S3Settings = Required<Pick<S3HandlerOptions, "partSize" | "parallelParts" | "copyPartSize" | "conditions">>;

const MIB = 1 << 20;

/**
 * The options with their defaults.
 *
 * @throws {RangeError} A size that S3 does not take.
 */
export function settingsOf(options: S3HandlerOptions): S3Settings {
  const { partSize = 8 * MIB, parallelParts = 4, copyPartSize = 1024 * MIB, conditions = true } = options;
  requireWithin("partSize", partSize, 5 * MIB, 5 * 1024 * MIB);
  requireWithin("parallelParts", parallelParts, 1, 1000);
  requireWithin("copyPartSize", copyPartSize, 5 * MIB, 5 * 1024 * MIB);
  return { partSize, parallelParts, copyPartSize, conditions };
}

function requireWithin(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`S3Handler: ${name} must be an integer from ${least} to ${most}: ${value}`);
}

/** Whether a client was given, rather than how one is made. It may be of another copy of the SDK. */
export function isClient(client: S3ClientLike | S3ClientOptions | undefined): client is S3ClientLike {
  return typeof client?.send === "function";
}

/** The client. By default a server from which nothing comes for a minute is given up. */
export function clientOf(client: S3ClientLike | S3ClientOptions = {}): S3Client {
  if (isClient(client)) return client as S3Client;
  const requestHandler = { connectionTimeout: 10_000, socketTimeout: 60_000 };
  return new S3Client({ requestHandler, ...client } as S3ClientConfig);
}
