/** What Darwin's headers and libraries say, alike for both processors: `darwin.json`, which `lean.ts` makes. */
import type { StructLayout } from "../abi/headers.ts";
import darwin from "../abi/darwin.json" with { type: "json" };

/** The file's form. */
export interface DarwinHeaders {
  readonly provenance: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, number>>;
  readonly structs: Readonly<Record<string, StructLayout>>;
  /** Symbol → the part of libSystem that exports it on both processors. */
  readonly exports: Readonly<Record<string, string>>;
}

// A JSON module types a pair as `number[]`.
/** The headers. */
export const headers = darwin as unknown as DarwinHeaders;
