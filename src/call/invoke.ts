/**
 * Synchronous calls. One function is compiled for each symbol, because V8 makes its fast foreign calls only where the
 * callee at a call site is always the same: a generic `symbol(...args)` costs 0.2 µs more, a fifth of `statx`.
 */
import type { Binding } from "./program.ts";
import { askLastError, errnoLocation } from "./errno.ts";
import { ssize_t } from "../../ffi/c_types.ts";
import { conversion, meant } from "./failure.ts";
import { platform } from "./platform.ts";
import { SPACE, TEXT_SIZE, WIDE_SIZE, writeText, writeWide } from "./scratch.ts";
import { rounded } from "./space.ts";

type Invoke = (args: readonly unknown[], at: number) => number;
type Symbol = (...args: unknown[]) => number | bigint;

const TEXTS = [new Uint8Array(TEXT_SIZE), new Uint8Array(TEXT_SIZE)] as const;
let wides: readonly [Uint8Array, Uint8Array] | undefined;

function first(text: string | Uint8Array): Uint8Array {
  writeText(text, TEXTS[0]);
  return TEXTS[0];
}

function second(text: string | Uint8Array): Uint8Array {
  writeText(text, TEXTS[1]);
  return TEXTS[1];
}

function firstWide(text: string): Uint8Array {
  wides ??= [new Uint8Array(WIDE_SIZE), new Uint8Array(WIDE_SIZE)];
  writeWide(text, wides[0]);
  return wides[0];
}

function secondWide(text: string): Uint8Array {
  wides ??= [new Uint8Array(WIDE_SIZE), new Uint8Array(WIDE_SIZE)];
  writeWide(text, wides[1]);
  return wides[1];
}

function room(at: number): Uint8Array {
  return at === 0 ? SPACE : SPACE.subarray(at);
}

/** What the compiled functions use besides their symbol. */
const HELPERS = { first, second, firstWide, secondWide, room, rounded };

/** The function that makes `binding`'s call through `symbol` and returns its result, or minus its error number. */
export function compile(binding: Binding, symbol: Symbol, narrow: () => Symbol): Invoke {
  const { entry } = binding;
  let texts = 0;
  let place = "at";
  const args = entry.parameters.map(({ role }, i) => {
    if (role === "text") return `${texts++ === 0 ? "first" : "second"}(a[${i}])`;
    if (role === "wide") return `${texts++ === 0 ? "firstWide" : "secondWide"}(a[${i}])`;
    if (role !== "space") return `a[${i}]`;
    const room = `room(${place})`;
    place += ` + rounded(a[${i}])`;
    return room;
  });
  const call = (callee: string) => `${callee}(${args.join(", ")})`;
  const byCall = platform.errorLocation === undefined;
  const convert = conversion(entry, byCall ? "meant(last())" : "errno[0]");
  // A 64-bit result arrives as a BigInt, whose allocation may disturb errno: a failure is asked again without one.
  const body = entry.result.native === "i64"
    ? `let r = Number(${call("symbol")}); if (r < 0) { ${call("narrow()")}; ${convert} }`
    : `let r = ${call("symbol")}; ${convert}`;
  const source = `return function ${binding.name}(a, at) {
    binding.calls++;
    ${body}
    if (r < 0) binding.errors++;${entry.result === ssize_t ? "\n    else binding.bytes += r;" : ""}
    return r;
  }`;
  const given = {
    symbol,
    binding,
    narrow,
    ...HELPERS,
    ...(byCall
      ? { last: askLastError(), meant: (number: number) => meant(entry, number) }
      : { errno: errnoLocation() }),
  };
  return new Function(...Object.keys(given), source)(...Object.values(given));
}
