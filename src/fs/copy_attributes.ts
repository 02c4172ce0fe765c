/** Extended attributes, from one open file to another. */
import { systemError } from "../call/error.ts";
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { fail } from "../handle/change_programs.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { os } from "../os/os.ts";

/** Names and values. */
export type Attributes = readonly (readonly [name: string, value: Uint8Array])[];

/** Names that the system, its filesystem or its administrator manages; the others, ACLs among them, must not get lost. */
export const MANAGED = /^(security|trusted|system(?!\.posix_acl_)|btrfs|os2|com\.apple)\./;

/** All attributes of an open file; none where its filesystem has none. */
export function* attributesOf(file: OpenFile): Program<Attributes> {
  const names = yield* os.listxattr(file);
  if (typeof names === "number") {
    if (errorName(names) === "EOPNOTSUPP") return [];
    throw systemError(names, "flistxattr", file.path);
  }
  const attributes: [string, Uint8Array][] = [];
  for (const name of names) {
    const value = yield* os.getxattr(file, name);
    if (typeof value !== "number") attributes.push([name, value]);
    else if (!MANAGED.test(name) && errorName(value) !== "ENODATA") throw systemError(value, "fgetxattr", file.path);
  }
  return attributes;
}

/**
 * Sets attributes: before the mode, which may take the right to do so away, those that are the user's, and behind the
 * owner, whose change takes some of them away (capabilities(7)), those that are managed. Of these it leaves out what is
 * refused.
 */
export function* attributesSet(file: OpenFile, attributes: Attributes, when: "first" | "last"): Program<void> {
  for (const [name, value] of attributes) {
    if (MANAGED.test(name) === (when === "first")) continue;
    const result = yield* os.setxattr(file, name, value, "any");
    if (result < 0 && when === "first") yield* fail(result, "fsetxattr", file);
  }
}
