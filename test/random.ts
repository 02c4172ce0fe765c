/** Chance that can be repeated. */

/** What this run's chance begins with: a failing test prints it, and `RESEAU_SEED` repeats it. */
export const SEED: number = Number(Deno.env.get("RESEAU_SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]!);

/** Mulberry32: 32 bits of state, the same numbers from 0 to 1 for the same seed everywhere. */
export function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
