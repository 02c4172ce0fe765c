/** What a program failed with. */
import { FileSystemError } from "../../src/effect/effect.ts";

/** The error of an effect that a promise rejects with. */
export async function failureOf(running: Promise<unknown>): Promise<FileSystemError> {
  let value: unknown;
  try {
    value = await running;
  } catch (error) {
    if (error instanceof FileSystemError) return error;
    throw error;
  }
  throw new Error(`it did not fail: ${value}`);
}
