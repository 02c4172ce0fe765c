/**
 * What is to be done when the process ends by itself: at its end and by `Deno.exit` (`unload`), and by an error that
 * nobody catches, after which there is no other event.
 */
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";

/** It must not wait. `uncaught`: after an error, which the process may survive all the same. */
type Last = (uncaught: boolean) => void;

const things = new Set<Last>();
let listening = false;

/** Has `thing` done at the end, unless what is returned is called before. */
export function atEnd(thing: Last): () => void {
  things.add(thing);
  if (!listening) globalThis.addEventListener("unload", () => doAll(false));
  listening = true;
  // Behind the listeners that there are: one of them may prevent the end.
  for (const event of ["error", "unhandledrejection"]) {
    globalThis.removeEventListener(event, uncaught);
    globalThis.addEventListener(event, uncaught);
  }
  return () => {
    things.delete(thing);
    if (things.size > 0) return;
    for (const event of ["error", "unhandledrejection"]) globalThis.removeEventListener(event, uncaught);
  };
}

function uncaught(event: Event): void {
  if (!event.defaultPrevented) doAll(true);
}

function doAll(uncaught: boolean): void {
  for (const thing of [...things]) {
    try {
      thing(uncaught);
    } catch {
      // The other things are to be done, and the error that is being told must not be hidden by another.
    }
  }
}

/** Has a temporary file removed at the end, unless what is returned is called before. */
export function removedAtEnd(path: string | undefined): () => void {
  return path === undefined ? () => {} : atEnd(() => void synchronous(names.unlink(names.HERE, path)));
}
