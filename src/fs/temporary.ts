/** What is temporary: names for it, and its removal when the process ends. */
import { resolve } from "@std/path/resolve";
import type { Program } from "../call/program.ts";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { synchronous } from "../call/synchronous.ts";
import { session } from "../os/session.ts";
import { pathOf } from "../path.ts";
import { requireWrite } from "../permission.ts";
import { endsInSeparator } from "../separators.ts";
import { arm, IN_WORKER } from "./at_exit.ts";
import { temporaryPlace } from "./tempdir.ts";
import { TemporaryRegistry } from "./temporary_registry.ts";

/** Names of temporary files and directories. */
export interface TempNameOptions {
  /** What the name begins with. Default: `"reseau_"`. */
  prefix?: string;
  /** What the name ends with. Default: `""`. */
  suffix?: string;
  /** Removes it when the process ends, if it is still there. Default: true. */
  cleanup?: boolean;
}

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Letters of a name: some 60 bits. */
const LENGTH = 10;

/** A directory and what to put between it and a name. */
export function* parentFor(parent: string | URL | undefined): Program<string> {
  const directory = parent === undefined ? yield* temporaryPlace() : pathOf(parent);
  return directory === "" || endsInSeparator(directory) ? directory : `${directory}/`;
}

/** A name that nobody can guess. */
export function randomName(parent: string, { prefix = "reseau_", suffix = "" }: TempNameOptions): string {
  let letters = "";
  while (letters.length < LENGTH) {
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH))) {
      // The last bytes are left out: every letter is as likely as the others.
      if (byte < 248 && letters.length < LENGTH) letters += LETTERS[byte % LETTERS.length];
    }
  }
  return pathOf(`${parent}${prefix}${letters}${suffix}`);
}

const registry = new TemporaryRegistry(1024);

/** Has a path removed when the process ends, or one that is about to be created; returns it as it is registered. */
export function* registered(path: string, coming = false): Program<string> {
  arm({ paths: () => registry.paths(), remove: removeRegistered });
  const absolute = resolve(path) as string;
  if (IN_WORKER) session.removeAtExit(absolute);
  yield* registry.add(absolute, coming);
  return absolute;
}

/** Removes what was registered now; what cannot be is tried again, and when the process ends. */
export function* disposed(absolute: string): Program<void> {
  yield* registry.remove(absolute);
}

function removeRegistered(): void {
  for (const path of registry.paths()) {
    const result = synchronous(registry.remove(path));
    if (result < 0) console.warn(`@reseau/files: ${systemError(result, "rm", path).message}`);
  }
}

/** What was created, under which name, and as what it is registered. */
export interface Created<T> {
  readonly value: T;
  readonly path: string;
  readonly absolute: string | undefined;
}

const EEXIST = failureOf("EEXIST");
/** Another name is tried when one is taken, which does not happen by chance. */
const TRIES = 100;

/**
 * Creates something under a name of its own: by a program that returns it, or minus an error number. It is registered
 * before, so that it is removed at the end also when the process ends meanwhile; given up, it is removed at once.
 */
export function* created<T extends object>(
  parent: string | URL | undefined,
  options: TempNameOptions,
  syscall: string,
  create: (path: string) => Program<T | number>,
): Program<Created<T>> {
  const directory = yield* parentFor(parent);
  for (let tries = 1;; tries++) {
    const path = randomName(directory, options);
    const judged = requireWrite(path);
    let ended = false;
    try {
      const absolute = options.cleanup === false ? undefined : yield* registered(judged, true);
      const value = yield* create(judged);
      ended = true;
      if (typeof value !== "number") {
        if (absolute !== undefined) registry.came(absolute);
        return { value, path, absolute };
      }
      if (absolute !== undefined) registry.delete(absolute);
      if (value !== EEXIST || tries === TRIES) throw systemError(value, syscall, path);
    } finally {
      if (!ended) yield* disposed(resolve(judged) as string);
    }
  }
}
