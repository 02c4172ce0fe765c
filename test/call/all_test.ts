import { assert, assertEquals } from "@std/assert";
import { configure } from "../../mod.ts";
import { asynchronous } from "../../src/call/asynchronous.ts";
import { all, type Awaited, type Outcome, type Program, Wait } from "../../src/call/program.ts";
import { synchronous } from "../../src/call/synchronous.ts";
import { os } from "../../src/os/os.ts";
import { until } from "./scale.ts";
import { rejectionOf } from "./thrown.ts";

const reason = new Error("given up");

/** Runs a program by every driver. */
function everyDriver(name: string, body: (run: <T>(program: Program<T>) => Promise<T>) => Promise<void>): void {
  Deno.test(name, async (t) => {
    await t.step("synchronous", () => body((program) => Promise.resolve().then(() => synchronous(program))));
    for (const options of [{}, { tryNow: false }, { tryNow: false, batch: false }]) {
      await t.step(`asynchronous ${JSON.stringify(options)}`, async () => {
        configure({ tryNow: true, batch: true, ...options });
        try {
          await body((program) => asynchronous(program));
        } finally {
          configure({ tryNow: true, batch: true });
        }
      });
    }
  });
}

/** A program that asks for so many paths, and then returns `value`. */
function* asking<T>(times: number, value: T): Program<T> {
  for (let i = 0; i < times; i++) {
    const result = yield os.stat(i % 2 === 0 ? "/" : "/no/such", true);
    if ((result < 0) !== (i % 2 !== 0)) throw new Error("another program's answer");
  }
  return value;
}

function* failing(times: number, message: string): Program<never> {
  yield* asking(times, undefined);
  throw new Error(message);
}

everyDriver("all() tells what became of each program, by position, however many steps each took", async (run) => {
  const programs = Array.from({ length: 1000 }, (_, i) => i % 3 === 0 ? failing(i % 7, `${i}`) : asking(i % 11, i));
  const outcomes = await run(all<number>(programs));
  assertEquals(outcomes.length, 1000);
  for (const [i, outcome] of outcomes.entries()) {
    if (i % 3 === 0) assertEquals((outcome as { error: Error }).error.message, `${i}`);
    else assertEquals(outcome, { value: i });
  }
});

everyDriver("all() of nothing is nothing, and of programs without steps their values", async (run) => {
  assertEquals(await run(all([])), []);
  assertEquals(await run(all([asking(0, "a"), asking(0, "b")])), [{ value: "a" }, { value: "b" }]);
});

everyDriver("all() within all()", async (run) => {
  const tree = function* (depth: number): Program<number> {
    if (depth === 0) return yield* asking(2, 1);
    const outcomes: Outcome<number>[] = yield* all([tree(depth - 1), tree(depth - 1), failing(1, "leaf")]);
    assert("error" in outcomes[2]!);
    return outcomes.reduce((sum, outcome) => sum + ("value" in outcome ? outcome.value : 0), 0);
  };
  assertEquals(await run(tree(6)), 64);
});

everyDriver("all() takes its programs one by one, and as many as there are", async (run) => {
  let made = 0;
  const programs = function* () {
    for (; made < 20_000; made++) yield asking(made % 1000 === 0 ? 1 : 0, made);
  };
  const outcomes = await run(all(programs()));
  assertEquals(made, 20_000);
  assert(outcomes.every((outcome, i) => "value" in outcome && outcome.value === i));
});

everyDriver("what making a program throws is thrown to whoever wanted all of them", async (run) => {
  const programs = function* () {
    yield asking(3, 1);
    throw new TypeError("no more");
  };
  let caught: unknown;
  const program = function* (): Program<string> {
    try {
      yield* all(programs());
    } catch (error) {
      caught = error;
    }
    return yield* asking(1, "went on");
  };
  assertEquals(await run(program()), "went on");
  assert(caught instanceof TypeError);
});

for (const options of [{ tryNow: false }, { tryNow: false, batch: false }, {}]) {
  Deno.test(`all() given up ends every program once, and then the one that waits ${JSON.stringify(options)}`, async () => {
    configure({ tryNow: true, batch: true, ...options });
    try {
      for (const moment of ["at once", "under way"]) {
        const ends: string[] = [];
        const child = function* (name: string): Program<void> {
          try {
            yield* asking(100, undefined);
          } finally {
            yield* asking(2, undefined); // its end takes its time, too
            ends.push(name);
          }
        };
        const parent = function* (): Program<void> {
          try {
            yield* all(Array.from({ length: 300 }, (_, i) => child(`child ${i}`)));
          } finally {
            ends.push("parent");
          }
        };
        const controller = new AbortController();
        let ended = 0;
        const running = rejectionOf(asynchronous(parent(), controller.signal, () => ended++));
        if (moment === "under way") await asynchronous(asking(3, undefined));
        controller.abort(reason);
        assertEquals(await running as unknown, reason);
        await until(() => ended > 0, "the whole has ended");
        await asynchronous(asking(50, undefined)); // whatever came late would have come by now
        assertEquals(ends.at(-1), "parent");
        assertEquals(ends.length, new Set(ends).size);
        assertEquals(ends.length, 301);
        assertEquals(ended, 1);
      }
    } finally {
      configure({ tryNow: true, batch: true });
    }
  });
}

Deno.test("a program that is run synchronously waits on its thread", () => {
  const asked: number[] = [];
  const awaited: Awaited = {
    begin: () => () => false,
    here: (milliseconds) => asked.push(milliseconds) + 40,
  };
  const waiting = function* (): Program<number> {
    return yield new Wait(awaited, 5);
  };
  assertEquals(synchronous(waiting()), 41);
  assertEquals(asked, [5]);
});
