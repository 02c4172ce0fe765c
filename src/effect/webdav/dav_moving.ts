/** Giving other names. */
import { Failure } from "../failure.ts";
import { lookUp } from "./dav_properties.ts";
import type { DavRequests } from "./dav_requests.ts";

/** Once: repeated after an answer that was lost, it would find nothing to move. */
const ONCE = { attempts: 1, delay: 0 };

/**
 * Moves or copies. A server removes what it replaces before, all that a directory holds too: without `overwrite` it is
 * asked to refuse that.
 */
export async function transfer(
  requests: DavRequests,
  method: "MOVE" | "COPY",
  from: string,
  to: string,
  overwrite: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const headers = { "Destination": requests.urlOf(to), "Overwrite": overwrite ? "T" : "F" };
  try {
    await requests.ask({ method, name: from, headers }, signal, ONCE);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.cause === 412) throw new Failure("EEXIST", { detail: error.detail });
    if (error.cause === 409) throw new Failure("ENOENT", { detail: error.detail });
    throw error;
  }
}

/** Gives a new file its name, in place of the file that has it. When the answer is lost, looks whether it was done. */
export async function moveIntoPlace(
  requests: DavRequests,
  temporary: string,
  name: string,
  size: number,
  exclusive: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const there = await lookUp(requests, name, signal);
  if (there !== undefined && exclusive) throw new Failure("EEXIST");
  if (there?.isDir) throw new Failure("EISDIR");
  try {
    // What was not there is not to be replaced: it may be a directory by now.
    await transfer(requests, "MOVE", temporary, name, there !== undefined, signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    if (!exclusive && error instanceof Failure && error.code === "EEXIST") {
      return await moveIntoPlace(requests, temporary, name, size, exclusive, signal); // somebody made it just now
    }
    const [left, now] = [await lookUp(requests, temporary, signal), await lookUp(requests, name, signal)];
    if (left === undefined && now?.isDir === false && now.size === size) return;
    throw error;
  }
}
