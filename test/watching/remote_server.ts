/** Files on a server: a FUSE filesystem that another process serves, `remote_files.ts`. */
import { fromFileUrl } from "@std/path/from-file-url";
import { command, MOUNTS } from "../handle/places.ts";
import { TextLineStream } from "./lines.ts";

const SERVER = fromFileUrl(new URL("remote_files.ts", import.meta.url)) as string;

/** Whether this process may mount what another one serves. */
export const HAS_FUSE: boolean = MOUNTS && await Deno.stat("/dev/fuse").then(() => true, () => false);

/** Files on a server, mounted until they are disposed. */
export class RemoteFiles implements AsyncDisposable {
  readonly #server: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #answers: AsyncIterator<string>;

  private constructor(readonly path: string) {
    const args = ["run", "-A", "--quiet", "--no-check", SERVER, path];
    this.#server = new Deno.Command(Deno.execPath(), { args, stdin: "piped", stdout: "piped" }).spawn();
    this.#writer = this.#server.stdin.getWriter();
    this.#answers = this.#server.stdout.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream())
      [Symbol.asyncIterator]();
  }

  /** Mounts it on a directory. */
  static async at(path: string): Promise<RemoteFiles> {
    const files = new RemoteFiles(path);
    await files.#expect("ready");
    return files;
  }

  /** Has the server change something: `write NAME TEXT`, `remove NAME`, `rename NAME NAME`. */
  async change(line: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(`${line}\n`));
    await this.#expect("done");
  }

  async #expect(answer: string): Promise<void> {
    const { value } = await this.#answers.next();
    if (value !== answer) throw new Error(`the server said ${value}, not ${answer}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await command("umount", "--lazy", this.path);
    await this.#writer.close();
    await this.#answers.next();
    await this.#server.status;
  }
}
