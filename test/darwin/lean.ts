/**
 * Makes `test/abi/darwin.json`: of all that Darwin's headers declare and its libraries export, the part that our tables
 * and the shim use.
 *
 *     deno run -A test/darwin/lean.ts darwin_abi.json darwin_exports.json
 *
 * The first is the full extract, made by a C program that clang compiled for both processors: under `arch`, `constants`
 * (name → number) and `structs` (name → size, and fields as [offset, size]). The second tells of every symbol which part
 * of libSystem exports it, and `only` on which processor. Run it again whenever a table gains something: a test fails on
 * what is missing here.
 */
import { isErrorName } from "../abi/tables.ts";
import { CONSTANTS, STRUCTS, SYMBOLS } from "./tables.ts";
import type { DarwinHeaders } from "./headers.ts";
import type { StructLayout } from "../abi/headers.ts";

interface Extract {
  readonly provenance: Record<string, string>;
  readonly arch: Record<"x86_64" | "aarch64", {
    readonly constants: Record<string, number>;
    readonly structs: Record<string, StructLayout>;
  }>;
}

async function read<T>(path: string): Promise<T> {
  return JSON.parse(await Deno.readTextFile(path));
}

const { provenance, arch } = await read<Extract>(Deno.args[0]!);
const exports = await read<Record<string, { lib: string; only: string }>>(Deno.args[1]!);

/** What the shim's sources name with a `D_`. */
const sources: string[] = [];
for (const { name } of Deno.readDirSync(new URL("libsystem", import.meta.url))) {
  sources.push(await Deno.readTextFile(new URL(`libsystem/${name}`, import.meta.url)));
}
const named = sources.join("\n").matchAll(/\bD_(\w+)/g).map((match) => match[1]!).toArray();

/** The part that is named, in order; both processors must agree on it. */
function part<T>(names: Iterable<string>, x86_64: Record<string, T>, aarch64: Record<string, T>): Record<string, T> {
  const lean: Record<string, T> = {};
  for (const name of [...new Set(names)].sort()) {
    if (x86_64[name] === undefined) continue;
    if (JSON.stringify(x86_64[name]) !== JSON.stringify(aarch64[name])) throw new Error(`${name} differs`);
    lean[name] = x86_64[name];
  }
  return lean;
}

const { x86_64, aarch64 } = arch;
const constants = [...Object.keys(CONSTANTS), ...Object.keys(x86_64.constants).filter(isErrorName), ...named];
const structs = part(Object.keys(STRUCTS), x86_64.structs, aarch64.structs);
const headers: DarwinHeaders = {
  provenance,
  constants: part(constants, x86_64.constants, aarch64.constants),
  structs: Object.fromEntries(Object.entries(structs).map(([name, { size, fields }]) => [name, { size, fields }])),
  exports: Object.fromEntries(
    [...SYMBOLS].sort().filter((name) => exports[name]?.only === "").map((name) => [name, exports[name]!.lib]),
  ),
};
const text = JSON.stringify(headers, null, 2).replace(/\[\s+(\d+),\s+(\d+)\s+\]/g, "[$1, $2]");
await Deno.writeTextFile(new URL("../abi/darwin.json", import.meta.url), `${text}\n`);
