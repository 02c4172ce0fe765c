/** What is thrown, as a value. */
import type { SystemError } from "../../mod.ts";

/** What `body` throws. */
export function thrownBy(body: () => unknown): SystemError {
  try {
    body();
  } catch (error) {
    return error as SystemError;
  }
  throw new Error(`nothing was thrown by ${body}`);
}

/** What `promise` rejects with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<SystemError> {
  const outcome = await promise.then(() => undefined, (error: SystemError) => ({ error }));
  if (outcome === undefined) throw new Error("it did not reject");
  return outcome.error;
}
