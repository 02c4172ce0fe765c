/** Names of extended attributes. */
import { decodeName } from "../../call/text.ts";

/** The names in a list, each of which ends with a NUL; an error number stays what it is. */
export function namesIn(list: Uint8Array<ArrayBuffer> | number): string[] | number {
  if (typeof list === "number") return list;
  const names: string[] = [];
  for (let start = 0; start < list.length;) {
    const end = list.indexOf(0, start);
    names.push(decodeName(list, start, end));
    start = end + 1;
  }
  return names;
}
