/**
 * Reading a descriptor on Deno's own event loop: what arrives wakes the main thread itself, while the reactor's wait
 * wakes a thread that has to wake the main one. Deno's Node compatibility reads what a pipe's handle has opened, as libuv
 * does, and takes any descriptor that epoll takes. That is promised to nobody: it is looked for each time, and whoever
 * uses it has another way.
 */

/** A handle of Node's for a pipe. */
interface Pipe {
  onread(this: void): void;
  /** Has it read into this memory; throws in releases of Deno that read in other threads. */
  useUserBuffer(memory: Uint8Array): void;
  open(fd: number): number;
  readStart(): number;
  ref(): void;
  unref(): void;
  close(): void;
}

/** What is used of Node's bindings: `streamBaseState[kReadBytesOrError]` is what the last reading brought. */
interface Bindings {
  readonly Pipe: new (type: number) => Pipe;
  readonly streamBaseState: Int32Array;
  readonly kReadBytesOrError: number;
}

/** A descriptor that Deno's event loop reads. It keeps the process alive, until {@link LoopReading.unref}. */
export type LoopReading = Pick<Pipe, "ref" | "unref" | "close">;

/**
 * Has Deno's event loop read a descriptor, which is made nonblocking and belongs to the reading from then on;
 * `undefined`, and nothing is changed, where it cannot. `arrived` is told how many bytes were read into `memory`, or minus
 * the error number, after which it reads no more.
 */
export function readInLoop(
  fd: number,
  memory: Uint8Array,
  arrived: (length: number) => void,
): LoopReading | undefined {
  try {
    const { Pipe, streamBaseState, kReadBytesOrError } = bindings();
    if (!(streamBaseState instanceof Int32Array)) return undefined;
    const pipe = new Pipe(0);
    pipe.useUserBuffer(memory);
    if (pipe.open(fd) !== 0) return undefined;
    pipe.onread = () => {
      try {
        arrived(streamBaseState[kReadBytesOrError]!);
      } catch (error) {
        reportError(error); // nobody stands above
      }
    };
    pipe.readStart();
    return pipe;
  } catch {
    return undefined;
  }
}

/** By way of the global: importing `node:process` takes some milliseconds, and not everybody reads. */
function bindings(): Bindings {
  const { process } = globalThis as unknown as { process: { binding(name: string): unknown } };
  return { ...process.binding("pipe_wrap") as Bindings, ...process.binding("stream_wrap") as Bindings };
}
