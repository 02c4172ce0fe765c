/** What S3 and its client answer, as {@link Failure}s. */
import { Failure } from "../failure.ts";
import { failureOf, failureOfNetwork, failureOfStatus } from "../http/failures.ts";

/** By the names of S3's error codes and of the client's errors, where the HTTP status does not say it. */
const CODES: Readonly<Record<string, string>> = {
  NoSuchKey: "ENOENT",
  NoSuchBucket: "ENOENT",
  NotFound: "ENOENT",
  CredentialsProviderError: "EACCES",
  ExpiredToken: "EACCES",
  InvalidAccessKeyId: "EACCES",
  SignatureDoesNotMatch: "EACCES",
  KeyTooLongError: "ENAMETOOLONG",
  EntityTooLarge: "EFBIG",
  RequestTimeout: "ETIMEDOUT",
  SlowDown: "EAGAIN",
  ConditionalRequestConflict: "EAGAIN",
  InvalidObjectState: "EACCES", // archived: it must be restored first
};

interface S3Error {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/** The failure that an error of the client is. */
export function failureOfS3(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { name, message, $metadata } = error as S3Error;
  const status = $metadata?.httpStatusCode;
  const detail = status === undefined ? `${name}: ${message}` : `${name}, HTTP status ${status}: ${message}`;
  if (name === "InternalError") return new Failure("EIO", { cause: error, detail, retryable: true });
  const code = CODES[name];
  if (code !== undefined) return new Failure(code, { cause: error, detail });
  if (status !== undefined) {
    const failure = failureOfStatus(status, error);
    return new Failure(failure.code, { cause: error, detail, retryable: failure.retryable });
  }
  return failureOfNetwork(error) ?? failureOf(error);
}

/** Whether an earlier attempt of the same request, whose answer was lost, may have done what this one was refused. */
export function mayBeDone(error: unknown): boolean {
  const { name, $metadata } = error as S3Error;
  return ($metadata?.attempts ?? 1) > 1 && (name === "NoSuchUpload" || $metadata?.httpStatusCode === 412);
}
