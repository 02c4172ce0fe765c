import type { CallOptions } from "../call/call_options.ts";
import { BinaryFile } from "./binary_file.ts";
import { Failure } from "./failure.ts";
import type { FsOpen } from "./handle_effects.ts";
import type { Capabilities, Handler } from "./handler.ts";
import type { OpenedFile } from "./opened_file.ts";
import { type OpenHow, openHow } from "./open_how.ts";
import { decodingOf, TextFile } from "./text_file.ts";

/** Opens a file, unless the handler cannot open it so. */
export async function openFile(handler: Handler, effect: FsOpen, options: CallOptions): Promise<OpenedFile> {
  const { path, binary = false, encoding = "utf-8", ifMatch } = effect;
  const how = openHow(effect.mode);
  const can = handler.capabilities(path);
  requireAble(can, how, ifMatch);
  if (!binary) requireEncoding(encoding, how);
  const file = await handler.open(path, how, { ...options, ifMatch });
  const opening = { path, file, how, can };
  const opened = binary ? new BinaryFile(opening) : new TextFile(opening, encoding);
  try {
    await opened.start(options);
  } catch (error) {
    await opened.discard();
    throw error;
  }
  return opened;
}

function requireAble(can: Capabilities, how: OpenHow, ifMatch: string | undefined): void {
  if (!how.write) {
    if (ifMatch !== undefined) throw new Failure("EINVAL", { detail: "ifMatch is for writing" });
    return;
  }
  if (!can.write) throw new Failure("EROFS");
  if (how.append && !can.append) throw new Failure("ENOTSUP", { detail: "appending" });
  if (how.read && !can.partialWrite) {
    throw new Failure("ENOTSUP", { detail: "reading and writing with one handle" });
  }
  if (how.exclusive && !can.exclusive) throw new Failure("ENOTSUP", { detail: "creating only what is not there" });
  if (ifMatch !== undefined && !can.conditionalWrite) throw new Failure("ENOTSUP", { detail: "ifMatch" });
}

/** Written is UTF-8 only: nothing in JavaScript encodes anything else. */
function requireEncoding(label: string, how: OpenHow): void {
  const { name } = decodingOf(label);
  if (how.write && name !== "utf-8") throw new Failure("EINVAL", { detail: `text is written as utf-8, not ${name}` });
}
