/**
 * Letting the process end although a call is pending. Deno's own modules do so with what they wait for (`unref()` of
 * sockets, child processes, signals); to others it is not promised, so that it may be missing. It is looked for each time,
 * and whoever uses it has another way.
 */

interface Core {
  unrefOpPromise?(pending: Promise<unknown>): void;
  refOpPromise?(pending: Promise<unknown>): void;
}

/** What Deno marks promises with that it knows to be pending calls. */
const MARK = "Symbol(Deno.core.internalPromiseId)";

/** Lets the process end although this call is pending; whether that is possible. */
export function letGo(pending: Promise<unknown>): boolean {
  const core = coreFor(pending);
  core?.unrefOpPromise?.(pending);
  return core !== undefined;
}

/** The process stays for this call again. */
export function stayFor(pending: Promise<unknown>): void {
  coreFor(pending)?.refOpPromise?.(pending);
}

function coreFor(pending: Promise<unknown>): Core | undefined {
  const internal = (Deno as { internal?: symbol }).internal;
  if (internal === undefined || !Object.getOwnPropertySymbols(pending).some((symbol) => String(symbol) === MARK)) {
    return undefined;
  }
  const core = (Deno as unknown as Record<symbol, { core?: Core } | undefined>)[internal]?.core;
  return typeof core?.unrefOpPromise === "function" && typeof core.refOpPromise === "function" ? core : undefined;
}
