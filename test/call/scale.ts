/** How much work a test makes of itself. */

/** Emulated processors are twenty times slower. */
export const SLOW: boolean = Deno.env.get("RESEAU_SLOW_MACHINE") !== undefined;

/** A count: as it is, or much less on a slow machine. */
export function scaled(count: number): number {
  return SLOW ? Math.ceil(count / 50) : count;
}

/** Resolves when `condition` holds; throws when it does not within 20 seconds (four minutes on a slow machine). */
export async function until(
  condition: () => boolean,
  what: string,
): Promise<void> {
  const deadline = performance.now() + (SLOW ? 240_000 : 20_000);
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`in vain until ${what}`);
    await turn();
  }
}

/** Lets the event loop turn once. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
