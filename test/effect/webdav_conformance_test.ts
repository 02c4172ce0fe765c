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

/** One for all, with a directory for each: there are too many to start one for each. */
const server = HAS_RCLONE ? await startRclone() : undefined;
// A connection that is kept would outlive its test.
const client = { ...CREDENTIALS, headers: { Connection: "close" } };
let places = 0;

const webdav: Subject = {
  name: "WebDAV",
  can: CAN,
  async make() {
    const url = `http://127.0.0.1:${server!.port}`;
    const handler = new WebDAVHandler({ url, client });
    const base = `/place${places++}/`;
    await handler.mkdir(base, false, {});
    // Directly: there are thousands, and each takes six requests.
    const put = (path: string, content: Uint8Array<ArrayBuffer>) => putFile(server!, path, content);
    return { handler, base, put, async [Symbol.asyncDispose]() {} };
  },
};

if (HAS_RCLONE) conformance(webdav);

Deno.test({
  name: `random programs have the same results on memory, stored at close, and WebDAV${WITHOUT}`,
  ignore: !HAS_RCLONE && Deno.env.get("CI") === undefined,
  fn: () => sameResults(objects, webdav, { programs: 4, simple: true }),
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});
