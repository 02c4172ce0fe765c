/** The steps of the demo: what a user would write, and what it showed. */
import * as files from "../../mod.ts";

/** One step. */
export interface Step {
  readonly title: string;
  /** What a user would write. */
  readonly source: string;
  /** Does it; returns what there is to see. `path` names a file in the demo's directory. */
  run(path: (name: string) => string): Promise<string[]>;
}

const MANY = 2048;

/** The tour. */
export const TOUR: readonly Step[] = [
  {
    title: "Write a file, read it back",
    source: `await writeFile("greeting.txt", "Hello, files!\\n");\nawait readTextFile("greeting.txt");`,
    async run(path) {
      await files.writeFile(path("greeting.txt"), "Hello, files!\n");
      return [JSON.stringify(await files.readTextFile(path("greeting.txt")))];
    },
  },
  {
    title: "Ask about it: cached metadata needs no other thread, and times are exact",
    source: `const { size, inode, mtimeNs } = await stat("greeting.txt");`,
    async run(path) {
      const { size, inode, mtimeNs } = await files.stat(path("greeting.txt"));
      return [`${size} bytes, inode ${inode}, changed ${mtimeNs} ns after 1970`];
    },
  },
  {
    title: `${MANY.toLocaleString("en")} questions at once share a few trips`,
    source: `await statAll(paths);`,
    async run(path) {
      const paths = Array.from({ length: MANY }, () => path("greeting.txt"));
      const before = files.metrics();
      await files.statAll(paths);
      const { hops } = files.metrics();
      const ours = await time(() => files.statAll(paths));
      const theirs = await time(() => Promise.all(paths.map((one) => Deno.stat(one))));
      return [
        `${hops - before.hops} trips to other threads`,
        `${ours.toFixed(1)} ms, while you watch; Promise.all of Deno.stat: ${theirs.toFixed(1)} ms`,
      ];
    },
  },
  {
    title: "Write and read at offsets, concurrently: the position stays",
    source: `await using file = await open("data.bin", "w+");
await Promise.all([0, 1, 2, 3].map((i) => file.writeAt(new Uint8Array(4096).fill(i), i * 4096)));
await file.readAt(buffer, 2 * 4096);`,
    async run(path) {
      await using file = await files.open(path("data.bin"), "w+");
      await Promise.all([0, 1, 2, 3].map((i) => file.writeAt(new Uint8Array(4096).fill(i), i * 4096)));
      const buffer = new Uint8Array(4);
      await file.readAt(buffer, 2 * 4096);
      return [`${buffer} at 8192; position ${await file.position()}, size ${await file.size()}`];
    },
  },
  {
    title: "A sparse file of 5 GiB, and a hole in a full one",
    source: `await sparse.writeAt(data, 5 * 2 ** 30);\nawait full.punchHole(4096, 8192);`,
    async run(path) {
      await using sparse = await files.open(path("sparse.bin"), "w");
      await sparse.writeAt(new Uint8Array(1), 5 * 2 ** 30);
      await using full = await files.open(path("data.bin"), "r+");
      const before = await full.stat();
      await full.punchHole(4096, 8192);
      const [large, after] = [await sparse.stat(), await full.stat()];
      return [
        `${large.size.toLocaleString("en")} bytes long, ${large.blocks * 512} on the disk`,
        `${before.blocks * 512} bytes on the disk before, ${after.blocks * 512} after; still ${after.size} long`,
      ];
    },
  },
  {
    title: "Copy within the kernel, with attributes that Deno does not show",
    source: `await from.setxattr("user.comment", "made by a demo");\nawait from.copyTo(to);`,
    async run(path) {
      await using from = await files.open(path("greeting.txt"), "r+");
      await using to = await files.open(path("copy.txt"), "w+");
      const attribute = await from.setxattr("user.comment", "made by a demo").then(() => from.listxattr(), String);
      return [`${await from.copyTo(to)} bytes copied`, `attributes: ${attribute}`];
    },
  },
  {
    title: "A FIFO waits for its other end, and keeps nothing else waiting",
    source:
      `await mkfifo("pipe");\nconst reader = open("pipe");          // waits for a writer\nawait stat("greeting.txt");            // goes on\nconst writer = await open("pipe", "r+");`,
    async run(path) {
      await files.mkfifo(path("pipe"));
      const reader = files.open(path("pipe"));
      const { size } = await files.stat(path("greeting.txt"));
      await using writer = await files.open(path("pipe"), "r+");
      await writer.writeAll("through the pipe");
      await using end = await reader;
      return [`stat said ${size} meanwhile`, JSON.stringify(new TextDecoder().decode(await end.readBytes(16)))];
    },
  },
  {
    title: "Give up: an open that waits for ever ends at once, and nothing stays open",
    source: `await mkfifo("silent");\nawait open("silent", { signal: AbortSignal.timeout(50) });`,
    async run(path) {
      await files.mkfifo(path("silent"));
      const failure = await files.open(path("silent"), { signal: AbortSignal.timeout(50) }).catch((error) => error);
      using writer = files.openSync(path("silent"), "r+"); // lets the abandoned call end
      return [`${failure.name}: ${failure.message}`, `descriptor ${writer.fd} was free`];
    },
  },
  {
    title: "Errors say what failed, are Deno's classes, and carry Node's fields",
    source: `await open("missing/file");`,
    async run(path) {
      const error = await files.open(path("missing/file")).catch((error) => error);
      const { constructor, code, errno, syscall } = error;
      return [`Deno.errors.${constructor.name} { code: "${code}", errno: ${errno}, syscall: "${syscall}" }`];
    },
  },
];

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
