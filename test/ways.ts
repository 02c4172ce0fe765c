/**
 * Every operation runs from one body in four ways: synchronously, asynchronously as configured by default, without
 * trying at once (everything through the pool), and without executable memory (one nonblocking call each).
 */
import * as files from "../mod.ts";

type Module = typeof files;
/** Names that have a synchronous twin. */
type Twins<T> = { [K in keyof T]: K extends string ? (`${K}Sync` extends keyof T ? K : never) : never }[keyof T];

/** One way to make calls: the module's asynchronous functions and handles, whatever is behind them. */
export interface Way {
  readonly name: string;
  /** The operations; in the synchronous way each calls its twin. */
  readonly fs: Pick<Module, Twins<Module>>;
}

const WAYS: readonly (readonly [string, boolean, Partial<files.Options>])[] = [
  ["synchronous", true, {}],
  ["asynchronous", false, {}],
  ["asynchronous, tryNow: false", false, { tryNow: false }],
  ["asynchronous, batch: false", false, { tryNow: false, batch: false }],
];

/** One test with a step for each way. */
export function everyWay(name: string, body: (way: Way, t: Deno.TestContext) => Promise<void> | void): void {
  Deno.test(name, async (t) => {
    for (const [way, sync, options] of WAYS) {
      await t.step(way, async (step) => {
        files.configure({ tryNow: true, batch: true, ...options });
        try {
          await body({ name: way, fs: (sync ? twinsOf(files) : files) as Way["fs"] }, step);
        } finally {
          files.configure({ tryNow: true, batch: true });
        }
      });
    }
  });
}

/** The object with every `x` replaced by a function that calls `xSync` and returns a promise. */
function twinsOf<T extends object>(target: T): T {
  return new Proxy(Object.create(null) as T, {
    get(_, name) {
      const twin = typeof name === "string" ? Reflect.get(target, `${name}Sync`, target) : undefined;
      if (typeof twin !== "function") {
        const own = Reflect.get(target, name, target);
        return typeof own === "function" ? own.bind(target) : own;
      }
      return (...args: unknown[]) => {
        try {
          const result = twin.apply(target, args.map(unwrapped));
          const handle = result instanceof files.FileHandle || result instanceof files.DirHandle;
          return Promise.resolve(handle ? handleOf(result) : result);
        } catch (error) {
          return Promise.reject(error);
        }
      };
    },
  });
}

const originals = new WeakMap<object, object>();

function handleOf<T extends files.FileHandle | files.DirHandle>(handle: T): T {
  const proxy = new Proxy(handle, {
    get(target, name) {
      if (name === Symbol.asyncDispose) return () => Promise.resolve(target.closeSync());
      return Reflect.get(twinsOf(target), name);
    },
  });
  originals.set(proxy, handle);
  return proxy;
}

function unwrapped(value: unknown): unknown {
  return typeof value === "object" && value !== null ? originals.get(value) ?? value : value;
}
