/** Operations that are given up at every one of their calls. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { assertEquals } from "@std/assert";
import { until } from "./call/scale.ts";
import { openDescriptors } from "./temporary.ts";

/** One round: an operation on something that was made for it. */
export interface Round {
  run(): Promise<unknown>;
  /** Whether what was given up has ended, as far as can be seen. */
  quiet?(): boolean;
  /** Checks what is left, and removes it. */
  end(): Promise<void>;
}

/** Gives up while call after call is under way, each time in a new round, until one has none left; nothing stays open. */
export async function givenUpAtEach(begin: (signal: AbortSignal) => Promise<Round>): Promise<void> {
  const whole = await begin(new AbortController().signal);
  await whole.run(); // the first one of a process opens what stays open
  await whole.end();
  for (let last = false, at = 1; !last; at++) {
    const controller = new AbortController();
    const round = await begin(controller.signal);
    let calls = 0;
    const listen = () => void (++calls === at && controller.abort(new Error("enough")));
    const before = openDescriptors();
    subscribe("reseau:files:call", listen);
    const error = await round.run().then(() => undefined, (error) => error);
    last = calls < at;
    if (last) assertEquals(error, undefined);
    const ended = () => openDescriptors() <= before && (round.quiet?.() ?? true);
    await until(ended, `what was given up at call ${at} has ended, and left nothing`);
    unsubscribe("reseau:files:call", listen);
    await round.end();
  }
}
