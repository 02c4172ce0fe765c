/**
 * Extended attributes by directory and name: `lgetxattr(2)` and its kin know no directories (before Linux 6.13), but
 * `/proc` shows an open one as a path. Without `/proc` there are none.
 */
import { failureOf } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Place } from "../copying_contract.ts";
import type { PlaceAttributes } from "../place_attributes.ts";
import { linuxCopying } from "./copying.ts";
import { linuxNames } from "./names.ts";

const ENOENT = failureOf("ENOENT");
const EOPNOTSUPP = failureOf("EOPNOTSUPP");

function pathOf({ at, name }: Place): string {
  return at === linuxNames.HERE ? name : `/proc/self/fd/${at}/${name}`;
}

/** Extended attributes by directory and name. */
export const linuxPlaceAttributes: PlaceAttributes = {
  *list(place): Program<string[] | number> {
    const names = yield* linuxCopying.listxattr(pathOf(place), false);
    return names === ENOENT && place.at !== linuxNames.HERE ? EOPNOTSUPP : names;
  },
  get: (place, name) => linuxCopying.getxattr(pathOf(place), name, false),
  set: (place, name, value) => linuxCopying.setxattr(pathOf(place), name, value, "any", false),
};
