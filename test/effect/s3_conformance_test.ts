/** S3 is held against the cases of all storages. */
import type { Capabilities } from "../../src/effect/effect.ts";
import { conformance } from "./conformance.ts";
import { s3Storage } from "./s3_storage.ts";

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

conformance({
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
});
