/** Looking after a descriptor, or handle, that was just opened. */
import { closing } from "../call/closing.ts";
import type { Program } from "../call/program.ts";

/** Closes the descriptor when the program that looks after it fails or is given up. */
export function* keeping<T>(fd: number, program: Program<T>): Program<T> {
  let kept = false;
  try {
    const result = yield* program;
    kept = true;
    return result;
  } finally {
    if (!kept) yield closing(fd);
  }
}
