/** The synchronous driver: runs a program on this thread, from its first step to its last. */
import { All, BLOCKING, Call, Chain, FIRST, type Program, SKIPPED, type Step } from "./program.ts";
import { failureOf } from "./errno.ts";
import { SPACE_VIEW } from "./scratch.ts";
import { observed, observeSync } from "./diagnostics.ts";
import { ends } from "./failure.ts";
import { spaceOf } from "./space.ts";

const EINTR = failureOf("EINTR");

/** Runs `program` to its end and returns what it returns. */
export function synchronous<T>(program: Program<T>): T {
  let next = program.next();
  while (!next.done) {
    let result: number;
    try {
      result = take(next.value);
    } catch (error) {
      next = program.throw(error);
      continue;
    }
    next = program.next(result);
  }
  return next.value;
}

/** A step's result. */
export function take(step: Step): number {
  if (step instanceof Call) return perform(step, 0);
  if (step instanceof Chain) return step.here === undefined ? performChain(step) : step.here(step);
  if (step instanceof All) {
    for (const program of step.programs) {
      try {
        step.outcomes.push({ value: synchronous(program) });
      } catch (error) {
        step.outcomes.push({ error });
      }
    }
    return 0;
  }
  if (step === BLOCKING) return 1;
  return step.what.here(step.milliseconds);
}

/** Makes one call on this thread; its output is in the scratch memory from `at`. */
export function perform(call: Call, at: number): number {
  let result;
  do result = observed() ? observeSync(call, at) : call.binding.invoke(call.args, at); while (
    result === EINTR && call.binding.entry.once !== true
  );
  call.view = SPACE_VIEW;
  call.at = at;
  return result;
}

/** The call with the first one's result in its place; the call itself may be another chain's, too. */
function performLinked(call: Call, first: number, at: number): number {
  const made = new Call(call.binding, [first, ...call.args.slice(1)]);
  const result = perform(made, at);
  call.view = made.view;
  call.at = made.at;
  return result;
}

/** Makes a chain's calls on this thread. */
export function performChain(chain: Chain): number {
  const { results } = chain;
  let at = 0;
  let ended = false;
  for (let i = 0; i < chain.length; i++) {
    const call = chain.call(i);
    const linked = call.args[0] === FIRST;
    if (linked && ended) {
      results.push(-SKIPPED);
      continue;
    }
    const result = linked ? performLinked(call, results[0]!, at) : perform(call, at);
    results.push(result);
    ended = ends(call.binding.entry, result);
    at += spaceOf(call);
  }
  return results[0]!;
}
