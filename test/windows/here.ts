/** Tests of what only Windows does: ignored where the library runs another system's backend. */
import { everyWay } from "../ways.ts";
import { elsewhere, why } from "./windows.ts";

/** A test in every way, on Windows and Wine. */
export function everyWayOnWindows(...[name, body]: Parameters<typeof everyWay>): void {
  if (elsewhere) Deno.test({ name: `${name}${why}`, ignore: true, fn: () => {} });
  else everyWay(name, body);
}

/** A test, on Windows and Wine; with a reason, not on Wine. */
export function onWindows(name: string, body: () => Promise<void> | void, reason?: string): void {
  const named = reason === undefined ? `${name}${why}` : `${name} (Wine: ${reason})`;
  Deno.test({ name: named, ignore: elsewhere || reason !== undefined, fn: body });
}
