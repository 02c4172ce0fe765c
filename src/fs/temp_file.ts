import { asynchronous } from "../call/asynchronous.ts";
import { synchronous } from "../call/synchronous.ts";
import type { FileHandle } from "../handle/file_handle.ts";
import { disposed } from "./temporary.ts";

/** A temporary file, open to be read and written. Disposing closes it and, unless `cleanup` was false, removes it. */
export class TempFile implements Disposable, AsyncDisposable {
  readonly #registered: string | undefined;

  /**
   * Takes over a file that was just created.
   * @internal
   */
  constructor(readonly path: string, readonly file: FileHandle, registered: string | undefined) {
    this.#registered = registered;
  }

  /** `const [path, file] = await mktemp()` */
  *[Symbol.iterator](): Generator<string | FileHandle, void> {
    yield this.path;
    yield this.file;
  }

  /** Closes and removes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.file.close();
    } finally {
      if (this.#registered !== undefined) await asynchronous(disposed(this.#registered));
    }
  }

  /** The synchronous form. */
  [Symbol.dispose](): void {
    try {
      this.file.closeSync();
    } finally {
      if (this.#registered !== undefined) synchronous(disposed(this.#registered));
    }
  }
}
