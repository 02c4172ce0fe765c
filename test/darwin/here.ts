/** Tests of what only Darwin does: ignored where the library runs another system's backend. */
import { target } from "../../ffi/target.ts";
import { everyWay } from "../ways.ts";

const DARWIN = target.os === "darwin";
/** Whether the library runs on the shim, not on a Mac. */
export const SHIM: boolean = DARWIN && target.library !== undefined;

function ignored(name: string, where: string): void {
  Deno.test({ name: `${name} (runs on ${where}: test/darwin/run.sh)`, ignore: true, fn: () => {} });
}

/** A test in every way, on a Mac and on the shim. */
export function everyWayOnDarwin(...[name, body]: Parameters<typeof everyWay>): void {
  if (DARWIN) everyWay(name, body);
  else ignored(name, "macOS or the shim");
}

/** A test in every way of what the shim's own filesystems do. */
export function everyWayOnShim(...[name, body]: Parameters<typeof everyWay>): void {
  if (SHIM) everyWay(name, body);
  else ignored(name, "the shim");
}

/** A test, on a Mac and on the shim. */
export function onDarwin(name: string, body: () => Promise<void> | void): void {
  if (DARWIN) Deno.test(name, body);
  else ignored(name, "macOS or the shim");
}

/** A test of the shim. */
export function onShim(name: string, body: () => Promise<void> | void): void {
  if (SHIM) Deno.test(name, body);
  else ignored(name, "the shim");
}
