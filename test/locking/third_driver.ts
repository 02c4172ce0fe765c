/**
 * A third driver for programs: as the synchronous one, call by call, but it tells of every call, and may have one of them
 * fail. A call that fails is not made; closing is, since nobody could do it again.
 */
import { failureOf } from "../../src/call/errno.ts";
import { ends } from "../../src/call/failure.ts";
import { All, BLOCKING, Call, Chain, FIRST, type Program, SKIPPED, type Step } from "../../src/call/program.ts";
import { spaceOf } from "../../src/call/space.ts";
import { perform } from "../../src/call/synchronous.ts";

/** A call that was made, and what it answered. */
export interface Made {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly result: number;
}

/** What became of a program. */
export interface Outcome {
  readonly calls: readonly Made[];
  /** `undefined` when it succeeded. */
  readonly error: unknown;
}

/** Runs a program; its call number `failing` (from 0) answers `error`. */
export function driven(program: Program<unknown>, failing = -1, error = "EIO"): Outcome {
  const calls: Made[] = [];
  const made = (call: Call, args: readonly unknown[], at: number): number => {
    const fails = calls.length === failing;
    const one = new Call(call.binding, args);
    const answered = fails && call.binding.entry.closes !== true ? 0 : perform(one, at);
    const result = fails ? failureOf(error) : answered;
    [call.view, call.at] = [one.view, one.at];
    calls.push({ name: call.binding.name, args, result });
    return result;
  };
  const chained = (chain: Chain): number => {
    let [at, ended] = [0, false];
    for (let i = 0; i < chain.length; i++) {
      const call = chain.call(i);
      const linked = call.args[0] === FIRST;
      const args = linked ? [chain.results[0]!, ...call.args.slice(1)] : call.args;
      const result = linked && ended ? -SKIPPED : made(call, args, at);
      chain.results.push(result);
      ended = ends(call.binding.entry, result);
      at += spaceOf(call);
    }
    return chain.results[0]!;
  };
  const taken = (step: Step): number => {
    if (step instanceof Call) return made(step, step.args, 0);
    if (step instanceof Chain) return chained(step);
    if (step === BLOCKING) return 1;
    if (step instanceof All) throw new Error("not several at once");
    return step.what.here(step.milliseconds);
  };
  try {
    for (let next = program.next(); !next.done;) next = program.next(taken(next.value));
    return { calls, error: undefined };
  } catch (error) {
    return { calls, error };
  }
}
