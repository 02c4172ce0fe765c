/** Removing what is open: its name goes at once, whoever else has it open. */
import {
  FILE_DISPOSITION_INFO as DISPOSITION,
  FILE_DISPOSITION_INFO_EX as DISPOSITION_EX,
  FILE_RENAME_INFO as RENAME,
  IO_STATUS_BLOCK,
} from "../../../ffi/windows/structs.ts";
import { errorName } from "../../call/errno.ts";
import { type Call, Chain, type Program } from "../../call/program.ts";
import { writeWide } from "../../call/scratch.ts";
import { finalOf } from "./filesystem.ts";
import { c, ntdll } from "./kernel32.ts";
import { win32Number } from "./status.ts";

/** `FILE_INFORMATION_CLASS`, `ntifs.h`; the last one from Windows 10 1709 on. */
const FileRenameInformation = 10;
const FileDispositionInformation = 13;
const FileDispositionInformationEx = 64;

/** What is answered where nobody knows POSIX's ways: Windows 10 before 1709, FAT, other computers. */
const OLD = new Set(["EINVAL", "EOPNOTSUPP", "ENOSYS"]);
const HOW = new Uint8Array(DISPOSITION_EX.size);
DISPOSITION_EX.Flags.set(
  new DataView(HOW.buffer),
  0,
  c.FILE_DISPOSITION_FLAG_DELETE | c.FILE_DISPOSITION_FLAG_POSIX_SEMANTICS |
    c.FILE_DISPOSITION_FLAG_IGNORE_READONLY_ATTRIBUTE,
);

/** The call that removes what a handle is open to, with the access `DELETE`; its result is an NTSTATUS. */
export function disposing(fd: number): Call {
  return setting(fd, HOW, FileDispositionInformationEx);
}

/** Sets something of an open file: the status is the result, so that nothing has to be tried twice to learn it. */
export function setting(fd: number, info: Uint8Array, kind: number): Call {
  return ntdll.NtSetInformationFile(fd, IO_STATUS_BLOCK, info, info.byteLength, kind);
}

/** Win32's number for a status that tells of an error; or 0. */
export function outcome(status: number): number {
  return status < 0 ? -win32Number(status) : 0;
}

/** Whether a result is that of a file system which cannot, so that {@link disposedAside} is to be tried. */
export function isOld(result: number): boolean {
  return result < 0 && OLD.has(errorName(result));
}

/** Removes an open file or directory. */
export function* disposed(fd: number): Program<number> {
  const result = outcome(yield disposing(fd));
  return isOld(result) ? yield* disposedAside(fd) : result;
}

/** What must wait until the last handle is closed waits under another name. */
export function* disposedAside(fd: number): Program<number> {
  const result = yield marking(fd, 1); // refused where it may not be removed, or is not empty
  if (result < 0) return outcome(result);
  const found = yield* finalOf(fd);
  if (typeof found === "number") return 0; // the name stays until the last handle is closed
  const aside = setting(fd, asideOf(found[0]), FileRenameInformation);
  const chain = new Chain(marking(fd, 0), [aside, marking(fd, 1)]);
  yield chain;
  return outcome(chain.results[2]!);
}

/** Says whether it is to be removed when its last handle is closed. */
function marking(fd: number, removed: 0 | 1): Call {
  return setting(fd, new Uint8Array(DISPOSITION.size).fill(removed), FileDispositionInformation);
}

/** A name that nobody has, in the same directory, as NT has it. */
function asideOf(path: string): Uint8Array<ArrayBuffer> {
  const name = path.replace(/^\\\\\?\\/, "\\??\\").replace(/[^\\]*$/, `.reseau-${crypto.randomUUID()}`);
  const info = new Uint8Array(RENAME.FileName.offset + 2 * name.length + 2);
  RENAME.FileNameLength.set(new DataView(info.buffer), 0, 2 * name.length);
  writeWide(name, info.subarray(RENAME.FileName.offset));
  return info;
}
