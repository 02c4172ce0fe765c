/** Operations on two handles. */
import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import type { FileHandle } from "./file_handle.ts";
import { given, type Hold, type OpenFile } from "./handle_base.ts";

/** A program on one handle's file that writes to another's. */
type OnBoth<T> = (from: OpenFile, to: OpenFile) => Program<T>;

/** Runs a program in the turn of both handles, the second of which it writes to. */
export async function onBoth<T>(
  from: FileHandle,
  to: FileHandle,
  operation: OnBoth<T>,
  signal?: AbortSignal,
): Promise<T> {
  to["requireWriting"]();
  // Both turns are asked for at once: in the order of the calls, so that no two copies wait for each other.
  const turn = from["hold"](signal);
  const turns = [turn, from === to ? turn : to["hold"](signal)] as const;
  const release = () => turns.forEach((turn) => turn.then((hold) => hold.release(), () => {}));
  let holds: Hold[];
  try {
    holds = await Promise.all(turns);
  } catch (error) {
    release();
    throw error;
  }
  const [one, other] = holds as [Hold, Hold];
  return await asynchronous(operation(one.file, other.file), signal, release);
}

/** The synchronous {@link onBoth}. */
export function onBothSync<T>(from: FileHandle, to: FileHandle, operation: OnBoth<T>): T {
  to["requireWriting"]();
  const other = to["now"](given);
  return from["now"]((one) => operation(one, other));
}
