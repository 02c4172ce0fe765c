/** What inotify tells, as watching understands it. */
import { INOTIFY_EVENT } from "../../../ffi/linux/structs.ts";
import { decodeName } from "../../call/text.ts";
import type { Change, ChangeKind } from "../watching_contract.ts";
import { c } from "./libc.ts";

/** One bit of a mask for each kind; what was asked for has one of them. The most frequent come first. */
const KINDS: readonly (readonly [number, ChangeKind])[] = [
  [c.IN_MODIFY, "modify"],
  [c.IN_CREATE, "create"],
  [c.IN_DELETE, "remove"],
  [c.IN_ATTRIB, "attrib"],
  [c.IN_MOVED_FROM, "from"],
  [c.IN_MOVED_TO, "to"],
  [c.IN_IGNORED, "void"],
  [c.IN_Q_OVERFLOW, "overflow"],
];

/** Bytes of a name that is put together here: one alone is there in a fifth of the time that the decoder needs to start. */
const SHORT = 24;

function kindOf(mask: number): ChangeKind {
  for (const kind of KINDS) if ((mask & kind[0]) !== 0) return kind[1];
  return "left";
}

function nameIn(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return decodeName(bytes, start, end);
  let name = "";
  for (let i = start; i < end; i++) {
    if (bytes[i]! > 0x7f) return decodeName(bytes, start, end);
    name += String.fromCharCode(bytes[i]!);
  }
  return name;
}

/** The change that the event at `at` tells of, which has this number. */
export function changeAt(view: DataView, bytes: Uint8Array, at: number, sequence: number): Change {
  const mask = INOTIFY_EVENT.mask.get(view, at);
  const start = at + INOTIFY_EVENT.size;
  let end = start;
  for (const most = start + INOTIFY_EVENT.len.get(view, at); end < most && bytes[end] !== 0;) end++;
  return {
    kind: kindOf(mask),
    key: INOTIFY_EVENT.wd.get(view, at),
    name: nameIn(bytes, start, end),
    isDirectory: (mask & c.IN_ISDIR) !== 0,
    cookie: INOTIFY_EVENT.cookie.get(view, at),
    sequence,
  };
}
