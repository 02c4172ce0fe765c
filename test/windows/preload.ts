/** Preloaded by `run.sh`: skips what cannot run on Windows, or only not on Wine. */
import { reasonToSkip } from "./skips.ts";
import { wine } from "./windows.ts";

// A call takes ten times as long there: what is done very often is done less often.
if (wine) Deno.env.set("RESEAU_SLOW_MACHINE", "1");

const { test } = Deno;

/** Registers a test, or one to be ignored whose name says why. */
function testOrSkip(...args: unknown[]): void {
  const named = args[0] as string | { name: string };
  const name = typeof named === "string" ? named : named.name;
  const reason = reasonToSkip(name);
  if (reason === undefined) return Reflect.apply(test, Deno, args);
  test({ name: `${name} (${reason})`, ignore: true, fn: () => {} });
}

Object.defineProperty(Deno, "test", { value: Object.assign(testOrSkip, test), configurable: true });
