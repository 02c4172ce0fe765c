/** Which system calls an operation makes. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { CHANNEL } from "../../src/call/diagnostics.ts";

/** A call as the channel tells it. */
export interface ObservedCall {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly result: number;
}

/** The calls that `body` makes, in order. */
export async function callsOf(body: () => Promise<unknown>): Promise<ObservedCall[]> {
  const calls: ObservedCall[] = [];
  const listen = (message: unknown) => calls.push(message as ObservedCall);
  subscribe(CHANNEL, listen);
  try {
    await body();
  } finally {
    unsubscribe(CHANNEL, listen);
  }
  return calls;
}
