/** Times on a clock that goes in steps, and that somebody may set. */
import { assert, assertEquals } from "@std/assert";
import { isFresh, Moment } from "../../src/watching/clock_step.ts";

const HOUR = 3_600_000;

Deno.test("a moment is where the clock has it that was set since", () => {
  const moment = new Moment(10 * HOUR, 500);
  assertEquals(moment.time(10 * HOUR + 70, 570), 10 * HOUR); // as it goes
  assertEquals(moment.time(9 * HOUR + 70, 570), 9 * HOUR); // set back by an hour
  assertEquals(moment.time(11 * HOUR + 70, 570), 10 * HOUR); // set forward
  assert(new Moment(Date.now()).time() <= Date.now());
});

Deno.test("what has changed in the last step of the clock is fresh, and so is what comes from the future", () => {
  const at = (milliseconds: number) => ({
    ctime: Math.floor(milliseconds / 1000),
    ctimeRest: (milliseconds % 1000) * 1e6,
  });
  const now = 1_700_000_000_007;
  assertEquals([0, 5, 19, 21, 1000, -HOUR].map((ago) => isFresh(at(now - ago), now)), [
    ...[true, true, true],
    ...[false, false],
    true,
  ]);
});
