/**
 * What a file's successor takes over on Windows beside content, read-only attribute and streams: the access control list,
 * the attributes that are settings, and the time of creation. The owner stays whoever writes; what NTFS does with the
 * content (compression, encryption) is the directory's affair, and object ids and short names are not kept.
 */
import { FILE_BASIC_INFO as BASIC } from "../../../ffi/windows/structs.ts";
import { errorName } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { outcome } from "./disposal.ts";
import { closing } from "./keeping.ts";
import { c, kernel32, ntdll, SHARE } from "./kernel32.ts";
import { usual } from "./usual.ts";

/** `DACL_SECURITY_INFORMATION`, `winnt.h`. */
const DACL = 4;
/** A list has at most 64 KiB (`ACL.AclSize`), and a header before it. */
const ROOM = 0x1_0100;
/** `SECURITY_DESCRIPTOR_CONTROL`, `winnt.h`: a list that has entries of the directory's, and the wish for one. */
const CONTROL = 2;
const [SE_DACL_AUTO_INHERITED, SE_DACL_AUTO_INHERIT_REQ] = [0x400, 0x100] as const;
const SETTINGS = c.FILE_ATTRIBUTE_HIDDEN | c.FILE_ATTRIBUTE_SYSTEM | c.FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
/** What file systems without access control answer. */
const WITHOUT = new Set(["EOPNOTSUPP", "ENOSYS", "EINVAL"]);

/** Gives a file what another one has. */
export function* keep(from: Descriptor, to: Descriptor): Program<number> {
  const [old, made] = [yield* basicOf(from.fd), yield* basicOf(to.fd)];
  if (typeof old === "number") return usual(old);
  if (typeof made === "number") return usual(made);
  const listed = yield* listKept(from.fd, to.fd);
  return usual(listed < 0 ? listed : yield* settingsKept(old, made, to.fd));
}

/** What stands beside a file's content. */
interface Basic {
  readonly created: bigint;
  readonly attributes: number;
}

function* settingsKept(old: Basic, made: Basic, to: number): Program<number> {
  const basic = new Uint8Array(BASIC.size);
  const view = new DataView(basic.buffer);
  BASIC.CreationTime.set(view, 0, old.created);
  // No attribute at all would leave them as they are.
  const attributes = made.attributes & ~SETTINGS | old.attributes & SETTINGS;
  BASIC.FileAttributes.set(view, 0, attributes || c.FILE_ATTRIBUTE_NORMAL);
  return Math.min(0, yield kernel32.SetFileInformationByHandle(to, c.FileBasicInfo, basic, basic.byteLength));
}

function* basicOf(fd: number): Program<Basic | number> {
  const ask = kernel32.GetFileInformationByHandleEx(fd, c.FileBasicInfo, BASIC, BASIC.size);
  const result = yield ask;
  if (result < 0) return result;
  const { view, at } = ask;
  return { created: BASIC.CreationTime.get(view, at), attributes: BASIC.FileAttributes.get(view, at) };
}

function* listKept(from: number, to: number): Program<number> {
  const list = new Uint8Array(ROOM);
  const asked = outcome(yield ntdll.NtQuerySecurityObject(from, DACL, list, ROOM, new Uint8Array(4)));
  if (asked < 0) return WITHOUT.has(errorName(asked)) ? 0 : asked;
  const view = new DataView(list.buffer);
  const control = view.getUint16(CONTROL, true);
  // That it was the directory's is only kept when it is asked for.
  if ((control & SE_DACL_AUTO_INHERITED) !== 0) view.setUint16(CONTROL, control | SE_DACL_AUTO_INHERIT_REQ, true);
  const flags = c.FILE_FLAG_BACKUP_SEMANTICS | c.FILE_FLAG_OPEN_REPARSE_POINT;
  const fd = yield kernel32.ReOpenFile(to, c.WRITE_DAC, SHARE, flags);
  const set = fd < 0 ? fd : yield* closing(fd, listSet(fd, list));
  return set < 0 && WITHOUT.has(errorName(set)) ? 0 : set;
}

function* listSet(fd: number, list: Uint8Array): Program<number> {
  return outcome(yield ntdll.NtSetSecurityObject(fd, DACL, list));
}
