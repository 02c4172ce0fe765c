/**
 * Makes `linux.json`: of all that Linux's headers declare, the part that our tables use.
 *
 *     deno run -A test/abi/lean.ts linux_abi.json
 *
 * Its argument is the full extract, made by a C program that gcc compiled once for each architecture: under `arch`, for
 * `x86_64` and `aarch64`, `constants` (name → number) and `structs` (name → size, and fields as [offset, size]). Run it
 * again whenever a table gains a constant or a struct: a test fails on what is missing here.
 */
import { type Architecture, linuxConstants } from "../../ffi/linux/constants.ts";
import { POSIX_CONSTANTS } from "../../ffi/posix/constants.ts";
import type { Headers, StructLayout } from "./headers.ts";
import { ARCHITECTURES, filesystemComments, isErrorName, structs } from "./tables.ts";

interface Extract {
  readonly provenance: Record<string, string>;
  readonly arch: Record<Architecture, {
    readonly constants: Record<string, unknown>;
    readonly structs: Record<string, StructLayout>;
  }>;
}

/** One value where both architectures agree, one for each where they do not. */
function merged<T>(names: Iterable<string>, valueOf: (architecture: Architecture, name: string) => T) {
  const lean: Record<string, unknown> = {};
  for (const name of [...new Set(names)].sort()) {
    const [first, second] = ARCHITECTURES.map((architecture) => valueOf(architecture, name));
    if (first === undefined && second === undefined) continue;
    const agree = JSON.stringify(first) === JSON.stringify(second);
    lean[name] = agree ? first : { [ARCHITECTURES[0]]: first, [ARCHITECTURES[1]]: second };
  }
  return lean;
}

const full: Extract = JSON.parse(await Deno.readTextFile(Deno.args[0]!));
const constants = [
  ...ARCHITECTURES.flatMap((architecture) => Object.keys(linuxConstants(architecture))),
  ...Object.keys(POSIX_CONSTANTS),
  ...ARCHITECTURES.flatMap((architecture) => Object.keys(full.arch[architecture].constants).filter(isErrorName)),
  ...filesystemComments().values(),
];
const headers = {
  provenance: full.provenance,
  constants: merged(constants, (architecture, name) => full.arch[architecture].constants[name]),
  structs: merged(Object.keys(structs("x86_64")), (architecture, name) => {
    const layout = full.arch[architecture].structs[name];
    return layout && { size: layout.size, fields: layout.fields };
  }),
} satisfies Record<keyof Headers, unknown>;

const text = JSON.stringify(headers, null, 2).replace(/\[\s+(\d+),\s+(\d+)\s+\]/g, "[$1, $2]");
await Deno.writeTextFile(new URL("linux.json", import.meta.url), `${text}\n`);
