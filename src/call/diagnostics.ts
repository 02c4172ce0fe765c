/**
 * Every call is published on the channel `reseau:files:call` of `node:diagnostics_channel` while somebody subscribes;
 * nobody listening costs one comparison.
 */
import { channel } from "node:diagnostics_channel";
import { type Call, FIRST } from "./program.ts";
import { errorName } from "./errno.ts";
import { SPACE } from "./scratch.ts";

/** The channel's name. */
export const CHANNEL = "reseau:files:call";

/** One system call, as the channel tells it. */
export interface CallMessage {
  /** The system call. */
  readonly name: string;
  /** Its arguments; memory is shown as its length. */
  readonly args: readonly (string | number | bigint | null)[];
  /** Its result: 0 or more, or minus the error number. */
  readonly result: number;
  /** The error's POSIX name, when it failed. */
  readonly code?: string;
  /** How it was made: on this thread (`sync`, or `now` on behalf of an asynchronous operation), or in the pool. */
  readonly way: "sync" | "now" | "pool";
  /** Milliseconds on this thread, or of the whole trip to another one, which several calls may share. */
  readonly duration: number;
}

/** A handle that nobody closed, as the channel tells it. */
export interface LeakMessage {
  /** What is told. */
  readonly name: "leak";
  /** The descriptor, closed by now. */
  readonly fd: number;
  /** The path that it was opened with. */
  readonly path: string;
  /** Where it was opened, when `configure({ traceHandles: true })` asked for that. */
  readonly openedAt?: string;
}

const calls = channel(CHANNEL);
let trying = false;
let telling = false;
/** What the scratch memory held when a message went out, once a listener makes calls of its own. */
let kept: Uint8Array | undefined;

/** Whether somebody listens. */
export function observed(): boolean {
  return calls.hasSubscribers;
}

/** Says that the calls made next belong to an asynchronous operation (`true`), or no longer do. */
export function setTrying(value: boolean): void {
  trying = value;
}

/** Makes a call and tells of it. */
export function observeSync(call: Call, at: number): number {
  if (telling) kept ??= SPACE.slice();
  const start = performance.now();
  const result = call.binding.invoke(call.args, at);
  publishCall(call, result, trying ? "now" : "sync", performance.now() - start);
  return result;
}

/** Tells of a call that was made; `first` is the result of the first call of its chain. */
export function publishCall(
  call: Call,
  result: number,
  way: CallMessage["way"],
  duration: number,
  first?: number,
): void {
  const { entry, name } = call.binding;
  const args = call.args.map((argument, i) => {
    if (argument === FIRST && first !== undefined) return first;
    if (entry.parameters[i]?.role === "text" && argument instanceof Uint8Array) {
      return new TextDecoder().decode(argument);
    }
    if (argument === null || typeof argument !== "object") return argument as string | number | bigint | null;
    return `[${(argument as Uint8Array).byteLength ?? (argument as { size: number }).size}]`;
  });
  const message: CallMessage = {
    name: entry.symbol === "syscall" ? name : entry.symbol ?? name,
    args,
    result,
    way,
    duration,
  };
  tell(result < 0 ? { ...message, code: errorName(result) } : message);
}

/** Listeners run while the result still stands in the scratch memory: what their own calls leave there is undone. */
function tell(message: CallMessage): void {
  const outer = { trying, telling, kept };
  trying = false;
  telling = true;
  kept = undefined;
  try {
    calls.publish(message);
  } finally {
    if (kept !== undefined) SPACE.set(kept);
    ({ trying, telling, kept } = outer);
  }
}

/** Tells of a handle that was collected unclosed. */
export function publishLeak(message: LeakMessage): void {
  if (calls.hasSubscribers) calls.publish(message);
}
