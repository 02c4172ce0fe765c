/**
 * What every handler must do. Cases run by the handler's capabilities: what it cannot is skipped by name, and that it
 * refuses it is a case of its own.
 */
import { assertEquals, assertInstanceOf } from "@std/assert";
import {
  type Capabilities,
  FileSystemError,
  type FileSystemProgram,
  FsClose,
  FsOpen,
  FsReadAll,
  FsWrite,
  type Handler,
  run,
} from "../../src/effect/effect.ts";
import { names } from "./conformance_names.ts";
import { opening } from "./conformance_open.ts";
import { reading } from "./conformance_read.ts";
import { refusals } from "./conformance_refusals.ts";
import { text } from "./conformance_text.ts";
import { writing } from "./conformance_write.ts";

/** A storage with nothing in it. */
export interface Place extends AsyncDisposable {
  readonly handler: Handler;
  /** What paths begin with: a directory that is there, with a slash at its end. */
  readonly base: string;
  /** Puts a file there, where the handler cannot. */
  put?(path: string, content: Uint8Array<ArrayBuffer>): Promise<void>;
}

/** A handler to be held against the cases. */
export interface Subject {
  readonly name: string;
  /** What its `capabilities` must say. */
  readonly can: Capabilities;
  make(): Promise<Place>;
  /** Bytes of a large file. Default: 8 MiB. */
  readonly large?: number;
  /** Names that it cannot have, among those of the cases. */
  readonly cannotName?: readonly string[];
}

/** What a case works with. */
export class Context {
  constructor(readonly subject: Subject, readonly place: Place) {}

  /** A path of the handler. */
  path(name: string): string {
    return `${this.place.base}${name}`;
  }

  /** Runs a program. */
  run<T>(program: () => FileSystemProgram<T>, signal?: AbortSignal): Promise<T> {
    return run(program, this.place.handler, { signal });
  }

  /** Makes a file. */
  async put(name: string, content: string | Uint8Array<ArrayBuffer> = ""): Promise<string> {
    const data = typeof content === "string" ? new TextEncoder().encode(content) : content;
    const path = this.path(name);
    if (this.place.put !== undefined) await this.place.put(path, data);
    else {
      await this.run(function* () {
        const handle = yield* FsOpen({ path, mode: "w", binary: true });
        yield* FsWrite({ handle, data });
        yield* FsClose({ handle });
      });
    }
    return path;
  }

  /** What a file holds. */
  content(path: string): Promise<string> {
    return this.run(function* () {
      return yield* FsReadAll({ handle: yield* FsOpen({ path }) });
    });
  }

  /** Has a program fail in a certain way. */
  async fails(
    program: () => FileSystemProgram<unknown>,
    // deno-lint-ignore no-explicit-any
    kind: new (...args: any[]) => FileSystemError,
    code: string,
    path?: string,
  ): Promise<FileSystemError> {
    const error = await this.run(program).then(
      (value) => new Error(`it succeeded: ${JSON.stringify(value)}`),
      (error) => error,
    );
    assertInstanceOf(error, FileSystemError);
    assertEquals([error.name, error.code], [kind.name, code], error.message);
    assertInstanceOf(error, kind);
    if (path !== undefined) assertEquals(error.path, path);
    return error;
  }
}

/** One thing that a handler must do. */
export interface Case {
  readonly title: string;
  /** What it must be able to. Default: `write`. */
  readonly needs?: readonly (keyof Capabilities)[];
  /** What it must not be able to: then it refuses. */
  readonly lacks?: readonly (keyof Capabilities)[];
  readonly run: (c: Context) => Promise<unknown>;
}

/** Every case. */
export const CASES: readonly Case[] = [...opening, ...reading, ...writing, ...text, ...names, ...refusals];

/** Holds a handler against every case. */
export function conformance(subject: Subject): void {
  const { name, can } = subject;
  Deno.test(`${name}: capabilities() says what it can`, async () => {
    await using place = await subject.make();
    assertEquals(place.handler.capabilities(place.base), can);
  });
  for (const { title, needs = ["write"] as const, lacks = [], run } of CASES) {
    const missing = needs.filter((capability) => !can[capability]);
    const present = lacks.filter((capability) => can[capability]);
    if (present.length > 0) continue; // nothing to refuse
    const gate = missing.length === 0 ? "" : ` (it has no ${missing.join(", ")})`;
    Deno.test({
      name: `${name}: ${title}${gate}`,
      ignore: missing.length > 0,
      async fn() {
        await using place = await subject.make();
        await run(new Context(subject, place));
      },
    });
  }
}
