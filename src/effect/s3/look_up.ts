/** What is at a place. */
import { HeadObjectCommand, type HeadObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { Failure } from "../failure.ts";
import type { FileStat } from "../file_stat.ts";
import { isPrefix } from "./listing.ts";
import { request, type S3Place } from "./s3_requests.ts";

/** Something: an object, or else a directory. */
export interface Found {
  readonly object?: HeadObjectCommandOutput;
}

/** What is at a place: `undefined` when nothing. An object comes before a directory of the same name. */
export async function lookUp(
  client: S3Client,
  place: S3Place,
  signal: AbortSignal | undefined,
): Promise<Found | undefined> {
  if (place.key !== "") {
    try {
      const command = new HeadObjectCommand({ Bucket: place.bucket, Key: place.key });
      return { object: await request(client, command, signal) };
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== "ENOENT") throw error;
    }
  }
  return await isPrefix(client, place, signal) ? {} : undefined;
}

/** What a program is told of it. */
export function statOf(path: string, object: HeadObjectCommandOutput | undefined): FileStat {
  if (object === undefined) return { path, size: 0, isDir: true, isFile: false, mtime: null, backendExtra: {} };
  const { ContentLength = 0, LastModified = null, ETag, ContentType, VersionId, StorageClass, Metadata } = object;
  const backendExtra = {
    etag: ETag,
    contentType: ContentType,
    versionId: VersionId,
    storageClass: StorageClass,
    metadata: Metadata,
  };
  return { path, size: ContentLength, isDir: false, isFile: true, mtime: LastModified, backendExtra };
}
