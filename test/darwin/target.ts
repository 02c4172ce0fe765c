/** Preloaded by `run.sh`: makes the library use Darwin's backend on the shim, and skips what cannot run there. */
import { reasonToSkip } from "./skips.ts";

Reflect.set(globalThis, Symbol.for("reseau:files:target"), {
  os: "darwin",
  arch: Deno.build.arch,
  library: Deno.env.get("RESEAU_DARWIN_SHIM"),
});

const { test } = Deno;

/** Registers a test, or one to be ignored whose name says why. */
function testOrSkip(...args: unknown[]): void {
  const named = args[0] as string | { name: string };
  const name = typeof named === "string" ? named : named.name;
  const reason = reasonToSkip(name);
  if (reason === undefined) return Reflect.apply(test, Deno, args);
  test({ name: `${name} (shim: ${reason})`, ignore: true, fn: () => {} });
}

Object.defineProperty(Deno, "test", { value: Object.assign(testOrSkip, test), configurable: true });
