import { Failure } from "./failure.ts";
import type { Answer, Capabilities, Handler, OpenFile, OpenFileOptions } from "./handler.ts";
import type { OpenHow } from "./open_how.ts";
import { WrappedHandler } from "./wrapped_handler.ts";

class ReadonlyHandler extends WrappedHandler {
  override capabilities(path?: string): Capabilities {
    return { ...super.capabilities(path), write: false };
  }

  override open(path: string, how: OpenHow, options: OpenFileOptions): Answer<OpenFile> {
    return how.write ? refuse() : super.open(path, how, options);
  }

  override remove(): never {
    return refuse();
  }

  override rename(): never {
    return refuse();
  }

  override mkdir(): never {
    return refuse();
  }

  override copy(): never {
    return refuse();
  }
}

function refuse(): never {
  throw new Failure("EROFS");
}

/**
 * A handler that reads from another one: whatever would change something is `EROFS`, and is not asked for.
 *
 * @example
 * ```ts
 * import { FsMkdir, MemoryHandler, readonly, run } from "@reseau/files/effect";
 * const program = function* () {
 *   yield* FsMkdir({ path: "/a" });
 * };
 * console.log(await run(program, readonly(new MemoryHandler())).catch((error) => error.code)); // EROFS
 * ```
 */
export function readonly(handler: Handler): Handler {
  return new ReadonlyHandler(handler);
}
