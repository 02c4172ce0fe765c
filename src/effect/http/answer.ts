/** Answers to requests for a file, of `fetch` or of another client, and which version of the file they are of. */
import { Failure } from "../failure.ts";

/** An answer: what is needed of a `Response`. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: ReadableStream<Uint8Array> | null;
}

/** Makes the request for a file with these headers besides its own. */
export type Send = (headers: Record<string, string>, signal: AbortSignal) => Promise<HttpAnswer>;

/** What tells a version of a file from another. */
export interface Version {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** In bytes; `Infinity` when it is not said. */
  readonly size: number;
}

/** The version that an answer is of, and which of its bytes. */
export interface Part extends Version {
  readonly start: number;
  /** Behind the last byte. */
  readonly end: number;
}

/**
 * What an answer to a request for a range holds: a range (206), or everything (200) of a server without ranges.
 *
 * @throws {Failure} `EIO`: it contradicts itself, or is compressed although that was not asked for.
 */
export function partOf({ status, headers }: HttpAnswer): Part {
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") throw new Failure("EIO", { detail: `the answer is encoded, ${encoding}` });
  const etag = headers.get("etag"), lastModified = headers.get("last-modified");
  if (status !== 206) {
    const size = Number(headers.get("content-length") ?? Infinity);
    return { etag, lastModified, size, start: 0, end: size };
  }
  const range = headers.get("content-range") ?? "";
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(range);
  const [start, last, size] = match === null ? [] : match.slice(1).map(Number);
  if (start === undefined || !(start <= last! && last! < size!)) {
    throw new Failure("EIO", { detail: `the answer has no proper range: ${range}` });
  }
  return { etag, lastModified, size: size!, start, end: last! + 1 };
}

/** Makes sure that an answer is of the version that was opened: what is read must never be a mixture. */
export function checkVersion(opened: Version, now: Version): void {
  // Servers that share the load may differ in the time, not in the tag.
  const tagged = opened.etag !== null && now.etag !== null;
  const same = tagged ? opened.etag === now.etag : opened.lastModified === now.lastModified;
  if (!same || opened.size !== now.size) throw changed();
}

/** The file was changed while it was read. */
export function changed(cause?: unknown): Failure {
  return new Failure("ESTALE", { cause, detail: "the file has been changed since it was opened" });
}

/** The header that asks for a range of this version only, where the version has a strong validator (RFC 9110, 13.1.5). */
export function ifRange({ etag }: Version): Record<string, string> {
  return etag === null || etag.startsWith("W/") ? {} : { "If-Range": etag };
}
