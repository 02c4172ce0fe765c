/** Paths as callers give them: strings or `file:` URLs. */
import { fromFileUrl } from "@std/path/from-file-url";
import { target } from "../ffi/target.ts";
import { isName } from "./call/text.ts";

/** Names are UTF-16 there, whatever it holds. */
const ANY_UNITS = target.os === "windows";

/** A path as a string; misuse is refused before any system call. */
export function pathOf(path: string | URL): string {
  if (typeof path !== "string") {
    if (!(path instanceof URL)) throw new TypeError(`a path must be a string or a file URL, not ${typeof path}`);
    path = fromFileUrl(path) as string;
  }
  if (path.includes("\0")) {
    throw Object.assign(new TypeError(`a path must not hold a NUL character: ${JSON.stringify(path)}`), {
      code: "EINVAL",
      path,
    });
  }
  if (!ANY_UNITS && !isName(path)) {
    throw Object.assign(
      new TypeError(
        `a path must not hold lone surrogates but those of bytes (U+DC80 to U+DCFF): ${JSON.stringify(path)}`,
      ),
      { code: "EINVAL", path },
    );
  }
  return path;
}
