/** Extended attributes of links, FIFOs and devices, which are copied by name. */
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { placeAttributes } from "../os/place_attributes.ts";
import { fail } from "./attempt.ts";
import { type Attributes, MANAGED } from "./copy_attributes.ts";
import { refused } from "./copy_file.ts";
import type { Route } from "./copy_operation.ts";

/** What a system answers that keeps none of this kind of file. */
const NONE: ReadonlySet<string> = new Set(["EOPNOTSUPP", "ENOTSUP", "EPERM"]);

/** All attributes of the original. */
export function* specialAttributes(route: Route): Program<Attributes> {
  if (placeAttributes === undefined) return [];
  const names = yield* placeAttributes.list(route.from);
  if (typeof names === "number") {
    if (NONE.has(errorName(names))) return [];
    throw refused(names, "llistxattr", route);
  }
  const attributes: [string, Uint8Array][] = [];
  for (const name of names) {
    const value = yield* placeAttributes.get(route.from, name);
    if (typeof value !== "number") attributes.push([name, value]);
    else if (!MANAGED.test(name) && errorName(value) !== "ENODATA") throw refused(value, "lgetxattr", route);
  }
  return attributes;
}

/** Sets them, in the order of `attributesSet`. */
export function* specialAttributesSet(route: Route, attributes: Attributes, when: "first" | "last"): Program<void> {
  for (const [name, value] of attributes) {
    if (MANAGED.test(name) === (when === "first")) continue;
    const result = yield* placeAttributes!.set(route.to, name, value);
    if (result < 0 && when === "first") yield* fail(result, "lsetxattr", route.fromPath, route.toPath);
  }
}
