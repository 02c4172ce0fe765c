/** What Windows' headers say, on every architecture: `test/abi/windows.json`, which `lean.ts` makes. */
import type { StructLayout } from "../abi/headers.ts";
import windows from "../abi/windows.json" with { type: "json" };

/** The file's form. */
export interface WindowsHeaders {
  readonly provenance: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, number>>;
  readonly structs: Readonly<Record<string, StructLayout>>;
}

// A JSON module types a pair as `number[]`.
export const headers = windows as unknown as WindowsHeaders;
