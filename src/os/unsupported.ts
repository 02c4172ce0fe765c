/** An operating system whose backend is not written yet: every operation says so, by name. */
import type { OpenFlag, System } from "./contract.ts";

const FLAGS: OpenFlag[] = ["RDONLY", "WRONLY", "RDWR", "ACCMODE", "CREAT", "EXCL", "NOCTTY", "TRUNC", "APPEND"];

/** The contract of a system that has no backend. */
export function unsupported(name: string): System {
  const O = Object.fromEntries(FLAGS.map((flag, i) => [flag, i])) as Record<OpenFlag, number>;
  return absent<System>(name, { name, O, capabilities: () => ({}) });
}

/** A part of the contract that a system has not got yet, but for what is `known`. */
export function absent<T extends object>(name: string, known: Partial<T> = {}): T {
  return new Proxy(known, {
    get(target, operation) {
      if (operation in target) return target[operation as keyof T];
      return () => {
        throw new Deno.errors.NotSupported(`@reseau/files: ${String(operation)} is not supported on ${name} yet`);
      };
    },
  }) as T;
}
