/** A process on POSIX systems: `getpwnam_r(3)` and its kin, and what libc does at the end. */
import { EXIT, REMOVE } from "../../../ffi/posix/exit.ts";
import { POSIX_SESSION } from "../../../ffi/posix/session.ts";
import { errorNumber } from "../../call/errno.ts";
import { addressOfSymbol, bind, openLibrary } from "../../call/library.ts";
import type { Program } from "../../call/program.ts";
import { addressOf } from "../../call/scratch.ts";
import { rounded } from "../../call/space.ts";
import { perform } from "../../call/synchronous.ts";
import { decodeName, encodeName } from "../../call/text.ts";
import type { Session } from "../session_contract.ts";

/** `struct passwd`, as far as it is needed. */
interface Passwd {
  readonly size: number;
  readonly pw_dir: { get(view: DataView, at: number): bigint };
}

const calls = bind(POSIX_SESSION);
const POINTER = { size: 8 };
const ERANGE = errorNumber("ERANGE");
/** What also means that there is no such user: getpwnam_r(3). */
const NOBODY = new Set(["ENOENT", "ESRCH", "EBADF", "EPERM"].map(errorNumber));
/** Most entries fit. Bytes. */
const USUAL = 1024;

/** A process on a system with this `struct passwd`; `usual` bytes are tried first. */
export function posixSession(passwd: Passwd, usual = USUAL): Session {
  return {
    // `TMPDIR` is POSIX's; the others are what programs of other systems look for.
    variables: () => ({ home: "HOME", temporary: ["TMPDIR", "TMP", "TEMP", "TEMPDIR"] }),
    home: (user) => listedHome(user, passwd, usual),
    // deno-lint-ignore require-yield -- it is the same everywhere
    *temporary() {
      return "/tmp";
    },
    removeAtExit,
  };
}

/** The home directory in the system's list of users, which may be a server's. */
function* listedHome(user: string | null, passwd: Passwd, usual: number): Program<string | null | number> {
  for (let size = usual;; size *= 4) {
    const texts = new Uint8Array(new ArrayBuffer(size)); // small arrays without a buffer of their own may move
    const room = [passwd, texts, BigInt(size), POINTER] as const;
    const call = user === null
      ? calls.getpwuid_r(perform(calls.geteuid(), 0), ...room)
      : calls.getpwnam_r(user, ...room);
    const error = yield call;
    if (error === ERANGE) continue;
    const { view, at } = call;
    const found = error === 0 && view.getBigUint64(at + rounded(passwd), true) !== 0n;
    if (!found) return error === 0 || NOBODY.has(error) ? null : -Math.abs(error);
    const start = Number(passwd.pw_dir.get(view, at) - addressOf(texts));
    return decodeName(texts, start, texts.indexOf(0, start));
  }
}

/** libc calls `remove` with its own copy of the path: nothing of JavaScript is left by then. */
function removeAtExit(path: string): void {
  const libc = openLibrary(EXIT);
  const remove = Deno.UnsafePointer.create(addressOfSymbol(REMOVE));
  const copy = libc.strdup(encodeName(`${path}\0`));
  if (remove !== null && copy !== null) libc.__cxa_atexit(remove, copy, null);
}
