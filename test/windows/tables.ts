/** Our Windows tables, and what their comments say, as the tests and `lean.ts` read them. */
import * as structs from "../../ffi/windows/structs.ts";
import { type FieldLayout, sourceLines } from "../abi/tables.ts";

/** Every struct that we have, by its name. */
export const STRUCTS: Readonly<Record<string, Readonly<Record<string, FieldLayout>> & { readonly size: number }>> =
  structs as unknown as typeof STRUCTS;

/** Error number → the constant that its comment names. */
export function errorComments(): Map<number, string> {
  const comments = new Map<number, string>();
  for (const line of sourceLines("ffi/windows/errors.ts")) {
    const match = line.match(/^ {2}\[(\w+), "\w+", "[^"]+"\], \/\/ (\w+)$/);
    if (match !== null) comments.set(Number(match[1]), match[2]!);
  }
  return comments;
}
