/** A call with more arguments than a record of the pool passes: made by itself, on one of Deno's threads. */
import { converted } from "../../call/failure.ts";
import type { Awaited, Call } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";

/** Such a call, whose result says all (`ntstatus`). Given up, it is waited for all the same. */
export class Apart implements Awaited {
  constructor(readonly call: Call) {}

  begin(done: (result: number) => void): () => boolean {
    const made = this.call.binding.nonblocking()(...this.call.args);
    // Through `this`, the arguments' memory stays until then.
    made.then((result) => done(converted(this.call.binding.entry, Number(result), 0)));
    return () => true;
  }

  here(): number {
    return perform(this.call, 0);
  }
}
