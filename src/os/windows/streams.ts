/** A file's named streams, which belong to it as extended attributes do elsewhere: NTFS keeps them, few programs do. */
import { FILE_STREAM_INFO as STREAM } from "../../../ffi/windows/structs.ts";
import { errorName } from "../../call/errno.ts";
import type { Call, Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { finalOf } from "./filesystem.ts";
import { closing } from "./keeping.ts";
import { c, kernel32 } from "./kernel32.ts";
import { createFile } from "./open.ts";
import { usual } from "./usual.ts";
import { wideAt } from "./wide_path.ts";

/** Bytes: most files have one stream, or another that tells where they come from. */
const USUAL = 512;
/** Bytes moved at once. */
const ROOM = { size: 64 << 10 };
const COUNT = { size: 4 };
/** What a file's own content is called. */
const CONTENT = "::$DATA";
/** There are more than there is room for. */
const MORE = "EMSGSIZE";

/** Asks for a file's streams. */
export function streamsOf(fd: number, size: number = USUAL): Call {
  return kernel32.GetFileInformationByHandleEx(fd, c.FileStreamInfo, { size }, size);
}

/** Whether there are others than the content; none where the file system has no streams. */
export function hasStreams(call: Call, result: number): boolean {
  return result > 0 ? namesIn(call).length > 0 : errorName(result) === MORE;
}

function namesIn({ view, at }: Call): string[] {
  const bytes = new Uint8Array(view.buffer as ArrayBuffer);
  const names: string[] = [];
  for (;;) {
    names.push(wideAt(bytes, at + STREAM.StreamName.offset, STREAM.StreamNameLength.get(view, at) / 2));
    const next = STREAM.NextEntryOffset.get(view, at);
    if (next === 0) return names.filter((name) => name !== CONTENT);
    at += next;
  }
}

function* namesOf(fd: number): Program<string[]> {
  for (let size = USUAL;; size *= 4) {
    const call = streamsOf(fd, size);
    const result = yield call;
    if (result > 0) return namesIn(call);
    if (errorName(result) !== MORE || size > 0x1_0000) return [];
  }
}

/** Copies the streams of an open file to another. */
export function* copyStreams(from: Descriptor, to: Descriptor): Program<number> {
  const names = yield* namesOf(from.fd);
  if (names.length === 0) return 0;
  const [source, target] = [yield* finalOf(from.fd), yield* finalOf(to.fd)];
  if (typeof source === "number") return usual(source);
  if (typeof target === "number") return usual(target);
  for (const name of names) {
    const result = yield* copied(source[0] + name, target[0] + name);
    if (result < 0) return usual(result);
  }
  return 0;
}

function* copied(from: string, to: string): Program<number> {
  const source = yield createFile(from, c.GENERIC_READ, c.OPEN_EXISTING, c.FILE_FLAG_BACKUP_SEMANTICS);
  if (source < 0) return source;
  return yield* closing(
    source,
    (function* (): Program<number> {
      const target = yield createFile(to, c.GENERIC_WRITE, c.CREATE_ALWAYS, c.FILE_FLAG_BACKUP_SEMANTICS);
      return target < 0 ? target : yield* closing(target, moved(source, target));
    })(),
  );
}

/** Until the end, of synchronous handles. */
function* moved(from: number, to: number): Program<number> {
  for (;;) {
    const read = kernel32.ReadFile(from, ROOM, ROOM.size, COUNT, null);
    const result = yield read;
    if (result < 0) return result;
    const length = read.view.getUint32(read.at + ROOM.size, true);
    if (length === 0) return 0;
    const bytes = new Uint8Array(read.view.buffer as ArrayBuffer, read.at, length).slice();
    const written = yield kernel32.WriteFile(to, bytes, length, COUNT, null);
    if (written < 0) return written;
  }
}
