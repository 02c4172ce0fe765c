/** Handlers that need nobody else. */
import {
  cached,
  type Capabilities,
  type Handler,
  LocalHandler,
  logging,
  MemoryHandler,
  record,
  RouterHandler,
} from "../../src/effect/effect.ts";
import { temporaryDirectory } from "../temporary.ts";
import type { Subject } from "./conformance.ts";

const ALL: Capabilities = {
  write: true,
  seek: true,
  append: true,
  partialWrite: true,
  exclusive: true,
  conditionalWrite: true,
  list: true,
  rename: true,
  atomicRename: true,
  directories: true,
  commitsAtClose: false,
};
const LOCAL: Capabilities = { ...ALL, conditionalWrite: false };
const OBJECTS: Capabilities = { ...ALL, append: false, partialWrite: false, commitsAtClose: true };

/** Names that Windows has not. */
const cannotName = Deno.build.os === "windows" ? ["what?", "'quote\""] : [];

function inMemory(name: string, can: Capabilities, base: string, make: () => Handler): Subject {
  return {
    name,
    can,
    make: () => Promise.resolve({ handler: make(), base, async [Symbol.asyncDispose]() {} }),
  };
}

function onDisk(
  name: string,
  make: (path: string) => { handler: Handler & Partial<AsyncDisposable>; base: string },
): Subject {
  return {
    name,
    can: LOCAL,
    cannotName,
    async make() {
      const directory = await temporaryDirectory();
      const { handler, base } = make(directory.path.replaceAll("\\", "/"));
      return {
        handler,
        base,
        async [Symbol.asyncDispose]() {
          await handler[Symbol.asyncDispose]?.();
          await directory[Symbol.asyncDispose]();
        },
      };
    },
  };
}

export const local = onDisk("local", (path) => ({ handler: new LocalHandler(), base: `${path}/` }));
export const rooted = onDisk(
  "local with root",
  (root) => ({ handler: new LocalHandler({ root, concurrency: 2 }), base: "/" }),
);
export const memory = inMemory("memory", ALL, "/", () => new MemoryHandler());
export const objects = inMemory(
  "memory, stored at close",
  OBJECTS,
  "/",
  () => new MemoryHandler({ commitsAtClose: true }),
);

/** All of them. */
export const SUBJECTS: readonly Subject[] = [
  local,
  rooted,
  memory,
  objects,
  inMemory(
    "router to memory",
    ALL,
    "mem:///",
    () => new RouterHandler({ mem: new MemoryHandler(), other: new MemoryHandler() }),
  ),
  inMemory("cached memory", ALL, "/", () => cached(new MemoryHandler())),
  onDisk("cached local", (path) => ({ handler: cached(new LocalHandler(), { maxBytes: 1 << 20 }), base: `${path}/` })),
  inMemory("cached memory, stored at close", OBJECTS, "/", () => cached(new MemoryHandler({ commitsAtClose: true }))),
  inMemory("logged and recorded memory", ALL, "/", () => logging(record(new MemoryHandler()), () => {})),
];
