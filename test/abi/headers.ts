/** What the system's headers say, for both architectures: `linux.json`, which `lean.ts` makes. */
import type { Architecture } from "../../ffi/linux/constants.ts";
import { ARCHITECTURES, isErrorName } from "./tables.ts";
import linux from "./linux.json" with { type: "json" };

/** A struct's size and its fields as [offset, size], in bytes. */
export interface StructLayout {
  readonly size: number;
  readonly fields: Readonly<Record<string, readonly [number, number]>>;
}

/** One value for both architectures, or one for each. */
type PerArchitecture<T> = T | Readonly<Partial<Record<Architecture, T>>>;

/** The file's form. */
export interface Headers {
  readonly provenance: Readonly<Record<string, string>>;
  readonly constants: Readonly<Record<string, PerArchitecture<number>>>;
  readonly structs: Readonly<Record<string, PerArchitecture<StructLayout>>>;
}

// A JSON module types a pair as `number[]`.
const headers = linux as unknown as Headers;

function pick<T>(value: PerArchitecture<T> | undefined, architecture: Architecture): T | undefined {
  const differs = typeof value === "object" && value !== null && ARCHITECTURES.some((name) => name in value);
  return differs ? (value as Partial<Record<Architecture, T>>)[architecture] : value as T | undefined;
}

/** A constant's number; undefined when the headers have none of that name. */
export function headerConstant(name: string, architecture: Architecture): number | undefined {
  return pick(headers.constants[name], architecture);
}

/** A struct's layout; undefined when the headers have none of that name. */
export function headerStruct(name: string, architecture: Architecture): StructLayout | undefined {
  return pick(headers.structs[name], architecture);
}

/** The names of every error number in the headers. */
export function headerErrors(): string[] {
  return Object.keys(headers.constants).filter(isErrorName);
}
