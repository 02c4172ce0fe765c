/** Files that share their content: ReFS's block cloning. */
import { FILE_BASIC_INFO as BASIC } from "../../../ffi/windows/structs.ts";
import { FIRST, type Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { c, kernel32 } from "./kernel32.ts";
import { sizeIn, sizeOf, truncate } from "./position.ts";
import { allowHoles } from "./ranges.ts";
import { reopened } from "./reopened.ts";
import { usual } from "./usual.ts";

/** `FSCTL_DUPLICATE_EXTENTS_TO_FILE`, `winioctl.h`, [MS-FSCC] 2.3.7: ReFS of Windows Server 2016 and Windows 11. */
const FSCTL_DUPLICATE_EXTENTS_TO_FILE = 0x9_8344;
/** One call takes less than 4 GiB ("Block Cloning", Microsoft). */
const PIECE = 0x8000_0000;
/** Ranges are whole clusters, also at the end of a file; ReFS has these two sizes. */
const CLUSTERS = [0x1000, 0x1_0000];

/** Lets an empty file share all content of another; it is empty again when that cannot be. */
export function* share(from: Descriptor, to: Descriptor): Program<number> {
  const ask = sizeOf(from.fd);
  const asked = yield ask;
  if (asked < 0) return usual(asked);
  const size = sizeIn(ask);
  // ReFS wants both sparse, or neither.
  const sparse = (yield* isSparse(from.fd)) ? yield* allowHoles(to) : 0;
  if (sparse < 0) return sparse;
  const long = yield* truncate(to, size);
  if (long < 0) return usual(long);
  let result = -1;
  for (const cluster of CLUSTERS) {
    result = yield* sharedTo(from.fd, to.fd, Math.ceil(size / cluster) * cluster);
    if (result >= 0) return 0;
  }
  const empty = yield* truncate(to, 0);
  return usual(empty < 0 ? empty : result);
}

function* sharedTo(from: number, to: number, end: number): Program<number> {
  for (let at = 0; at < end; at += PIECE) {
    // `DUPLICATE_EXTENTS_DATA`: the source's handle, its offset, the target's, and how many bytes.
    const range = new Uint8Array(
      BigInt64Array.of(BigInt(from), BigInt(at), BigInt(at), BigInt(Math.min(PIECE, end - at))).buffer,
    );
    const control = kernel32.DeviceIoControl(
      FIRST,
      FSCTL_DUPLICATE_EXTENTS_TO_FILE,
      range,
      range.byteLength,
      null,
      0,
      { size: 4 },
      null,
    );
    const result = yield* reopened(to, c.GENERIC_WRITE, [control], "slow");
    if (result < 0) return result;
  }
  return 0;
}

function* isSparse(fd: number): Program<boolean> {
  const ask = kernel32.GetFileInformationByHandleEx(fd, c.FileBasicInfo, BASIC, BASIC.size);
  if ((yield ask) < 0) return false;
  return (BASIC.FileAttributes.get(ask.view, ask.at) & c.FILE_ATTRIBUTE_SPARSE_FILE) !== 0;
}
