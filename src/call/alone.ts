/**
 * Without executable memory: each call is one nonblocking call of its own. Its error number stays on the thread that
 * made it, so a failed call is made again on this thread to learn it, where repeating is harmless; `EIO` where not.
 */
import { type Call, Chain, FIRST, SKIPPED } from "./program.ts";
import type { Arena, Submission } from "./arena.ts";
import { errorNumber } from "./errno.ts";
import { converted, ends } from "./failure.ts";
import { SPACE, TEXT_SIZE, WIDE_SIZE, writeText, writeWide } from "./scratch.ts";
import { rounded, spaceOf } from "./space.ts";
import { type Space, ssize_t } from "../../ffi/c_types.ts";

/** What a submission that travelled alone brought. */
export interface Brought {
  /** The first call's result. */
  readonly result: number;
  /** Shows each call its output. Only the delivery may: a call may be another chain's, too, which was made meanwhile. */
  show(): void;
}

/** Makes a submission's calls one after the other, in the arena's memory. */
export async function runAlone({ step }: Submission, { memory }: Arena): Promise<Brought> {
  const place: Place = { memory, used: 0, outputs: [] };
  const result = await makeAll(step, place);
  const view = new DataView(memory.buffer);
  const show = () => {
    for (const [call, at] of place.outputs) {
      call.view = view;
      call.at = at;
    }
  };
  return { result, show };
}

async function makeAll(step: Call | Chain, place: Place): Promise<number> {
  if (!(step instanceof Chain)) return await make(step, place, undefined);
  step.results.length = 0;
  let ended = false;
  for (let i = 0; i < step.length; i++) {
    const call = step.call(i);
    const link = call.args[0] === FIRST ? step.results[0] : undefined;
    const result: number = link !== undefined && ended ? -SKIPPED : await make(call, place, link);
    step.results.push(result);
    ended = result === -SKIPPED || ends(call.binding.entry, result);
  }
  return step.results[0]!;
}

/** Stands for the error number that stayed on the other thread. */
const UNKNOWN = 0xfffe;

interface Place {
  readonly memory: Uint8Array<ArrayBuffer>;
  used: number;
  /** Where each call's output stands. */
  readonly outputs: [Call, number][];
}

function take(place: Place, bytes: number): Uint8Array<ArrayBuffer> {
  const at = place.used;
  place.used = (at + bytes + 15) & ~15;
  if (at + bytes > place.memory.length) throw new RangeError(`${bytes} bytes of arguments`);
  return place.memory.subarray(at, at + bytes);
}

async function make(call: Call, place: Place, link: number | undefined): Promise<number> {
  const { binding } = call;
  const { parameters } = binding.entry;
  const space = take(place, spaceOf(call));
  place.outputs.push([call, space.byteOffset]);
  let used = 0;
  const args = call.args.map((argument, i) => {
    if (i === 0 && link !== undefined) return link;
    switch (parameters[i]!.role) {
      case "text": {
        const text = take(place, TEXT_SIZE);
        writeText(argument as string | Uint8Array, text);
        return text;
      }
      case "wide": {
        const text = take(place, Math.min(WIDE_SIZE, 2 * (argument as string).length + 2));
        writeWide(argument as string, text);
        return text;
      }
      case "space": {
        const output = space.subarray(used);
        used += rounded(argument as Space);
        return output;
      }
      default:
        return argument;
    }
  });
  const result = converted(binding.entry, Number(await binding.nonblocking()(...args)), UNKNOWN);
  if (result !== -UNKNOWN) return result;
  const { once = false, asks = false } = binding.entry;
  if (once || ((call.lane === "unbounded" || call.lane === "remote") && !asks)) return -errorNumber("EIO");
  const own = call.args.map((argument, i) => i === 0 && link !== undefined ? link : argument);
  const again = binding.invoke(own, 0);
  // When it succeeded this time, what it filled is in the scratch memory of this thread.
  if (again >= 0) space.set(SPACE.subarray(0, space.byteLength));
  // Counted where the result is delivered.
  binding.calls--;
  if (again < 0) binding.errors--;
  else if (binding.entry.result === ssize_t) binding.bytes -= again;
  return again;
}
