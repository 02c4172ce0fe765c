/** Random programs on storages of other machines have the results that they have in memory. */
import type { Handler } from "../../src/effect/effect.ts";
import { WebDAVHandler } from "../../src/effect/webdav/webdav.ts";
import type { Subject } from "./conformance.ts";
import { s3Storage } from "./s3_storage.ts";
import { sameResults } from "./same_results.ts";
import { objects } from "./subjects.ts";
import { CREDENTIALS, HAS_RCLONE, startRclone, WITHOUT } from "./webdav_server.ts";

function place(handler: Handler, base: string, server: AsyncDisposable) {
  return { handler, base, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const s3: Subject = {
  name: "S3",
  can: { ...objects.can, atomicRename: false, directories: false },
  async make() {
    const storage = await s3Storage();
    return place(storage.handler(), "/base/", storage);
  },
};

const webdav: Subject = {
  name: "WebDAV",
  can: { ...objects.can, atomicRename: false, conditionalWrite: false },
  async make() {
    const server = await startRclone();
    return place(new WebDAVHandler({ url: `http://127.0.0.1:${server.port}`, client: CREDENTIALS }), "/", server);
  },
};

Deno.test("random programs have the same results in memory, stored at close, and on S3", () =>
  sameResults(objects, s3, { programs: 10, steps: 30 }));

Deno.test({
  name: `random programs have the same results in memory, stored at close, and on WebDAV${WITHOUT}`,
  ignore: !HAS_RCLONE && Deno.env.get("CI") === undefined,
  fn: () => sameResults(objects, webdav, { programs: 6, steps: 30, simple: true }),
});
