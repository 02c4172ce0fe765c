/** Removing objects. */
import { DeleteObjectCommand, DeleteObjectsCommand, type S3Client } from "@aws-sdk/client-s3";
import { Failure } from "../failure.ts";
import { type ListedObject, objectsIn } from "./listing.ts";
import { request, type S3Place } from "./s3_requests.ts";
import { failureOfS3 } from "./s3_failures.ts";

/** Removes one object; with an `etag` only that version. */
export async function removeObject(
  client: S3Client,
  { bucket, key }: S3Place,
  etag: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  await request(client, new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag }), signal);
}

/** Removes every object below a prefix, a thousand at a time; whether there was one. */
export async function removeAll(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  let some = false;
  for await (const page of objectsIn(client, bucket, prefix, signal)) {
    if (page.length === 0) continue;
    some = true;
    await removeThese(client, bucket, page, signal);
  }
  return some;
}

async function removeThese(
  client: S3Client,
  bucket: string,
  objects: readonly ListedObject[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const Delete = { Objects: objects.map(({ key }) => ({ Key: key })), Quiet: true };
  const { Errors = [] } = await request(client, new DeleteObjectsCommand({ Bucket: bucket, Delete }), signal);
  // The answer is a success even when nothing was removed.
  const [first] = Errors;
  if (first === undefined) return;
  const { code, retryable } = failureOfS3(Object.assign(new Error(first.Message), { name: first.Code ?? "" }));
  const detail = `${Errors.length} of ${objects.length} were not removed, ${first.Key} for one: ${first.Code}`;
  throw new Failure(first.Code === "AccessDenied" ? "EACCES" : code, { detail, retryable });
}
