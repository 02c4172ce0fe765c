/** What a WebDAV server tells of names. */
import { parseXML } from "webdav";
import { Failure } from "../failure.ts";
import type { DavRequests } from "./dav_requests.ts";

/** A file or directory (a "collection"). */
export interface DavProperties {
  /** Without the directories that it is in. */
  readonly name: string;
  readonly isDir: boolean;
  readonly size: number;
  readonly mtime: Date | null;
  readonly etag: string | undefined;
  readonly contentType: string | undefined;
}

/** What is there: `undefined` when nothing is. */
export async function lookUp(
  requests: DavRequests,
  name: string,
  signal: AbortSignal | undefined,
): Promise<DavProperties | undefined> {
  try {
    return (await properties(requests, name, "0", signal))[0];
  } catch (error) {
    if (error instanceof Failure && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** A directory, and what is in it. */
export async function listed(
  requests: DavRequests,
  name: string,
  signal: AbortSignal | undefined,
): Promise<{ self: DavProperties | undefined; entries: DavProperties[] }> {
  const all = await properties(requests, name, "1", signal);
  const [self] = all.splice(all.findIndex(({ path }) => path === pathOf(requests.urlOf(name))), 1);
  return { self, entries: all };
}

/**
 * Why nothing is at a name: a file is on the way to it, or not.
 *
 * @returns `ENOTDIR` or `ENOENT`.
 */
export async function whyNothing(
  requests: DavRequests,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Failure> {
  for (let above = parentOf(name); above !== ""; above = parentOf(above)) {
    const found = await lookUp(requests, above, signal);
    if (found !== undefined) return new Failure(found.isDir ? "ENOENT" : "ENOTDIR");
  }
  return new Failure("ENOENT");
}

/** The directory of a name; "" of one in the root. */
export function parentOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf("/")));
}

const PROPERTIES = `<?xml version="1.0" encoding="utf-8"?>
<D:propfind xmlns:D="DAV:"><D:prop><D:resourcetype/><D:getcontentlength/><D:getlastmodified/><D:getetag/>\
<D:getcontenttype/></D:prop></D:propfind>`;

async function properties(
  requests: DavRequests,
  name: string,
  depth: "0" | "1",
  signal: AbortSignal | undefined,
): Promise<(DavProperties & { path: string })[]> {
  const headers = { "Depth": depth, "Content-Type": "application/xml; charset=utf-8" };
  const text = await requests.ask({ method: "PROPFIND", name, headers, data: PROPERTIES }, signal);
  try {
    const { multistatus } = await parseXML(text);
    return multistatus.response.map(({ href, propstat }) => {
      const path = pathOf(href);
      const { resourcetype, getcontentlength, getlastmodified, getetag, getcontenttype } = propstat!.prop;
      const isDir = typeof resourcetype === "object" && "collection" in resourcetype;
      const changed = Date.parse(getlastmodified ?? "");
      return {
        path,
        name: path.split("/").at(-1)!,
        isDir,
        size: isDir ? 0 : Number(getcontentlength ?? NaN),
        mtime: Number.isNaN(changed) ? null : new Date(changed),
        etag: getetag === undefined ? undefined : String(getetag),
        contentType: getcontenttype,
      };
    });
  } catch (error) {
    throw new Failure("EIO", { cause: error, detail: "the answer is not WebDAV's" });
  }
}

/** The path of a URL or path as sent, decoded, without a slash at its end. */
function pathOf(href: string): string {
  return decodeURIComponent(new URL(href, "http://server/").pathname).replace(/\/$/, "");
}
