/** Copies that S3 makes by itself. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { inParallel } from "./in_parallel.ts";
import { copySource } from "./place.ts";
import { request, type S3Place } from "./s3_requests.ts";

/** Requests under way at once. */
const PARALLEL = 8;

/** What is copied: a version of an object. */
export interface CopySource {
  readonly place: S3Place;
  readonly size: number;
  /** The version to copy; another is `ESTALE`. */
  readonly etag: string | undefined;
}

/** Copies an object with its metadata: above `partSize` bytes in parts, which S3 demands above 5 GiB. */
export async function copyObject(
  client: S3Client,
  source: CopySource,
  to: S3Place,
  partSize: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (source.size > partSize) return await copyInParts(client, source, to, partSize, signal);
  const command = new CopyObjectCommand({
    Bucket: to.bucket,
    Key: to.key,
    CopySource: copySource(source.place),
    CopySourceIfMatch: source.etag,
  });
  await request(client, command, signal);
}

async function copyInParts(
  client: S3Client,
  source: CopySource,
  to: S3Place,
  partSize: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { bucket, key } = source.place;
  const head = await request(client, new HeadObjectCommand({ Bucket: bucket, Key: key }), signal);
  const target = { Bucket: to.bucket, Key: to.key };
  // Without the signal: what is begun must be known, to be ended.
  const { UploadId } = await request(client, new CreateMultipartUploadCommand({ ...target, ...described(head) }));
  try {
    const starts = Array.from({ length: Math.ceil(source.size / partSize) }, (_, i) => i * partSize);
    const Parts = await inParallel(starts, PARALLEL, async (start, i) => {
      const command = new UploadPartCopyCommand({
        ...target,
        UploadId,
        PartNumber: i + 1,
        CopySource: copySource(source.place),
        CopySourceIfMatch: source.etag,
        CopySourceRange: `bytes=${start}-${Math.min(source.size, start + partSize) - 1}`,
      });
      const { CopyPartResult } = await request(client, command, signal);
      return { PartNumber: i + 1, ETag: CopyPartResult?.ETag };
    });
    signal?.throwIfAborted();
    await request(client, new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await request(client, new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => {});
    throw error;
  }
}

/** What a copy in parts must be told of the object. */
function described(head: HeadObjectCommandOutput) {
  const { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ContentType, Metadata } = head;
  return { CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ContentType, Metadata };
}
