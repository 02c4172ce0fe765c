/**
 * The works as `node:fs` does them: run by Node and by Bun in processes of their own (`peers.mjs`), and by Deno beside
 * ours. A work gets the files and says what to measure: `run`, one pass of `ops` operations.
 */
import fs from "node:fs";
import process from "node:process";
import { Buffer } from "node:buffer";
import { locking } from "./node_locking.mjs";

/** @typedef {{ ops: number, run: () => void | Promise<void>, reset?: () => void | Promise<void>, end?: () => void | Promise<void> }} Variant */
/** @typedef {{ small: string[], large: string }} Files */

const PAGE = 4096;
const { copyFile, cp, lstat, open, readdir, readFile, rm, stat, writeFile } = fs.promises;

/** A real tree, which is walked. */
export const TREE = "/usr/share";

/**
 * Looks at every entry, as much at once as there is to do.
 *
 * @param {string} path
 * @returns {Promise<number>} How many there are.
 */
async function walk(path) {
  const entries = await readdir(path, { withFileTypes: true });
  const counts = await Promise.all(entries.map(async (entry) => {
    const name = `${path}/${entry.name}`;
    await lstat(name);
    return entry.isDirectory() ? 1 + await walk(name) : 1;
  }));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** As `cp -a` does, as far as it can. */
const COPY = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true };

/**
 * Copies from one path to another, which is removed between the passes.
 *
 * @param {string} from
 * @param {number} ops
 * @param {(from: string, to: string) => Promise<unknown>} copy
 * @returns {Variant}
 */
export function copying(from, ops, copy) {
  const to = `${from}.copy-${process.pid}-${copies++}`;
  return {
    ops,
    async run() {
      await copy(from, to);
    },
    reset: () => fs.rmSync(to, { recursive: true, force: true }),
  };
}
let copies = 0;

/** Files in the tree that is removed, and in one of its directories. */
const REMOVED = 20_000;
const IN_ONE = 100;

/**
 * Removes a tree of 20,000 files, which is made again between the passes.
 *
 * @param {string} beside
 * @param {(path: string) => Promise<unknown>} remove
 * @returns {Variant}
 */
export function removing(beside, remove) {
  const tree = `${beside}.removed-${process.pid}-${copies++}`;
  const plant = () => {
    for (let i = 0; i < REMOVED; i++) {
      const path = `${tree}/${Math.floor(i / IN_ONE) % 10}/${Math.floor(i / IN_ONE)}`;
      if (i % IN_ONE === 0) fs.mkdirSync(path, { recursive: true });
      fs.writeFileSync(`${path}/${i}`, "small");
    }
  };
  plant();
  return {
    ops: REMOVED,
    async run() {
      await remove(tree);
    },
    reset: plant,
    end: () => fs.rmSync(tree, { recursive: true }),
  };
}

/** Files that are written, all at once, and the bytes of each. */
const WRITTEN = 2048;
const CONTENT = new Uint8Array(PAGE).fill(7);

/**
 * Writes small files into a new directory, which is emptied between the passes.
 *
 * @param {string} place
 * @param {(path: string, data: Uint8Array) => Promise<unknown>} write
 * @returns {Variant}
 */
export function writing(place, write) {
  const directory = `${place}-${process.pid}-${copies++}`;
  const paths = Array.from({ length: WRITTEN }, (_, i) => `${directory}/${i}`);
  fs.mkdirSync(directory);
  return {
    ops: WRITTEN,
    async run() {
      await Promise.all(paths.map((path) => write(path, CONTENT)));
    },
    reset: () => paths.forEach((path) => fs.unlinkSync(path)),
    end: () => fs.rmSync(directory, { recursive: true }),
  };
}

/** Where Linux keeps files in memory. */
export const IN_MEMORY = "/dev/shm/bench-written";

/** @type {Record<string, (files: Files) => Variant | Promise<Variant>>} */
export const works = {
  ...locking,
  stat: ({ small }) => ({
    ops: small.length,
    async run() {
      for (const path of small) await stat(path);
    },
  }),
  statAll: ({ small }) => ({
    ops: small.length,
    async run() {
      await Promise.all(small.map((path) => stat(path)));
    },
  }),
  statSync: ({ small }) => ({
    ops: small.length,
    run() {
      for (const path of small) fs.statSync(path);
    },
  }),
  readFileSync: ({ small }) => ({
    ops: small.length,
    run() {
      for (const path of small) fs.readFileSync(path);
    },
  }),
  openReadClose: ({ small }) => ({
    ops: small.length,
    async run() {
      const buffer = Buffer.alloc(PAGE);
      for (const path of small) {
        const file = await open(path);
        await file.read(buffer, 0, PAGE);
        await file.close();
      }
    },
  }),
  readFile: ({ small }) => ({
    ops: small.length,
    async run() {
      for (const path of small) await readFile(path);
    },
  }),
  readFiles: ({ small }) => ({
    ops: small.length,
    async run() {
      await Promise.all(small.map((path) => readFile(path)));
    },
  }),
  readAt: async ({ large, small }) => {
    const file = await open(large);
    const buffer = Buffer.alloc(PAGE);
    return {
      ops: small.length,
      async run() {
        for (let i = 0; i < small.length; i++) await file.read(buffer, 0, PAGE, i * PAGE);
      },
      end: () => file.close(),
    };
  },
  walk: async () => ({
    ops: await walk(TREE),
    async run() {
      await walk(TREE);
    },
  }),
  copyTree: ({ large }) => copying(`${large}.tree`, 20_000, (from, to) => cp(from, to, COPY)),
  copyLarge: ({ large }) => copying(large, 1, (from, to) => copyFile(from, to)),
  copySparse: ({ large }) => copying(`${large}.sparse`, 1, (from, to) => copyFile(from, to)),
  writeFiles: ({ large }) => writing(`${large}.written`, writeFile),
  writeFilesInMemory: () => writing(IN_MEMORY, writeFile),
  removeTree: ({ large }) => removing(large, (path) => rm(path, { recursive: true })),
  readLarge: ({ large }) => ({
    ops: 1,
    async run() {
      await readFile(large);
    },
  }),
};

/**
 * Passes until some time has gone by. What `reset` does between them takes none of it.
 *
 * @param {Variant} variant
 * @param {number} milliseconds
 * @returns {Promise<number>} Nanoseconds of an operation.
 */
export async function measure({ ops, run, reset }, milliseconds) {
  let passes = 0;
  let taken = 0;
  do {
    const start = performance.now();
    await run();
    taken += performance.now() - start;
    passes++;
    await reset?.();
  } while (taken < milliseconds);
  return taken * 1e6 / (passes * ops);
}

/**
 * The files of a benchmark's directory.
 *
 * @param {string} directory
 * @param {number} count
 * @returns {Files}
 */
export function filesIn(directory, count) {
  return { small: Array.from({ length: count }, (_, i) => `${directory}/${i}`), large: `${directory}/large` };
}
