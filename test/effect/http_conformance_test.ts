/** Web servers are held against the cases of all storages, with ranges and without. */
import type { Capabilities } from "../../src/effect/effect.ts";
import { HTTPHandler } from "../../src/effect/http/http.ts";
import { conformance } from "./conformance.ts";
import { type Serving, webServer } from "./http_server.ts";

const CAN: Capabilities = {
  write: false,
  seek: true,
  append: false,
  partialWrite: false,
  exclusive: false,
  conditionalWrite: false,
  list: false,
  rename: false,
  atomicRename: false,
  directories: false,
  commitsAtClose: false,
};

function held(name: string, serving: Serving): void {
  conformance({
    name,
    can: CAN,
    async make() {
      await using stack = new AsyncDisposableStack();
      const server = stack.use(webServer(serving));
      const disposed = stack.move();
      return {
        handler: new HTTPHandler({ base: server.url }),
        base: "/",
        put: (path, content) => Promise.resolve(void server.files.set(path, content)),
        [Symbol.asyncDispose]: () => disposed.disposeAsync(),
      };
    },
  });
}

held("HTTP", { ranges: true, lengths: true });
held("HTTP without ranges", { ranges: false, lengths: true });
