/** The C prototypes in the comments of our tables of calls, and what each of C's types becomes in a table. */
import * as c from "../../ffi/c_types.ts";
import type { CType } from "../../ffi/c_types.ts";
import { sourceLines } from "../abi/tables.ts";

/** A prototype as its comment has it. */
export interface Prototype {
  readonly symbol: string;
  readonly result: string;
  /** Types without the parameters' names: `const char *`. */
  readonly parameters: readonly string[];
}

/** `struct timespec times[2]` → `struct timespec *`, `int fd` → `int`. */
function typeOf(parameter: string): string {
  const [, type, array] = parameter.trim().match(/^(.*?)\w+(\[\d*\])?$/)!;
  return array === undefined ? type!.trim() : `${type}*`;
}

/** The prototype above each entry of the tables in a file; undefined where none stands there. */
export function prototypes(path: string): Map<string, Prototype | undefined> {
  const found = new Map<string, Prototype | undefined>();
  const lines = sourceLines(path);
  lines.forEach((line, i) => {
    const entry = line.match(/^ {2}(\w+): \{/)?.[1];
    if (entry === undefined) return;
    // Behind the prototype, four spaces away, stands the man page.
    const match = lines[i - 1]!.match(/^ {2}\/\/ (.*?)([\w$]+)\((.*)\) {4}\w+\(\d\)/);
    found.set(
      entry,
      match === null ? undefined : {
        symbol: match[2]!,
        result: match[1]!.trim(),
        parameters: match[3] === "void" ? [] : match[3]!.split(",").map(typeOf),
      },
    );
  });
  return found;
}

const VALUES: Readonly<Record<string, CType>> = {
  "int": c.int,
  "unsigned": c.uint,
  "mode_t": c.mode_t,
  "uid_t": c.id_t,
  "gid_t": c.id_t,
  "long": c.long,
  "unsigned long": c.size_t, // as wide on every target
  "nfds_t": c.size_t, // an unsigned long
  "off_t": c.off_t,
  "size_t": c.size_t,
};
const RESULTS: Readonly<Record<string, CType>> = {
  "int": c.int,
  "ssize_t": c.ssize_t,
  "off_t": c.off_t,
  "char *": c.char_p,
  "uid_t": c.id_t,
};

/** What a parameter of C's type `type` may be in a table. */
export function parameterTypes(type: string): readonly CType[] {
  if (type in VALUES) return [VALUES[type]!];
  if (type === "const char *") return [c.cstr];
  if (/^const struct \w+ \*$/.test(type)) return [c.copied];
  // `poll` reads its struct, and what it writes there is not read back.
  if (/^struct \w+ \*$/.test(type)) return [c.space, c.copied, c.buf];
  if (/^struct \w+ \*\*$/.test(type)) return [c.space];
  if (/^const \w+ \*$/.test(type)) return [c.buf];
  if (/^\w+ \*$/.test(type)) return [c.buf, c.space];
  throw new Error(`a prototype names the type ${type}, which no table has yet`);
}

/** What a result of C's type `type` is in a table. */
export function resultType(type: string): CType | undefined {
  return RESULTS[type];
}

/** A type by its name in `c_types.ts`: several pass the same way, so only identity tells them apart. */
export function nameOf(type: CType | undefined): string {
  return Object.entries(c).find(([, value]) => value === type)?.[0] ?? "unknown";
}
