/** WebDAV is held against the cases of all storages. */
import type { Capabilities } from "../../src/effect/effect.ts";
import { WebDAVHandler } from "../../src/effect/webdav/webdav.ts";
import { conformance } from "./conformance.ts";
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

if (HAS_RCLONE) {
  conformance({
    name: "WebDAV",
    can: CAN,
    async make() {
      const server = await startRclone();
      const handler = new WebDAVHandler({ url: `http://127.0.0.1:${server.port}`, client: CREDENTIALS });
      // Directly: there are thousands, and each takes six requests.
      const put = (path: string, content: Uint8Array<ArrayBuffer>) => putFile(server, path, content);
      return { handler, base: "/", put, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
    },
  });
} else {
  Deno.test({ name: `WebDAV${WITHOUT}`, ignore: Deno.env.get("CI") === undefined, fn: () => void startRclone() });
}
