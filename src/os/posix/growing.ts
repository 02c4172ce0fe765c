/** Answers of unknown length. */
import { errorNumber } from "../../call/errno.ts";
import type { Call, Program } from "../../call/program.ts";

const ERANGE = -errorNumber("ERANGE");
/** Most answers fit; a longer one is asked for again with its length. Bytes. */
const USUAL = 1024;

/** Asks until the answer fits: it may grow between asking how long it is and reading it. */
export function* growing(ask: (bytes: Uint8Array | null) => Call): Program<Uint8Array<ArrayBuffer> | number> {
  for (let bytes = new Uint8Array(USUAL);;) {
    const length = yield ask(bytes);
    if (length >= 0) return bytes.slice(0, length);
    if (length !== ERANGE) return length;
    const needed = yield ask(null);
    if (needed < 0) return needed;
    bytes = new Uint8Array(needed);
  }
}
