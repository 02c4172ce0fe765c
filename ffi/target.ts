/** The system and processor that calls are made for: the one place that asks Deno. */

/** A system and a processor. */
export interface Target {
  readonly os: typeof Deno.build.os;
  readonly arch: typeof Deno.build.arch;
  /** The C library to open instead of the system's own. */
  readonly library?: string;
}

/**
 * The target of this process. Tests run another system's backend against a library of their own: they set
 * `globalThis[Symbol.for("reseau:files:target")]` before the first import.
 */
export const target: Target = Reflect.get(globalThis, Symbol.for("reseau:files:target")) ?? Deno.build;
