/** What paths are relative to: the working directory, or an open one. Operations are written once for both. */
import { resolve } from "@std/path/resolve";
import type { Program } from "../call/program.ts";
import { names } from "../os/names.ts";
import { requireRead, requireWrite } from "../permission.ts";

/**
 * What the end of a path stands for when it is a symbolic link: what that leads to, or the link `itself`. With `"tells"`
 * it is what it leads to, too, and the operation, where it was not to follow, has answered `ELOOP` or `ENOTDIR` of a link.
 */
export type End = "leads" | "itself" | "tells";

/** Does something with a path relative to a directory. `follow`: whether a link at its end is to be followed. */
export type Operate<T> = (at: number, path: string, follow: boolean) => Program<T>;

/** What paths are relative to. */
export interface Base {
  /** Refuses with `NotCapable` unless the caller may read what a path names; returns the path to use. */
  requireRead(path: string): string;
  /** The same for writing. */
  requireWrite(path: string): string;
  /** Does something with what a path names, or returns minus the number of the error that kept it from that. */
  at<T>(path: string, end: End, operate: Operate<T>): Program<T | number>;
  /** The path as errors and entries show it. */
  shown(path: string): string;
  /** The absolute path, by which permissions are judged. */
  absolute(path: string): string;
  /** Keeps the directory open until what it returns is called; refuses when it has been closed. */
  pin(): () => void;
}

/** The working directory. */
export const WORKING: Base = {
  requireRead,
  requireWrite,
  at: (path, end, operate) => operate(names.HERE, path, end !== "itself"),
  shown: (path) => path,
  absolute: (path) => resolve(path) as string,
  pin: () => nothing,
};

function nothing(): void {}
