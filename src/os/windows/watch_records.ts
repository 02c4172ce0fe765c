/** Changes as Windows writes them down, with and without saying of which file. */
import {
  FILE_NOTIFY_EXTENDED_INFORMATION as EXTENDED,
  FILE_NOTIFY_INFORMATION as PLAIN,
} from "../../../ffi/windows/structs.ts";
import { readWide } from "../../../ffi/windows/wide.ts";
import { c } from "./kernel32.ts";
import { isLink } from "./open.ts";

/** What has happened to a name: `old` and `new` are the halves of a rename within a directory. */
export type Action = "added" | "removed" | "modified" | "old" | "new";

/** A change in a watched directory, or below it. */
export interface ChangeRecord {
  readonly action: Action;
  /** Below the watched directory, with backslashes. */
  readonly path: string;
  /** The file and the directory that it is in, by their ids; 0 where they are not told. */
  readonly id: bigint;
  readonly parent: bigint;
  /** Undefined where it is not told. */
  readonly isDirectory: boolean | undefined;
  /** When the content was changed last, in milliseconds since 1970; 0 where it is not told. */
  readonly written: number;
}

const ACTIONS: Readonly<Record<number, Action>> = {
  [c.FILE_ACTION_ADDED]: "added",
  [c.FILE_ACTION_REMOVED]: "removed",
  [c.FILE_ACTION_MODIFIED]: "modified",
  [c.FILE_ACTION_RENAMED_OLD_NAME]: "old",
  [c.FILE_ACTION_RENAMED_NEW_NAME]: "new",
};

/** The records in the first `length` bytes; others than the above (of streams, of ids) are left out. */
export function recordsIn(view: DataView<ArrayBuffer>, length: number, extended: boolean): ChangeRecord[] {
  const records: ChangeRecord[] = [];
  const layout = extended ? EXTENDED : PLAIN;
  for (let at = 0; at + layout.FileName.offset <= length;) {
    const action = ACTIONS[layout.Action.get(view, at)];
    if (action !== undefined) records.push(recordAt(view, at, action, extended));
    const next = layout.NextEntryOffset.get(view, at);
    if (next === 0) break;
    at += next;
  }
  return records;
}

function recordAt(view: DataView<ArrayBuffer>, at: number, action: Action, extended: boolean): ChangeRecord {
  if (!extended) {
    return { action, path: textAt(view, at, PLAIN), id: 0n, parent: 0n, isDirectory: undefined, written: 0 };
  }
  const attributes = EXTENDED.FileAttributes.get(view, at);
  const link = isLink(attributes, EXTENDED.ReparsePointTag.get(view, at));
  return {
    action,
    path: textAt(view, at, EXTENDED),
    id: EXTENDED.FileId.get(view, at),
    parent: EXTENDED.ParentFileId.get(view, at),
    isDirectory: (attributes & c.FILE_ATTRIBUTE_DIRECTORY) !== 0 && !link,
    written: millisecondsOf(EXTENDED.LastModificationTime.get(view, at)),
  };
}

/** A time that counts 100 ns since 1601. */
function millisecondsOf(time: bigint): number {
  return Number(time / 10_000n) - 11_644_473_600_000;
}

function textAt(view: DataView<ArrayBuffer>, at: number, layout: typeof PLAIN | typeof EXTENDED): string {
  const start = view.byteOffset + at + layout.FileName.offset;
  const units = layout.FileNameLength.get(view, at) >> 1;
  return readWide(new Uint16Array(view.buffer, start, units), 0, units);
}

/** The name in a path, and whether it may be a short one ("8.3"), which was made up for an old program. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("\\") + 1);
}

/** Whether a name may be a short one, as Windows makes them up: `LONGNA~1.TXT`. */
export function mayBeShort(name: string): boolean {
  return /^[^. ]{1,6}~\d[^. ]{0,5}(?:\.[^. ]{1,3})?$/.test(name) && name.length <= 12;
}
