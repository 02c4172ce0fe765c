/** S3 is held against the cases of all storages. */
import type { Capabilities } from "../../src/effect/effect.ts";
import { conformance, type Subject } from "./conformance.ts";
import { sameResults } from "./same_results.ts";
import { s3Storage } from "./s3_storage.ts";
import { objects } from "./subjects.ts";

const CAN: Capabilities = {
  write: true,
  seek: true,
  append: false,
  partialWrite: false,
  exclusive: true,
  conditionalWrite: true,
  list: true,
  rename: true,
  atomicRename: false,
  directories: false,
  commitsAtClose: true,
};

const s3: Subject = {
  name: "S3",
  can: CAN,
  async make() {
    const storage = await s3Storage();
    const put = (path: string, content: Uint8Array<ArrayBuffer>) => storage.put(path.slice(1), content);
    return {
      handler: storage.handler(),
      base: "/base/",
      put,
      [Symbol.asyncDispose]: () => storage[Symbol.asyncDispose](),
    };
  },
};

conformance(s3);

Deno.test("random programs have the same results on memory, stored at close, and S3", async () => {
  await sameResults(objects, s3, { programs: 4, simple: true });
});
