/** The packages to compare with, installed by npm into a cache outside the repository. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";

const PACKAGES = ["proper-lockfile@4.1.2", "write-file-atomic@6.0.0", "chokidar@5.0.0", "@parcel/watcher@2.6.0"];

/**
 * A package, installed when it is not there yet.
 *
 * @param {string} name
 */
export function load(name) {
  return install(name)(name);
}

/**
 * The same for a package that is an ES module.
 *
 * @param {string} name
 */
export function loadModule(name) {
  return import(install(name).resolve(name));
}

/** @param {string} name */
function install(name) {
  const directory = `${process.env.XDG_CACHE_HOME ?? `${process.env.HOME}/.cache`}/reseau-files/packages`;
  if (!existsSync(`${directory}/node_modules/${name}`)) {
    mkdirSync(directory, { recursive: true });
    execFileSync("npm", ["install", "--no-save", "--prefix", directory, ...PACKAGES], { stdio: "ignore" });
  }
  return createRequire(`${directory}/`);
}
