/** Closing behind a program. */
import type { Program } from "../../call/program.ts";
import { kernel32 } from "./kernel32.ts";

/** Closes the handle behind the program, whatever becomes of it. */
export function* closing<T>(fd: number, program: Program<T>): Program<T> {
  try {
    return yield* program;
  } finally {
    yield kernel32.CloseHandle(fd);
  }
}
