/** The prototypes in the comments of `ffi/windows`, and what each of Windows' types becomes in a table. */
import * as c from "../../ffi/c_types.ts";
import type { CType } from "../../ffi/c_types.ts";
import { sourceLines } from "../abi/tables.ts";
import type { Prototype } from "../ffi/prototypes.ts";

/** The prototype above each entry of the tables in a file; undefined where none stands there. */
export function prototypes(path: string): Map<string, Prototype | undefined> {
  const found = new Map<string, Prototype | undefined>();
  const lines = sourceLines(path);
  lines.forEach((line, i) => {
    const entry = line.match(/^ {2}(\w+): \{/)?.[1];
    if (entry === undefined) return;
    // Behind the prototype, four spaces away, stands the header.
    const match = lines[i - 1]!.match(/^ {2}\/\/ (\w+) (\w+)\((.*)\) {4}\w+\.h/);
    found.set(entry, match === null ? undefined : prototype(match[1]!, match[2]!, match[3]!));
  });
  return found;
}

function prototype(result: string, symbol: string, list: string): Prototype {
  const parameters = list === "void" ? [] : list.split(",").map((one) => one.trim().replace(/\w+$/, "").trim());
  return { symbol, result, parameters };
}

const VALUES: Readonly<Record<string, CType>> = {
  HANDLE: c.HANDLE,
  BOOL: c.BOOL,
  DWORD: c.DWORD,
  ACCESS_MASK: c.DWORD,
  ULONG: c.DWORD,
  UCHAR: c.DWORD,
  SECURITY_INFORMATION: c.DWORD,
  NTSTATUS: c.NTSTATUS,
  LARGE_INTEGER: c.LARGE_INTEGER,
  ULONG_PTR: c.ULONG_PTR,
  FILE_INFO_BY_HANDLE_CLASS: c.int,
  FILE_INFORMATION_CLASS: c.int,
  READ_DIRECTORY_NOTIFY_INFORMATION_CLASS: c.int,
};
const RESULTS: Readonly<Record<string, CType>> = {
  BOOLEAN: c.BOOLEAN,
  HANDLE: c.NEW_HANDLE,
  BOOL: c.BOOL,
  DWORD: c.DWORD,
  ULONG: c.DWORD,
  UINT: c.DWORD,
  NTSTATUS: c.NTSTATUS,
};
/** Pointers that the callee only reads, or that the table may pass so. */
const INPUTS = new Set(["LPSECURITY_ATTRIBUTES", "LPVOID", "PVOID", "LPOVERLAPPED"]);

/** What a parameter of the type `type` may be in a table. */
export function parameterTypes(type: string): readonly CType[] {
  if (type in VALUES) return [VALUES[type]!];
  if (type === "LPCWSTR") return [c.LPCWSTR, c.copied]; // one that may be null
  if (type === "LPCVOID") return [c.buf, c.copied];
  if (INPUTS.has(type)) return [c.copied, c.buf, c.space];
  if (/^(LP|P)[A-Z_]+( \*)?$/.test(type)) return [c.space, c.buf];
  throw new Error(`a prototype names the type ${type}, which no table has yet`);
}

/** What a result of the type `type` is in a table. */
export function resultType(type: string): CType | undefined {
  return RESULTS[type];
}

/** The same in Deno's own terms, as `runtime.ts` has them. */
export const NATIVE: Readonly<Record<string, string>> = {
  LPVOID: "pointer",
  LPCVOID: "pointer",
  HANDLE: "pointer",
  HMODULE: "pointer",
  FARPROC: "pointer",
  LPCWSTR: "buffer",
  LPCSTR: "buffer",
  PDWORD: "buffer",
  REFKNOWNFOLDERID: "buffer",
  "PWSTR *": "buffer",
  HRESULT: "i32",
  void: "void",
  SIZE_T: "usize",
  DWORD: "u32",
  BOOL: "i32",
};
