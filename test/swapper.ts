/**
 * A process that exchanges two names for one another as fast as it can: `deno run -A test/swapper.ts A B`. It says
 * "ready" after the first time, and ends with its standard input.
 */
import { renameSync } from "../mod.ts";

const [a, b] = Deno.args as [string, string];
/** Exchanges without looking up: an odd number, so that every other pause shows them exchanged. */
const ODD = 2001;
let ended = false;
Deno.stdin.read(new Uint8Array(1)).then(() => ended = true);
for (let round = 0; !ended; round++) {
  for (let i = 0; i < ODD; i++) {
    try {
      renameSync(a, b, { exchange: true });
    } catch (error) {
      // Whoever is tested has removed one.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  if (round === 0) console.log("ready");
  await new Promise((resolve) => setTimeout(resolve, 0));
}
