/** What a file contains, as one number: to see changes of which neither its size nor its times tell. */
import { getBuiltinModule } from "node:process";
import type { Program } from "../call/program.ts";
import { os } from "../os/os.ts";

/** Of a file whose content is not compared. */
export const UNKNOWN = 0;
/** Bytes read at once. */
const CHUNK = 64 << 10;

let crypto: typeof import("node:crypto") | undefined;

/**
 * The first 48 bits of a file's SHA-256, or {@link UNKNOWN} of what is longer than `most` bytes, must not be read, or has
 * nothing to be read at a position. A size says nothing about what `/proc` and `/sys` hold, so the file is read to its end.
 */
export function* contentHash(path: string, follow: boolean, most: number): Program<number> {
  const { RDONLY, NOFOLLOW, NONBLOCK } = os.O;
  const file = yield* os.open(path, RDONLY | NONBLOCK | (follow ? 0 : NOFOLLOW), 0);
  if (typeof file === "number") return UNKNOWN;
  try {
    // Loaded when it is needed: it takes 10 ms and more.
    crypto ??= getBuiltinModule("node:crypto");
    const hash = crypto.createHash("sha256");
    const buffer = new Uint8Array(Math.min(CHUNK, most + 1));
    for (let at = 0;;) {
      const count = yield os.readAt(file, buffer, at);
      at += count;
      if (count < 0 || at > most) return UNKNOWN;
      if (count === 0) return 1 + hash.digest().readUIntBE(0, 6);
      hash.update(buffer.subarray(0, count));
    }
  } finally {
    yield* os.close(file, true);
  }
}
