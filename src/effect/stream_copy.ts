import type { CallOptions } from "../call/call_options.ts";
import type { Handler, OpenFile } from "./handler.ts";
import { openHow } from "./open_how.ts";

/** Bytes in memory at a time. */
const PIECE = 1 << 20;

/** A path of a handler. */
export interface Located {
  readonly handler: Handler;
  readonly path: string;
}

/** Copies a file from one storage to another, a piece at a time; what cannot be completed is discarded. */
export async function streamCopy(from: Located, to: Located, options: CallOptions): Promise<void> {
  const source = await from.handler.open(from.path, openHow("r"), options);
  try {
    const target = await to.handler.open(to.path, openHow("w"), options);
    try {
      await pour(source, target, options);
    } catch (error) {
      await discarded(target);
      throw error;
    }
    await target.close(options);
  } finally {
    await discarded(source);
  }
}

async function pour(source: OpenFile, target: OpenFile, options: CallOptions): Promise<void> {
  let position = 0;
  while (true) {
    options.signal?.throwIfAborted();
    const piece = await source.read(position, PIECE, options);
    if (piece.length === 0) return;
    position = await target.write(position, piece, options);
  }
}

/** What failed before comes first. */
async function discarded(file: OpenFile): Promise<void> {
  try {
    await file.discard();
  } catch {
    // nothing of it is stored
  }
}
