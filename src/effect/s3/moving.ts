/** Copies and renames within S3. */
import type { S3Client } from "@aws-sdk/client-s3";
import { Failure } from "../failure.ts";
import { copyObject } from "./copying.ts";
import { inParallel } from "./in_parallel.ts";
import { isPrefix, objectsIn } from "./listing.ts";
import { lookUp } from "./look_up.ts";
import { insideOf } from "./place.ts";
import { removeObject } from "./removal.ts";
import type { S3Settings } from "./s3_options.ts";
import type { S3Place } from "./s3_requests.ts";

/** Requests under way at once. */
const PARALLEL = 8;

/** Copies an object, and answers the version that was copied. */
export async function copyWithin(
  client: S3Client,
  from: S3Place,
  to: S3Place,
  { copyPartSize }: S3Settings,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const found = await lookUp(client, from, signal);
  if (found === undefined) throw new Failure("ENOENT");
  if (found.object === undefined) throw new Failure("EISDIR");
  if (same(from, to)) throw new Failure("EINVAL");
  if (to.key === "" || await isPrefix(client, to, signal)) throw new Failure("EISDIR");
  const { ContentLength = 0, ETag } = found.object;
  await copyObject(client, { place: from, size: ContentLength, etag: ETag }, to, copyPartSize, signal);
  return ETag;
}

/**
 * Copies and then removes an object, or all that is in a directory. What was changed since it was copied stays, where the
 * server keeps conditions: `ESTALE`.
 */
export async function renameWithin(
  client: S3Client,
  from: S3Place,
  to: S3Place,
  settings: S3Settings,
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = await lookUp(client, from, signal);
  if (found === undefined) throw new Failure("ENOENT");
  if (same(from, to)) return;
  if (found.object === undefined) return await renameDirectory(client, from, to, settings, signal);
  const etag = await copyWithin(client, from, to, settings, signal);
  await removeObject(client, from, settings.conditions ? etag : undefined, signal);
}

async function renameDirectory(
  client: S3Client,
  from: S3Place,
  to: S3Place,
  { copyPartSize, conditions }: S3Settings,
  signal: AbortSignal | undefined,
): Promise<void> {
  const inside = insideOf(from.key), target = insideOf(to.key);
  if (from.bucket === to.bucket && target.startsWith(inside)) throw new Failure("EINVAL");
  const there = await lookUp(client, to, signal);
  if (there?.object !== undefined) throw new Failure("ENOTDIR");
  if (there !== undefined) throw new Failure("ENOTEMPTY");
  const objects = [];
  for await (const page of objectsIn(client, from.bucket, inside, signal)) objects.push(...page);
  const placeOf = (key: string) => ({ bucket: from.bucket, key });
  await inParallel(objects, PARALLEL, ({ key, size, etag }) => {
    const copy = { bucket: to.bucket, key: target + key.slice(inside.length) };
    return copyObject(client, { place: placeOf(key), size, etag }, copy, copyPartSize, signal);
  });
  await inParallel(objects, PARALLEL, ({ key, etag }) => {
    return removeObject(client, placeOf(key), conditions ? etag : undefined, signal);
  });
}

function same(one: S3Place, other: S3Place): boolean {
  return one.bucket === other.bucket && one.key === other.key;
}
