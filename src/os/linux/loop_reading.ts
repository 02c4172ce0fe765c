/**
 * Reading a descriptor on Deno's own event loop: what arrives wakes the main thread itself, while the reactor's wait
 * wakes a thread that has to wake the main one. Deno's Node compatibility reads what a pipe's handle has opened, as libuv
 * does, and takes any descriptor that epoll takes. That is promised to nobody: it is looked for each time, and whoever
 * uses it has another way.
 */
import process from "node:process";

/** A handle of Node's for a pipe. */
interface Pipe {
  onread: (this: void, bytes: ArrayBuffer | undefined) => void;
  open(fd: number): number;
  readStart(): number;
  ref(): void;
  unref(): void;
  close(): void;
}

/** A descriptor that Deno's event loop reads. It keeps the process alive, until {@link LoopReading.unref}. */
export type LoopReading = Pick<Pipe, "ref" | "unref" | "close">;

/**
 * Has Deno's event loop read a descriptor, which is made nonblocking and belongs to the reading from then on;
 * `undefined`, and nothing is changed, where it cannot.
 */
export function readInLoop(fd: number, arrived: (bytes: ArrayBuffer) => void): LoopReading | undefined {
  const pipe = newPipe();
  if (pipe === undefined || pipe.open(fd) !== 0) return undefined;
  pipe.onread = (bytes) => bytes !== undefined && arrived(bytes);
  pipe.readStart();
  return pipe;
}

function newPipe(): Pipe | undefined {
  try {
    const { binding } = process as unknown as { binding?(name: string): { Pipe?: new (type: number) => Pipe } };
    const Pipe = binding?.("pipe_wrap").Pipe;
    return Pipe === undefined ? undefined : new Pipe(0);
  } catch {
    return undefined;
  }
}
