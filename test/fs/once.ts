/** Directories that take long to make. */
import { type TemporaryDirectory, temporaryDirectory } from "../temporary.ts";

/** A directory for all ways of a test, made when the first asks, removed when the tests of the module have ended. */
export function once(parent: string, make: (dir: TemporaryDirectory) => void): () => Promise<TemporaryDirectory> {
  let made: Promise<TemporaryDirectory> | undefined;
  const begin = async () => {
    const dir = await temporaryDirectory(parent);
    globalThis.addEventListener("unload", () => Deno.removeSync(dir.path, { recursive: true }));
    make(dir);
    return dir;
  };
  return () => made ??= begin();
}
