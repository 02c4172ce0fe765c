/** What a watcher is not to see. */
import { globToRegExp, isAbsolute, resolve } from "@std/path";

/**
 * What to ignore: a glob, a regular expression on the path as events have it, or a function of that path. A glob is
 * relative to the watched path, or a whole path: as events have it, or an absolute one. `**` stands for any number of
 * directories, so that `node_modules` is that of the watched path itself, and `**\/node_modules` all of them. What stands
 * in an ignored directory is ignored, too, and costs nothing.
 */
export type Ignore = string | RegExp | ((path: string, isDirectory: boolean) => boolean);

/** Whether to ignore: `path` as events have it, `below` the same relative to the watched path. */
export type Ignores = (path: string, below: string, isDirectory: boolean) => boolean;

/** The patterns as one question; undefined when there is none. */
export function ignoring(patterns: Ignore | readonly Ignore[] | undefined): Ignores | undefined {
  if (patterns === undefined) return undefined;
  const tests = (Array.isArray(patterns) ? patterns : [patterns]).map(testOf);
  if (tests.length === 0) return undefined;
  return (path, below, isDirectory) => tests.some((test) => test(path, below, isDirectory));
}

function testOf(pattern: unknown): Ignores {
  if (typeof pattern === "function") return (path, _, isDirectory) => Boolean(pattern(path, isDirectory));
  if (pattern instanceof RegExp) {
    const { source, flags } = pattern;
    const stateless = new RegExp(source, flags.replace(/[gy]/g, "")); // those remember where they were
    return (path) => stateless.test(path);
  }
  if (typeof pattern !== "string") {
    throw new TypeError(`ignore takes globs, regular expressions and functions, not ${typeof pattern}`);
  }
  const glob: RegExp = globToRegExp(bare(pattern), { extended: true, globstar: true });
  const matches = (path: string, isDirectory: boolean) => glob.test(path) || (isDirectory && glob.test(`${path}/`));
  const whole = isAbsolute(pattern) ? absolute() : bare;
  return (path, below, isDirectory) => matches(below, isDirectory) || matches(whole(path), isDirectory);
}

/** A path that begins where it is, without saying so. */
function bare(path: string): string {
  return path.startsWith("./") ? path.slice(2) : path;
}

/** Makes paths absolute, by the current directory that is first found: it may be another one later. */
function absolute(): (path: string) => string {
  let current: string | undefined;
  return (path) => isAbsolute(path) ? path : resolve(current ??= resolve("."), path);
}
