/**
 * Extended attributes of a symbolic link by directory and name: it is opened itself, by `O_SYMLINK`, as copyfile(3) does.
 * What is no link, a FIFO or a device, has none (setxattr(2)).
 */
import { errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import type { Place } from "../copying_contract.ts";
import type { PlaceAttributes } from "../place_attributes.ts";
import { c, libsystem } from "./libsystem.ts";
import { darwinNames } from "./names.ts";
import { getxattr, listxattr, setxattr } from "./xattr.ts";

const FLAGS = c.O_RDONLY | c.O_SYMLINK | c.O_CLOEXEC | c.O_NONBLOCK;
const ENOTSUP = -errorNumber("ENOTSUP");
const EINVAL = -errorNumber("EINVAL");

/** Opens a link itself, for a moment; nothing else is opened. */
function* opened<T>({ at, name }: Place, then: (link: Descriptor) => Program<T | number>): Program<T | number> {
  const text = yield* darwinNames.readlink(at, name);
  if (typeof text === "number") return text === EINVAL ? ENOTSUP : text;
  const fd = yield libsystem.openat(at, name, FLAGS, 0);
  if (fd < 0) return fd;
  try {
    return yield* then({ fd, manner: "disk" });
  } finally {
    yield* darwinNames.close(fd);
  }
}

/** Extended attributes by directory and name. */
export const darwinPlaceAttributes: PlaceAttributes = {
  list: (place) => opened(place, listxattr),
  get: (place, name) => opened(place, (link) => getxattr(link, name)),
  set: (place, name, value) => opened<never>(place, (link) => setxattr(link, name, value, "any")),
};
