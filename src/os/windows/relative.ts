/**
 * Opening below a directory's handle by `NtOpenFile`: whatever that directory is called by now, and whatever has been
 * put in its place. NT takes names as they are: neither "." nor ".." is one, and nothing is dropped from them.
 */
import { IO_STATUS_BLOCK, OBJECT_ATTRIBUTES, UNICODE_STRING } from "../../../ffi/windows/structs.ts";
import { errorName, errorNumber } from "../../call/errno.ts";
import { type Program, Wait } from "../../call/program.ts";
import { addressOf, writeWide } from "../../call/scratch.ts";
import { Apart } from "./apart.ts";
import { c, kernel32, ntdll, ntdllApart, SHARE } from "./kernel32.ts";
import { createFile } from "./open.ts";
import { HERE, placeOf } from "./place.ts";
import { win32Number } from "./status.ts";

const [ENAMETOOLONG, EISDIR] = ["ENAMETOOLONG", "EISDIR"].map((name) => -errorNumber(name)) as [number, number];
/** What the 16 bits of a length hold. */
const LONGEST = 0xfffe;

/**
 * A path as NT takes it below a handle, "" for the directory itself; `undefined` when it may lead elsewhere: by a drive,
 * a root, or more ".." than names before them.
 */
export function relativeName(path: string): string | undefined {
  if (path === "" || /^(?:[^\\/]:|[\\/])/.test(path)) return undefined;
  const names: string[] = [];
  for (const segment of path.split(/[\\/]+/)) {
    if (segment === ".." && names.pop() === undefined) return undefined;
    if (segment !== ".." && segment !== "." && segment !== "") names.push(segment);
  }
  return names.join("\\");
}

/**
 * Opens what has a name, as {@link relativeName} made it, below an open directory. `options` are `NtCreateFile`'s; for
 * synchronous calls, unless `overlapped`.
 */
export function* openRelative(
  at: number,
  name: string,
  access: number,
  options: number,
  overlapped = false,
): Program<number> {
  return yield* opened(name, function* (out): Program<number> {
    return yield ntdll.NtOpenFile(
      out,
      wanted(access),
      objectAttributes(at, name),
      status(),
      SHARE,
      how(options, overlapped),
    );
  });
}

/** The same of what may have to be created: by `FILE_CREATE` or `FILE_OPEN_IF`, with these attributes. */
export function* createRelative(
  at: number,
  name: string,
  access: number,
  { disposition, attributes, options }: { disposition: number; attributes: number; options: number },
  overlapped = false,
): Program<number> {
  return yield* opened(name, function* (out): Program<number> {
    const created = ntdllApart.NtCreateFile(
      out,
      wanted(access),
      objectAttributes(at, name),
      status(),
      null,
      attributes,
      SHARE,
      disposition,
      how(options, overlapped),
      null,
      0,
    );
    return yield new Wait(new Apart(created));
  });
}

function wanted(access: number): number {
  return (access | c.SYNCHRONIZE | c.FILE_READ_ATTRIBUTES) >>> 0;
}

function how(options: number, overlapped: boolean): number {
  return options | c.FILE_OPEN_FOR_BACKUP_INTENT | (overlapped ? 0 : c.FILE_SYNCHRONOUS_IO_NONALERT);
}

function status(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(IO_STATUS_BLOCK.size);
}

/** What a call that puts out a handle has opened; or minus Win32's number of the error. */
function* opened(name: string, open: (out: Uint8Array<ArrayBuffer>) => Program<number>): Program<number> {
  if (2 * name.length > LONGEST) return ENAMETOOLONG;
  const out = new Uint8Array(8);
  let told = false;
  try {
    const status = yield* open(out);
    told = true;
    if (status >= 0) return handleIn(out);
    // Win32 has the same number for it as for what may not be opened.
    return errorName(status) === "EISDIR" ? EISDIR : -win32Number(status);
  } finally {
    // Given up while it was under way, nobody else knows what it has opened.
    if (!told && handleIn(out) !== 0) yield kernel32.CloseHandle(handleIn(out));
  }
}

function handleIn(out: Uint8Array<ArrayBuffer>): number {
  return new DataView(out.buffer).getInt32(0, true);
}

/** The struct, the name's struct and the name in one piece of memory. */
function objectAttributes(at: number, name: string): Uint8Array<ArrayBuffer> {
  const [string, text] = [OBJECT_ATTRIBUTES.size, OBJECT_ATTRIBUTES.size + UNICODE_STRING.size];
  const memory = new Uint8Array(new ArrayBuffer(text + 2 * name.length + 2));
  const view = new DataView(memory.buffer);
  const address = addressOf(memory);
  OBJECT_ATTRIBUTES.Length.set(view, 0, OBJECT_ATTRIBUTES.size);
  OBJECT_ATTRIBUTES.RootDirectory.set(view, 0, BigInt(at));
  OBJECT_ATTRIBUTES.ObjectName.set(view, 0, address + BigInt(string));
  OBJECT_ATTRIBUTES.Attributes.set(view, 0, c.OBJ_CASE_INSENSITIVE);
  UNICODE_STRING.Length.set(view, string, 2 * name.length);
  UNICODE_STRING.MaximumLength.set(view, string, 2 * name.length);
  UNICODE_STRING.Buffer.set(view, string, address + BigInt(text));
  writeWide(name, memory.subarray(text));
  return memory;
}

/**
 * Opens what a name below an open directory, or a path, stands for: a link itself, unless it is followed. `through`: what
 * is done by the handle is on the disk when it is done.
 */
export function* openAt(
  at: number,
  path: string,
  access: number,
  follow: boolean,
  through = false,
): Program<number> {
  const name = at === HERE ? undefined : relativeName(path);
  if (name !== undefined) {
    const options = (follow ? 0 : c.FILE_OPEN_REPARSE_POINT) | (through ? c.FILE_WRITE_THROUGH : 0);
    return yield* openRelative(at, name, access, options);
  }
  const place = placeOf(at, path);
  if (typeof place === "number") return place;
  const itself = follow ? 0 : c.FILE_FLAG_OPEN_REPARSE_POINT;
  const written = through ? c.FILE_FLAG_WRITE_THROUGH : 0;
  return yield createFile(place, access, c.OPEN_EXISTING, c.FILE_FLAG_BACKUP_SEMANTICS + itself + written);
}
