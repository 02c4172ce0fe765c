/** Opens what a request finds, as an open file. */
import type { OpenFile } from "../handler.ts";
import type { Send } from "./answer.ts";
import { RangeReader } from "./range_reader.ts";
import { RemoteReadFile } from "./read_file.ts";
import { openRemote, type RemoteOptions } from "./remote_file.ts";

/**
 * Makes the first request, whose failure leaves nothing open. The signal ends only that; later ones have their own.
 *
 * @throws {Failure} What the server's answer is.
 */
export async function openForReading(
  send: Send,
  options: RemoteOptions,
  signal: AbortSignal | undefined,
): Promise<OpenFile> {
  const lasting = new AbortController();
  const aborted = () => lasting.abort(signal?.reason);
  signal?.addEventListener("abort", aborted);
  if (signal?.aborted) aborted();
  try {
    const { source, first, ranges } = await openRemote(send, options, lasting.signal);
    const { chunkSize, readAhead } = options;
    const reader = new RangeReader(source, { chunkSize, readAhead: ranges ? readAhead : 0 }, first);
    return new RemoteReadFile(source, reader, lasting);
  } catch (error) {
    lasting.abort();
    throw error;
  } finally {
    signal?.removeEventListener("abort", aborted);
  }
}
