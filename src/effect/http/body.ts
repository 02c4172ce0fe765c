/** Reading an answer's body: exactly what it must be. */
import { Failure } from "../failure.ts";
import type { Attempt } from "./attempt.ts";
import { unlessAborted } from "./retry.ts";

/** Reads a body that must have this many bytes: a shorter or longer one is a failure that may pass. */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  length: number,
  attempt: Attempt,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let at = 0;
  const reader = (body ?? new Blob([]).stream()).getReader();
  try {
    for (let chunk; (chunk = await nextOf(reader, attempt)) !== undefined; at += chunk.length) {
      attempt.progress();
      if (at + chunk.length > length) throw wrongLength(`more than ${length}`);
      bytes.set(chunk, at);
    }
  } catch (error) {
    reader.cancel().catch(() => {}); // it may have failed already
    throw error;
  }
  if (at < length) throw wrongLength(`${at} instead of ${length}`);
  return bytes;
}

/**
 * The next piece of a body, or `undefined` at its end. In Deno a signal ends a body only as long as nobody has collected
 * the request that it was given with, so it is listened to here.
 */
export async function nextOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  attempt: Attempt,
): Promise<Uint8Array | undefined> {
  const { done, value } = await unlessAborted(reader.read(), attempt.signal);
  return done ? undefined : value;
}

/** An answer of another length than it said. */
export function wrongLength(what: string): Failure {
  return new Failure("EIO", { retryable: true, detail: `the answer has ${what} bytes` });
}
