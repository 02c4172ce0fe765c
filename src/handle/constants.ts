/** The platform's flags and bits by name. */
import { POSIX_CONSTANTS } from "../../ffi/posix/constants.ts";
import type { OpenFlag } from "../os/contract.ts";
import { os } from "../os/os.ts";

/** `O_*` of this platform by name; a flag that it lacks is 0. */
export const O: Readonly<Record<OpenFlag, number>> = os.O;

/** The bits of a file's mode. */
export type ModeBit =
  | "IFMT"
  | "IFSOCK"
  | "IFLNK"
  | "IFREG"
  | "IFBLK"
  | "IFDIR"
  | "IFCHR"
  | "IFIFO"
  | "ISUID"
  | "ISGID"
  | "ISVTX"
  | `I${"R" | "W" | "X"}${"USR" | "GRP" | "OTH"}`
  | `IRWX${"U" | "G" | "O"}`;

/** `S_IF*` (file types) and `S_I*` (permissions) by name: `S.IFREG`, `S.IRUSR`. */
export const S: Readonly<Record<ModeBit, number>> = Object.freeze(
  Object.fromEntries(
    Object.entries(POSIX_CONSTANTS).filter(([name]) => name.startsWith("S_")).map((
      [name, bit],
    ) => [name.slice(2), bit]),
  ) as Record<ModeBit, number>,
);
