/** Metadata of what has a name below a directory's handle, wherever that directory is by now. */
import type { Program } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import { closing } from "./keeping.ts";
import { c } from "./kernel32.ts";
import { HERE, placeOf } from "./place.ts";
import { openRelative, relativeName } from "./relative.ts";
import { fstat, stat, statOf } from "./stat.ts";
import { usual } from "./usual.ts";

/** Metadata, of a link itself unless `follow`; or minus an error number. */
export function* look(at: number, path: string, follow: boolean): Program<RawStat | number> {
  const name = at === HERE ? undefined : relativeName(path);
  if (name !== undefined) {
    const itself = follow ? 0 : c.FILE_OPEN_REPARSE_POINT;
    const fd = yield* openRelative(at, name, c.FILE_READ_ATTRIBUTES, itself);
    return fd < 0 ? usual(fd) : yield* closing(fd, told(fd));
  }
  const place = placeOf(at, path);
  if (typeof place === "number") return usual(place);
  const chain = stat(place, follow);
  const result = yield chain;
  return result < 0 ? usual(result) : statOf(chain);
}

function* told(fd: number): Program<RawStat> {
  const chain = fstat({ fd, manner: "disk" });
  yield chain;
  return statOf(chain);
}
