/** Locking and replacing files as others do it: proper-lockfile and write-file-atomic. */
import process from "node:process";
import { load } from "./node_packages.mjs";

const CONTENT = new Uint8Array(4096).fill(7);
/** Operations in a pass: one takes about a millisecond. */
const OPS = 20;

/** @param {string} path A file's, for whoever runs it. */
const own = (path) => `${path}.locking-${process.pid}`;

/** @param {{ fsync: boolean }} options */
const replacing = (options) => ({ small }) => {
  const write = load("write-file-atomic");
  const path = own(small[0]);
  return {
    ops: OPS,
    async run() {
      for (let i = 0; i < OPS; i++) await write(path, CONTENT, options);
    },
  };
};

/** Works for `node_works.mjs`. */
export const locking = {
  lockFile: ({ small }) => {
    const { lock } = load("proper-lockfile");
    const path = own(small[0]);
    return {
      ops: OPS,
      async run() {
        for (let i = 0; i < OPS; i++) await (await lock(path, { realpath: false }))();
      },
    };
  },
  atomicWrite: replacing({ fsync: false }),
  atomicWriteSynced: replacing({ fsync: true }),
};
