/** Holes: `FSCTL_QUERY_ALLOCATED_RANGES` tells of everything else. */
import { FILE_ALLOCATED_RANGE_BUFFER as RANGE } from "../../../ffi/windows/structs.ts";
import { errorName, errorNumber } from "../../call/errno.ts";
import { FIRST, type Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { c, kernel32 } from "./kernel32.ts";
import { sizeIn, sizeOf } from "./position.ts";
import { reopened } from "./reopened.ts";
import { usual } from "./usual.ts";

const [ENXIO, EINVAL] = ["ENXIO", "EINVAL"].map((name) => -errorNumber(name)) as [number, number];
/** What systems answer that know nothing of holes. */
const IGNORANT = new Set(["EOPNOTSUPP", "ENOSYS", "EINVAL"]);
/** Ranges asked for at once. */
const TOGETHER = 64;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Up to so many ranges from `offset` on; or minus an error number. */
function* allocated(fd: number, offset: number, count: number): Program<Range[] | number> {
  const question = new Uint8Array(RANGE.size);
  const asked = new DataView(question.buffer);
  RANGE.FileOffset.set(asked, 0, offset);
  RANGE.Length.set(asked, 0, Number.MAX_SAFE_INTEGER - offset);
  const answer = new Uint8Array(count * RANGE.size);
  const query = kernel32.DeviceIoControl(
    FIRST,
    c.FSCTL_QUERY_ALLOCATED_RANGES,
    question,
    question.byteLength,
    answer,
    answer.byteLength,
    { size: 4 },
    null,
  );
  const result = yield* reopened(fd, c.FILE_READ_DATA, [query], "slow");
  // That there are more is no failure.
  if (result < 0 && errorName(result) !== "EMSGSIZE") return IGNORANT.has(errorName(result)) ? EINVAL : usual(result);
  const view = new DataView(answer.buffer);
  const ranges: Range[] = [];
  for (let at = 0; at < answer.byteLength && RANGE.Length.get(view, at) > 0; at += RANGE.size) {
    const start = RANGE.FileOffset.get(view, at);
    ranges.push({ start, end: start + RANGE.Length.get(view, at) });
  }
  return ranges;
}

/** The next byte that is not in a hole. */
export function* seekData({ fd }: Descriptor, offset: number): Program<number> {
  const ranges = yield* allocated(fd, offset, 1);
  if (typeof ranges === "number") return ranges;
  return ranges.length === 0 ? ENXIO : Math.max(offset, ranges[0]!.start);
}

/** The next byte that is in a hole, or behind the end. */
export function* seekHole({ fd }: Descriptor, offset: number): Program<number> {
  const ask = sizeOf(fd);
  const result = yield ask;
  if (result < 0) return usual(result);
  const size = sizeIn(ask);
  if (offset >= size) return ENXIO;
  for (let at = offset;;) {
    const ranges = yield* allocated(fd, at, TOGETHER);
    if (typeof ranges === "number") return ranges;
    for (const { start, end } of ranges) {
      if (start > at) return Math.min(at, size);
      at = end;
    }
    if (ranges.length < TOGETHER) return Math.min(at, size);
  }
}

/** Lets a file have holes: without that, zeros are written. */
export function* allowHoles({ fd }: Descriptor): Program<number> {
  const set = kernel32.DeviceIoControl(FIRST, c.FSCTL_SET_SPARSE, null, 0, null, 0, { size: 4 }, null);
  const result = yield* reopened(fd, c.GENERIC_WRITE, [set], "slow");
  // A file system without holes has them written.
  return result < 0 && IGNORANT.has(errorName(result)) ? 0 : usual(result);
}
