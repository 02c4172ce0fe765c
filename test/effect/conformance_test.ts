import { FsOpen, FsWrite, MemoryHandler, readonly, run } from "../../src/effect/effect.ts";
import { conformance } from "./conformance.ts";
import { memory, SUBJECTS } from "./subjects.ts";

for (const subject of SUBJECTS) conformance(subject);

conformance({
  name: "readonly memory",
  can: { ...memory.can, write: false },
  make() {
    const inner = new MemoryHandler();
    return Promise.resolve({
      handler: readonly(inner),
      base: "/",
      put: (path: string, data: Uint8Array<ArrayBuffer>) =>
        run(function* () {
          yield* FsWrite({ handle: yield* FsOpen({ path, mode: "w", binary: true }), data });
        }, inner),
      async [Symbol.asyncDispose]() {},
    });
  },
});
