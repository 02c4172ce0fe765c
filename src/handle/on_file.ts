/** Operations on a file that is given by its path or by a handle. */
import { asynchronous } from "../call/asynchronous.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireRead, requireWrite } from "../permission.ts";
import { FileHandle } from "./file_handle.ts";
import type { OpenFile } from "./handle_base.ts";

/** A path, or an open file. */
export type FileSubject = string | URL | FileHandle;

type Operation<T> = (file: OpenFile) => Program<T>;

/** Runs a program on a handle's file, or on the file at a path, which is opened for it and closed again. */
export function onFile<T>(
  file: FileSubject,
  access: "read" | "write",
  operation: Operation<T>,
  signal?: AbortSignal,
): Promise<T> {
  if (file instanceof FileHandle) return file["run"](operation, signal);
  return asynchronous(atPath(file, access, operation), signal);
}

/** The synchronous {@link onFile}. */
export function onFileSync<T>(file: FileSubject, access: "read" | "write", operation: Operation<T>): T {
  if (file instanceof FileHandle) return file["now"](operation);
  return synchronous(atPath(file, access, operation));
}

function* atPath<T>(path: string | URL, access: "read" | "write", operation: Operation<T>): Program<T> {
  const name = pathOf(path);
  const judged = access === "read" ? requireRead(name) : requireWrite(name);
  const flags = (access === "read" ? os.O.RDONLY : os.O.WRONLY) | os.O.NONBLOCK;
  const opened = yield* os.open(judged, flags, 0);
  if (typeof opened === "number") throw systemError(opened, "open", name);
  try {
    return yield* operation({ ...opened, path: name });
  } finally {
    yield* os.close(opened, access === "read");
  }
}
