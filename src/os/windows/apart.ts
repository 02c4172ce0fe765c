/** A call with more arguments than a record of the pool passes: made by itself, on one of Deno's threads. */
import { observed, publishCall } from "../../call/diagnostics.ts";
import { converted } from "../../call/failure.ts";
import type { Awaited, Call } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";

/** Such a call, whose result says all (`ntstatus`). Given up, it is waited for all the same. */
export class Apart implements Awaited {
  constructor(readonly call: Call) {}

  begin(done: (result: number) => void): () => boolean {
    const start = observed() ? performance.now() : 0;
    const made = this.call.binding.nonblocking()(...this.call.args);
    // Through `this`, the arguments' memory stays until then.
    made.then((raw) => {
      const result = converted(this.call.binding.entry, Number(raw), 0);
      this.#count(result, start === 0 ? 0 : performance.now() - start);
      done(result);
    });
    return () => true;
  }

  /** As the pool counts and tells of what it has made. */
  #count(result: number, duration: number): void {
    const { binding } = this.call;
    binding.calls++;
    if (result < 0) binding.errors++;
    if (observed()) publishCall(this.call, result, "pool", duration);
  }

  here(): number {
    return perform(this.call, 0);
  }
}
