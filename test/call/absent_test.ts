/** Functions that the C library lacks, as an older release may. */
import { assertEquals } from "@std/assert";
import { type CallTable, int } from "../../ffi/c_types.ts";
import { configure } from "../../mod.ts";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { failureOf } from "../../src/call/errno.ts";
import { bind } from "../../src/call/library.ts";
import { type Call, Chain, FIRST, type Program, SKIPPED } from "../../src/call/program.ts";
import { synchronous } from "../../src/call/synchronous.ts";

const FUNCTIONS = {
  // int abs(int value)    abs(3)
  abs: { parameters: [int], result: int },
  // int reseau_absent(int value)
  reseau_absent: { parameters: [int], result: int, optional: true },
} as const satisfies CallTable;

const { abs, reseau_absent } = bind(FUNCTIONS);
const ENOSYS = failureOf("ENOSYS");

function* made(step: Call | Chain): Program<number> {
  return yield step;
}

for (const batch of [true, false]) {
  Deno.test(`a function that is absent answers ENOSYS, and its neighbours answer, batch: ${batch}`, async () => {
    configure({ batch });
    try {
      const calls = [abs(-1), reseau_absent(1), abs(-2), reseau_absent(2)];
      const answers = await Promise.all(calls.map((call) => asynchronous(made(call))));
      assertEquals(answers, [1, ENOSYS, 2, ENOSYS]);
      assertEquals(synchronous(made(reseau_absent(1))), ENOSYS);
    } finally {
      configure({ batch: true });
    }
  });

  Deno.test(`a chain is not begun when one of its functions is absent, batch: ${batch}`, async () => {
    configure({ batch });
    try {
      for (const chain of [new Chain(reseau_absent(1), [abs(FIRST)]), new Chain(abs(-1), [reseau_absent(FIRST)])]) {
        assertEquals(await asynchronous(made(chain)), ENOSYS);
        assertEquals(chain.results, [ENOSYS, -SKIPPED]);
      }
    } finally {
      configure({ batch: true });
    }
  });
}
