/**
 * Makes `test/abi/windows.json`: of all that Windows' headers declare, the part that our tables use.
 *
 *     deno run -A test/windows/lean.ts windows_abi.json
 *
 * Its argument is the full extract, made with clang and mingw-w64's headers for each architecture: under `arch`,
 * `constants` (name → number) and `structs` (name → size, and fields as [offset, size]). Run it again whenever a table
 * gains a constant or a struct: a test fails on what is missing here.
 */
import { WINDOWS_CONSTANTS } from "../../ffi/windows/constants.ts";
import { ARCHITECTURES } from "../abi/tables.ts";
import { errorComments, STRUCTS } from "./tables.ts";
import type { WindowsHeaders } from "./headers.ts";

interface Extract {
  readonly provenance: Readonly<Record<string, string>>;
  readonly arch: Record<typeof ARCHITECTURES[number], Pick<WindowsHeaders, "constants" | "structs">>;
}

/** The part that is named, in order; the architectures must agree on it. */
function part<T>(names: Iterable<string>, valueOf: (architecture: typeof ARCHITECTURES[number], name: string) => T) {
  const lean: Record<string, NonNullable<T>> = {};
  for (const name of [...new Set(names)].sort()) {
    const [first, second] = ARCHITECTURES.map((architecture) => valueOf(architecture, name));
    if (JSON.stringify(first) !== JSON.stringify(second)) throw new Error(`${name} differs between architectures`);
    if (first !== undefined && first !== null) lean[name] = first;
  }
  return lean;
}

const { provenance, arch }: Extract = JSON.parse(await Deno.readTextFile(Deno.args[0]!));
const headers: WindowsHeaders = {
  provenance,
  constants: part(
    [...Object.keys(WINDOWS_CONSTANTS), ...errorComments().values()],
    (architecture, name) => arch[architecture].constants[name],
  ),
  structs: part(Object.keys(STRUCTS), (architecture, name) => {
    const layout = arch[architecture].structs[name];
    return layout && { size: layout.size, fields: layout.fields };
  }),
};
const text = JSON.stringify(headers, null, 2).replace(/\[\s+(\d+),\s+(\d+)\s+\]/g, "[$1, $2]");
await Deno.writeTextFile(new URL("../abi/windows.json", import.meta.url), `${text}\n`);
