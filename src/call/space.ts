/** Room for what a call puts out: one piece for each of its outputs, in a row, each aligned for any type. */
import type { Space } from "../../ffi/c_types.ts";
import type { Call } from "./program.ts";

/** The bytes that an output takes with its alignment. */
export function rounded({ size }: Space): number {
  return (size + 15) & ~15;
}

/** The bytes of all outputs of a call. */
export function spaceOf(call: Call): number {
  const { entry: { parameters }, output } = call.binding;
  if (output < 0) return 0;
  let size = 0;
  for (let i = output; i < parameters.length; i++) {
    if (parameters[i]!.role === "space") size += rounded(call.args[i] as Space);
  }
  return size;
}
