/** Another runtime, which does the same work on the same files in a process of its own. */

const SCRIPT = new URL("peers.mjs", import.meta.url).pathname;

/** A process that measures a round whenever it is told to. */
export class Peer {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #reader: ReadableStreamDefaultReader<string>;

  /** Starts `command`: Node or Bun. */
  constructor(command: string, args: string[]) {
    this.#process = new Deno.Command(command, { args: [SCRIPT, ...args], stdin: "piped", stdout: "piped" }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#reader = this.#process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Nanoseconds of an operation. */
  async round(milliseconds: number): Promise<number> {
    await this.#writer.write(new TextEncoder().encode(`${milliseconds}\n`));
    let line = "";
    while (!line.endsWith("\n")) {
      const { value, done } = await this.#reader.read();
      if (done) throw new Error("the peer has ended");
      line += value;
    }
    return JSON.parse(line).ns;
  }

  /** Lets it end. */
  async end(): Promise<void> {
    await this.#writer.close();
    await this.#process.status;
  }
}
