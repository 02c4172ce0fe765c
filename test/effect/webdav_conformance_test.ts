/** WebDAV is held against the cases of all storages. */
import type { Capabilities } from "../../src/effect/effect.ts";
import { WebDAVHandler } from "../../src/effect/webdav/webdav.ts";
import { conformance, type Subject } from "./conformance.ts";
import { sameResults } from "./same_results.ts";
import { objects } from "./subjects.ts";
import { CREDENTIALS, HAS_RCLONE, putFile, startRclone, WITHOUT } from "./webdav_server.ts";

const CAN: Capabilities = {
  write: true,
  seek: true,
  append: false,
  partialWrite: false,
  exclusive: true,
  conditionalWrite: false,
  list: true,
  rename: true,
  atomicRename: false,
  directories: true,
  commitsAtClose: true,
};

const webdav: Subject = {
  name: "WebDAV",
  can: CAN,
  async make() {
    const server = await startRclone();
    const handler = new WebDAVHandler({ url: `http://127.0.0.1:${server.port}`, client: CREDENTIALS });
    // Directly: there are thousands, and each takes six requests.
    const put = (path: string, content: Uint8Array<ArrayBuffer>) => putFile(server, path, content);
    return { handler, base: "/", put, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  },
};

if (HAS_RCLONE) conformance(webdav);

Deno.test({
  name: `random programs have the same results on memory, stored at close, and WebDAV${WITHOUT}`,
  ignore: !HAS_RCLONE && Deno.env.get("CI") === undefined,
  fn: () => sameResults(objects, webdav, { programs: 4, simple: true }),
});
