/** The paths that a user gives. */
import { resolve } from "@std/path/resolve";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import { inSlashes } from "./path_forms.ts";
import { Root } from "./root.ts";

/** One path or several. */
export function pathsOf(paths: string | URL | Iterable<string | URL>): (string | URL)[] {
  if (typeof paths === "string" || paths instanceof URL) return [paths];
  if (typeof paths?.[Symbol.iterator] !== "function") pathOf(paths as never); // says what is wrong with it
  return [...paths];
}

/** A path to watch, made absolute at once: the current directory may be another one later. */
export function rootAt(path: string | URL): Root {
  const given = pathOf(path);
  return new Root({ given, absolute: inSlashes(resolve(requireRead(given)) as string) });
}
