/** A process on Windows: its user's profile, and what is to go with it. */
import {
  FOLDERID_PROFILE,
  SHELL,
  SHELL_LIBRARY,
  TASK_MEMORY,
  TASK_MEMORY_LIBRARY,
} from "../../../ffi/windows/shell.ts";
import { WIDE_UNITS } from "../../../ffi/windows/wide.ts";
import type { Program } from "../../call/program.ts";
import type { Session } from "../session_contract.ts";
import { removeAtExit } from "./at_exit.ts";
import { kernel32 } from "./kernel32.ts";
import { wideAt } from "./wide_path.ts";

const TEXT = { size: 2 * WIDE_UNITS };

/** A process on Windows. */
export const windowsSession: Session = {
  // GetTempPathW itself looks at TMP, TEMP and USERPROFILE.
  variables: () => ({ home: "USERPROFILE", temporary: [] }),
  // deno-lint-ignore require-yield -- asked for on this thread, which has the address that is put out
  *home(user) {
    // Where others' directories are only administrators may know.
    return user === null ? profile() : null;
  },
  *temporary(): Program<string> {
    const call = kernel32.GetTempPathW(WIDE_UNITS, TEXT);
    const length = yield call;
    if (length <= 0) return "C:\\Windows\\Temp"; // what it says where there are no variables
    const path = wideAt(new Uint8Array(call.view.buffer as ArrayBuffer), call.at, length);
    return path.replace(/(?<=[^\\/:])[\\/]+$/, "");
  },
  removeAtExit,
};

function profile(): string | null {
  const out = new BigUint64Array(1);
  const shell = Deno.dlopen(SHELL_LIBRARY, SHELL).symbols;
  const failed = shell.SHGetKnownFolderPath(FOLDERID_PROFILE, 0, null, out) < 0;
  const text = Deno.UnsafePointer.create(out[0]!);
  try {
    return failed || text === null ? null : textAt(text);
  } finally {
    // To be freed whether or not it succeeded.
    Deno.dlopen(TASK_MEMORY_LIBRARY, TASK_MEMORY).symbols.CoTaskMemFree(text);
  }
}

function textAt(text: Deno.PointerObject): string {
  const view = new Deno.UnsafePointerView(text);
  let path = "";
  for (let unit = view.getUint16(0); unit !== 0; unit = view.getUint16(2 * path.length)) {
    path += String.fromCharCode(unit);
  }
  return path;
}
