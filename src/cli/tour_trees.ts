/** The demo's steps about trees: walking, copying, staying inside. */
import { SingleBar } from "cli-progress";
import * as files from "../../mod.ts";
import type { Step } from "./tour.ts";

/** A tree that most systems have; the library's own sources where it is missing. */
const TREE = files.isDirSync("/usr/share/doc") ? "/usr/share/doc" : new URL("../..", import.meta.url).pathname;
const KINDS = ["isFile", "isDirectory", "isSymlink"] as const;

/** Walking, copying, staying inside. */
export const TREES: readonly Step[] = [
  {
    title: `Walk a real tree, ${TREE}, with the metadata of everything in it`,
    source: `for await (const [root, dirs, files] of walkdir(${JSON.stringify(TREE)}, { stat: true })) …`,
    async run() {
      const counts = { isFile: 0, isDirectory: 0, isSymlink: 0 };
      let bytes = 0;
      const start = performance.now();
      for await (const [, dirs, others] of files.walkdir(TREE, { stat: true, onerror: () => {} })) {
        for (const { info } of [...dirs, ...others]) {
          for (const kind of KINDS) if (info[kind]) counts[kind]++;
          bytes += info.size;
        }
      }
      const entries = counts.isFile + counts.isDirectory + counts.isSymlink;
      const each = (performance.now() - start) * 1000 / Math.max(entries, 1);
      return [
        `${counts.isFile} files, ${counts.isDirectory} directories, ${counts.isSymlink} links, ${megabytes(bytes)}`,
        `${each.toFixed(1)} µs each`,
      ];
    },
  },
  {
    title: "Copy a tree: shared or copied within the kernel, each file complete before it has its name",
    source: `await cp("tree", "copy", { preserve: true, onProgress });`,
    async run(path) {
      await plant(path("tree"));
      const bar = new SingleBar({
        format: "   [{bar}] {value}/{total} files",
        clearOnComplete: true,
        hideCursor: true,
      });
      bar.start(1, 0);
      let last: files.CpProgress | undefined;
      await files.cp(path("tree"), path("copy"), {
        preserve: true,
        onProgress(progress) {
          last = progress;
          bar.setTotal(progress.totalFiles);
          bar.update(progress.files);
        },
      });
      bar.stop();
      return [`${last!.files} files, ${megabytes(last!.bytes)}`];
    },
  },
  {
    title: "Serve a directory: no path, symbolic link or .. leads out of it",
    source: `await using root = await openDir("tree", { beneath: true });\nawait root.open("../greeting.txt");`,
    async run(path) {
      await files.symlink("/etc/passwd", path("tree/harmless.txt"));
      await using root = await files.openDir(path("tree"), { beneath: true });
      const told: string[] = [];
      for (const name of ["0/file0", "../greeting.txt", "harmless.txt", "0/../../greeting.txt"]) {
        const answer = await root.open(name).then(
          (file) => (file.closeSync(), "opened"),
          ({ code }) => `refused: ${code}`,
        );
        told.push(`${name}: ${answer}`);
      }
      return told;
    },
  },
  {
    title: "Remove a tree by its open directories: one swapped for a link meanwhile leads nowhere else",
    source: `await rm("copy", { recursive: true });`,
    async run(path) {
      await files.rm(path("copy"), { recursive: true });
      return [`still there: ${await files.isPath(path("copy"))}`];
    },
  },
];

/** A tree of 1,000 small files and a large one. */
async function plant(path: string): Promise<void> {
  const folders = Array.from({ length: 20 }, (_, i) => `${path}/${i}`);
  await Promise.all(folders.map((folder) => files.mkpath(folder)));
  const names = folders.flatMap((folder) => Array.from({ length: 50 }, (_, i) => `${folder}/file${i}`));
  await Promise.all(names.map((name) => files.writeFile(name, `I am ${name}\n`)));
  await files.writeFile(`${path}/large`, new Uint8Array(32 << 20));
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
