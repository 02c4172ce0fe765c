/** Paths as URLs. */
import { Failure } from "../failure.ts";
import { nameOf } from "../name_of.ts";

/**
 * The URL of a path: below `base`, or by itself.
 *
 * @throws {Failure} `EXDEV`: it leads out of the base. `EINVAL`: it is no URL, and there is no base.
 */
export function urlOf(base: URL | undefined, path: string): URL {
  if (base === undefined) return webUrl(path);
  const below = new URL(base);
  if (!below.pathname.endsWith("/")) below.pathname += "/";
  if (/^https?:\/\//i.test(path)) {
    const url = webUrl(path);
    if (url.href.startsWith(below.href)) return url;
    throw new Failure("EXDEV", { detail: `it is not below ${below.href}` });
  }
  below.pathname += nameOf(path).split("/").map(encodeURIComponent).join("/");
  return below;
}

function webUrl(path: string): URL {
  const url = URL.parse(path);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new Failure("EINVAL", { detail: "it is no URL of HTTP" });
  return url;
}
