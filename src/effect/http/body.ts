/** Reading an answer's body: exactly what it must be. */
import { Failure } from "../failure.ts";
import type { Attempt } from "./attempt.ts";

/** Reads a body that must have this many bytes: a shorter or longer one is a failure that may pass. */
export async function readBody(
  body: ReadableStream<Uint8Array> | null,
  length: number,
  attempt: Attempt,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let at = 0;
  // Leaving the loop cancels the body.
  for await (const chunk of body ?? []) {
    attempt.progress();
    if (at + chunk.length > length) throw wrongLength(`more than ${length}`);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at < length) throw wrongLength(`${at} instead of ${length}`);
  return bytes;
}

/** An answer of another length than it said. */
export function wrongLength(what: string): Failure {
  return new Failure("EIO", { retryable: true, detail: `the answer has ${what} bytes` });
}
