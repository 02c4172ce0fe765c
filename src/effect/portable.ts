/** Values of effects and their results as JSON has them, and back: bytes, dates and large integers are marked. */

/** What JSON has. */
export type Portable = null | boolean | number | string | Portable[] | { [name: string]: Portable };

/** A value as JSON has it; names in their order, what is `undefined` left out. */
export function toPortable(value: unknown): Portable {
  if (value instanceof Uint8Array) return { $bytes: Uint8Array.from(value).toBase64() };
  if (value instanceof Date) return { $date: value.toISOString() };
  if (typeof value === "bigint") return { $bigint: String(value) };
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map(toPortable);
  if (typeof value !== "object") return value as Portable;
  const names = Object.keys(value).filter((name) => (value as Record<string, unknown>)[name] !== undefined).sort();
  return Object.fromEntries(names.map((name) => [name, toPortable((value as Record<string, unknown>)[name])]));
}

/** The value again. */
export function fromPortable(value: Portable): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(fromPortable);
  const { $bytes, $date, $bigint } = value;
  if (typeof $bytes === "string") return Uint8Array.fromBase64($bytes);
  if (typeof $date === "string") return new Date($date);
  if (typeof $bigint === "string") return BigInt($bigint);
  return Object.fromEntries(Object.entries(value).map(([name, value]) => [name, fromPortable(value)]));
}
