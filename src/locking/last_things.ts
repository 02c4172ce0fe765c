/** What is to be done when the process ends by itself: at its end, by `Deno.exit`, by an error that nobody catches. */

import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";

type Last = (uncaught: boolean) => void;

const things = new Set<Last>();
let listening = false;

/** Has `thing` done at the end, unless what is returned is called before. It must not wait. */
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

/** After an uncaught error the process ends without another event. */
function uncaught(event: Event): void {
  if (!event.defaultPrevented) doAll(true);
}

function doAll(uncaught: boolean): void {
  for (const thing of [...things]) {
    things.delete(thing);
    try {
      thing(uncaught);
    } catch {
      // The process is ending, and the other things are to be done.
    }
  }
}

/** Has a temporary file removed at the end, unless what is returned is called before. */
export function removedAtEnd(path: string | undefined): () => void {
  return path === undefined ? () => {} : atEnd(() => void synchronous(names.unlink(names.HERE, path)));
}
