/** A handler in memory that tells what is asked of it, and can be told to fail or to wait. */
import {
  type Answer,
  type CallOptions,
  type Handler,
  MemoryHandler,
  type MemoryHandlerOptions,
  type OpenFile,
  type OpenFileOptions,
  type OpenHow,
  WrappedHandler,
} from "../../src/effect/effect.ts";

/** What may be put before an answer: to note it, to fail, or to wait. */
export type Before = (what: string, options: CallOptions) => Answer<void>;

/** Memory with something before every answer: `what` is `open /a`, `read /a`, `close /a`, … */
export class Spy extends WrappedHandler {
  /** What was asked, in order. */
  readonly asked: string[] = [];
  /** Set to fail or wait. */
  before: Before = () => {};

  constructor(inner: Handler | MemoryHandlerOptions = {}) {
    super("open" in inner ? inner as Handler : new MemoryHandler(inner as MemoryHandlerOptions));
  }

  async ask(what: string, options: CallOptions = {}): Promise<void> {
    this.asked.push(what);
    await this.before(what, options);
  }

  override async open(path: string, how: OpenHow, options: OpenFileOptions): Promise<OpenFile> {
    await this.ask(`open ${path}`, options);
    return this.#spied(path, await super.open(path, how, options));
  }

  override async stat(path: string, options: CallOptions) {
    await this.ask(`stat ${path}`, options);
    return await super.stat(path, options);
  }

  override async list(path: string, options: CallOptions) {
    await this.ask(`list ${path}`, options);
    return await super.list(path, options);
  }

  #spied(path: string, file: OpenFile): OpenFile {
    const asked = async <T>(what: string, options: CallOptions, answer: () => Answer<T>) => {
      await this.ask(`${what} ${path}`, options);
      return await answer();
    };
    return {
      read: (at, size, options) => asked("read", options, () => file.read(at, size, options)),
      write: (at, data, options) => asked("write", options, () => file.write(at, data, options)),
      size: (options) => asked("size", options, () => file.size(options)),
      flush: (options) => asked("flush", options, () => file.flush(options)),
      close: (options) => asked("close", options, () => file.close(options)),
      discard: () => asked("discard", {}, () => file.discard()),
    };
  }
}
