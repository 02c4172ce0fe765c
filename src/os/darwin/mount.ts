/** Whether a directory is the root of a mount: `getattrlist(2)`, since `stat(2)` does not tell. */
import { DIR_MNTSTATUS_MNTPOINT } from "../../../ffi/darwin/constants.ts";
import { ATTRLIST } from "../../../ffi/darwin/structs.ts";
import { struct, u32 } from "../../../ffi/struct.ts";
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { c, libsystem } from "./libsystem.ts";

/** What `getattrlist(2)` puts out for `ATTR_DIR_MOUNTSTATUS`: the bytes in all, then the attribute. */
const ANSWER = struct(8, { length: u32(0), mountStatus: u32(4) });

/** `ATTR_DIR_MOUNTSTATUS`: 1, 0, or minus the error number. It may ask a server, so it travels alone. */
export function* mountRoot(directory: string | Descriptor): Program<number> {
  const list = new Uint8Array(ATTRLIST.size);
  const wanted = new DataView(list.buffer);
  ATTRLIST.bitmapcount.set(wanted, 0, c.ATTR_BIT_MAP_COUNT);
  ATTRLIST.dirattr.set(wanted, 0, c.ATTR_DIR_MOUNTSTATUS);
  const size = BigInt(ANSWER.size);
  const call = typeof directory === "string"
    ? libsystem.getattrlist(directory, list, ANSWER, size, c.FSOPT_NOFOLLOW)
    : libsystem.fgetattrlist(directory.fd, list, ANSWER, size, 0);
  const result = yield call.via("remote");
  if (result < 0) return result;
  const { view, at } = call;
  // What is no directory answers with a length alone.
  if (ANSWER.length.get(view, at) < ANSWER.size) return 0;
  return (ANSWER.mountStatus.get(view, at) & DIR_MNTSTATUS_MNTPOINT) === 0 ? 0 : 1;
}
