/** What keys there are. */
import {
  ListBucketsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { ListEntry } from "../file_stat.ts";
import { request, type S3Place } from "./s3_requests.ts";

/** An object in a list. */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string | undefined;
}

/** The names below a prefix up to the next slash, page by page. */
export async function namesIn(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal: AbortSignal | undefined,
): Promise<ListEntry[]> {
  const entries = new Map<string, ListEntry>(); // a server may repeat a prefix on the next page
  for await (const page of pages(client, { Bucket: bucket, Prefix: prefix, Delimiter: "/" }, signal)) {
    for (const key of keysOf(page)) {
      const name = key.slice(prefix.length);
      if (name !== "") entries.set(key, { name, isDir: false, isFile: true }); // "": what consoles make for a folder
    }
    for (const { Prefix = "" } of page.CommonPrefixes ?? []) {
      const key = decoded(page, Prefix);
      const name = key.slice(prefix.length, -1);
      if (name !== "") entries.set(key, { name, isDir: true, isFile: false });
    }
  }
  return [...entries.values()];
}

/** Every object below a prefix, page by page. */
export async function* objectsIn(
  client: S3Client,
  bucket: string,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<ListedObject[]> {
  for await (const page of pages(client, { Bucket: bucket, Prefix: prefix }, signal)) {
    yield (page.Contents ?? []).map(({ Key = "", Size = 0, ETag }) => ({
      key: decoded(page, Key),
      size: Size,
      etag: ETag,
    }));
  }
}

/** Whether a key begins with this; of `""`, whether the bucket exists, which fails when not. */
export async function isPrefix(
  client: S3Client,
  { bucket, key }: S3Place,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const prefix = key === "" ? "" : `${key}/`;
  const page = await request(client, new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, MaxKeys: 1 }), signal);
  return key === "" || keysOf(page).length > 0;
}

/** The buckets, as directories. */
export async function buckets(client: S3Client, signal: AbortSignal | undefined): Promise<ListEntry[]> {
  const entries: ListEntry[] = [];
  let token: string | undefined;
  do {
    const page = await request(client, new ListBucketsCommand({ ContinuationToken: token }), signal);
    for (const { Name = "" } of page.Buckets ?? []) entries.push({ name: Name, isDir: true, isFile: false });
    token = page.ContinuationToken;
  } while (token !== undefined);
  return entries;
}

async function* pages(
  client: S3Client,
  of: { Bucket: string; Prefix: string; Delimiter?: string },
  signal: AbortSignal | undefined,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  let token: string | undefined;
  do {
    // Some characters that keys may have, XML cannot.
    const command = new ListObjectsV2Command({ ...of, EncodingType: "url", ContinuationToken: token });
    const page: ListObjectsV2CommandOutput = await request(client, command, signal);
    yield page;
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

function keysOf(page: ListObjectsV2CommandOutput): string[] {
  return (page.Contents ?? []).map(({ Key = "" }) => decoded(page, Key));
}

/** A server that does not encode does not say so. */
function decoded({ EncodingType }: ListObjectsV2CommandOutput, key: string): string {
  return EncodingType === "url" ? decodeURIComponent(key.replaceAll("+", " ")) : key;
}
