/** Changing names. */
import { Failure } from "../failure.ts";
import { moveIntoPlace, transfer } from "./dav_moving.ts";
import { type DavProperties, listed, lookUp, parentOf, whyNothing } from "./dav_properties.ts";
import type { DavRequests } from "./dav_requests.ts";

/** Gives what was found at `from` another name. */
export async function rename(
  requests: DavRequests,
  from: string,
  to: string,
  found: DavProperties,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (from === to) return;
  const there = await lookUp(requests, to, signal);
  if (there === undefined) await requireParent(requests, to, signal);
  if (from === "" || to.startsWith(`${from}/`)) throw new Failure("EINVAL");
  if (there !== undefined) await requireReplaceable(requests, to, found, there, signal);
  await transfer(requests, "MOVE", from, to, there !== undefined, signal);
}

/** Fails when the directory that a name is to be in is none. */
export async function requireParent(
  requests: DavRequests,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const parent = await lookUp(requests, parentOf(name), signal);
  if (parent === undefined) throw await whyNothing(requests, name, signal);
  if (!parent.isDir) throw new Failure("ENOTDIR");
}

async function requireReplaceable(
  requests: DavRequests,
  to: string,
  found: DavProperties,
  there: DavProperties,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (!found.isDir && there.isDir) throw new Failure("EISDIR");
  if (found.isDir && !there.isDir) throw new Failure("ENOTDIR");
  if (found.isDir && (await listed(requests, to, signal)).entries.length > 0) throw new Failure("ENOTEMPTY");
}

/** Copies a file of so many bytes: what is there is replaced when the copy is whole. */
export async function copyFile(
  requests: DavRequests,
  from: string,
  to: string,
  size: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  const temporary = temporaryBeside(to);
  try {
    await transfer(requests, "COPY", from, temporary, false, signal);
    await moveIntoPlace(requests, temporary, to, size, false, signal);
  } catch (error) {
    await requests.ask({ method: "DELETE", name: temporary }, undefined).catch(() => {}); // it may not be there
    throw error;
  }
}

/** Makes a directory. */
export async function makeDirectory(
  requests: DavRequests,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await requests.ask({ method: "MKCOL", name }, signal);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    if (error.cause === 405) throw new Failure("EEXIST", { detail: error.detail });
    if (error.cause === 409) throw new Failure("ENOENT", { detail: error.detail });
    throw error;
  }
}

/** Makes a directory and those that it is in, unless they are there. */
export async function makeDirectories(
  requests: DavRequests,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = await lookUp(requests, name, signal);
  if (found !== undefined) {
    if (!found.isDir) throw new Failure("EEXIST");
    return;
  }
  const parent = parentOf(name);
  if (parent !== "") await requireOrMake(requests, parent, signal);
  try {
    await makeDirectory(requests, name, signal);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "EEXIST") throw error; // somebody made it just now
  }
}

async function requireOrMake(requests: DavRequests, name: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    await makeDirectories(requests, name, signal);
  } catch (error) {
    throw error instanceof Failure && error.code === "EEXIST" ? new Failure("ENOTDIR") : error;
  }
}

/** Another name in the same directory. */
export function temporaryBeside(name: string): string {
  const parent = parentOf(name);
  return `${parent}${parent === "" ? "" : "/"}.reseau-${crypto.randomUUID()}`;
}
