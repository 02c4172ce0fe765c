/** Our tables, and what their comments say, as the tests and `lean.ts` read them. */
import type { Architecture } from "../../ffi/linux/constants.ts";
import * as linuxStructs from "../../ffi/linux/structs.ts";
import * as posixStructs from "../../ffi/posix/structs.ts";

/** The architectures that the headers were read for. */
export const ARCHITECTURES = ["x86_64", "aarch64"] as const satisfies readonly Architecture[];

/** A field as the tests see it. */
export interface FieldLayout {
  readonly offset: number;
  readonly size: number;
}

type StructTable = Readonly<Record<string, FieldLayout>> & { readonly size: number };

const tables = Object.entries({ ...posixStructs, ...linuxStructs }) as unknown as (readonly [
  string,
  StructTable | Readonly<Record<Architecture, StructTable>>,
])[];

/** Every struct that we have, by C's name. */
export function structs(architecture: Architecture): Readonly<Record<string, StructTable>> {
  return Object.fromEntries(
    tables.map(([name, table]) => [name.toLowerCase(), architecture in table ? table[architecture] : table]),
  ) as Readonly<Record<string, StructTable>>;
}

/** The lines of one of our source files, such as `ffi/linux/calls.ts`. */
export function sourceLines(path: string): string[] {
  return Deno.readTextFileSync(new URL(`../../${path}`, import.meta.url)).split("\n");
}

/** Filesystem → the constant that its comment names. */
export function filesystemComments(): Map<string, string> {
  const comments = new Map<string, string>();
  for (const line of sourceLines("ffi/linux/filesystems.ts")) {
    const match = line.match(/^ {2}\[0x\w+, "(\w+)", "\w+"\], \/\/ (\w+)/);
    if (match !== null) comments.set(match[1]!, match[2]!);
  }
  return comments;
}

/** Whether a constant of the headers is an error number: `EOF` and `EPOLL…` begin alike. */
export function isErrorName(name: string): boolean {
  return /^E[A-Z0-9]+$/.test(name) && name !== "EOF" && !name.startsWith("EPOLL");
}
