/** Trees as they are, and as events describe them. */
import type { WatchEvent } from "../../src/watching/watch_event.ts";

/** What stands at a path; `content` is undefined where an event has said that it is another one now. */
interface Entry {
  readonly type: "file" | "directory" | "link";
  readonly content: string | undefined;
  readonly mode: number | undefined;
}

/** A tree: what stands at each path below its root. */
export type State = Map<string, Entry>;

/** The tree as it is. */
export function stateOf(root: string, state: State = new Map()): State {
  for (const { name } of Deno.readDirSync(root)) {
    const path = `${root}/${name}`;
    const { isDirectory, isSymlink, mode } = Deno.lstatSync(path);
    if (isSymlink) state.set(path, { type: "link", content: Deno.readLinkSync(path), mode: undefined });
    else if (isDirectory) {
      state.set(path, { type: "directory", content: "", mode: mode! });
      stateOf(path, state);
    } else state.set(path, { type: "file", content: Deno.readTextFileSync(path), mode: mode! });
  }
  return state;
}

/** What an event says of a state; a string where it contradicts it. */
function apply(state: State, { kind, path, from, isDirectory }: WatchEvent): string | undefined {
  const unknown: Entry = { type: isDirectory ? "directory" : "file", content: undefined, mode: undefined };
  const known = state.get(path);
  switch (kind) {
    case "create":
      if (known !== undefined) return "created twice";
      if (!hasParent(state, path)) return "created in nothing";
      state.set(path, unknown);
      return undefined;
    case "modify":
    case "attrib":
      if (known === undefined) return "changed, but not there";
      state.set(path, { ...known, mode: undefined, ...(kind === "modify" ? { content: undefined } : {}) });
      return undefined;
    case "remove":
      if (known === undefined) return "removed twice";
      if (below(state, path).length > 0) return "removed, but not empty";
      state.delete(path);
      return undefined;
    case "rename": {
      const moved = state.get(from!);
      if (moved === undefined) return "renamed, but not there";
      const parts = below(state, from!);
      for (const part of [path, ...below(state, path)]) if (part !== from && !parts.includes(part)) state.delete(part);
      state.delete(from!);
      state.set(path, moved);
      for (const part of parts) {
        const entry = state.get(part)!;
        state.delete(part);
        state.set(path + part.slice(from!.length), entry);
      }
      return undefined;
    }
    case "rescan":
      return undefined;
  }
}

function below(state: State, path: string): string[] {
  return [...state.keys()].filter((other) => other.startsWith(`${path}/`));
}

function hasParent(state: State, path: string): boolean {
  return state.get(path.slice(0, path.lastIndexOf("/")))?.type === "directory";
}

/** Where events lead, and which of them contradict what was before. */
export function replayed(before: State, events: readonly WatchEvent[]): { state: State; wrong: string[] } {
  const state = new Map(before);
  const wrong: string[] = [];
  events.forEach((event, i) => {
    const why = apply(state, event);
    if (why !== undefined) wrong.push(`event ${i}, ${event.kind} ${event.path}: ${why}`);
  });
  return { state, wrong };
}

/** Where the events lead from `before` to something else than `after`; empty when they tell the truth. */
export function contradictions(before: State, events: readonly WatchEvent[], after: State, root: string): string[] {
  const start = new Map(before).set(root, { type: "directory", content: "", mode: undefined });
  const { state, wrong: found } = replayed(start, events.filter(({ path }) => path !== root));
  state.delete(root);
  for (const path of new Set([...state.keys(), ...after.keys()])) {
    const [told, is] = [state.get(path), after.get(path)];
    if (told === undefined) found.push(`${path}: is there, not told`);
    else if (is === undefined) found.push(`${path}: told, not there`);
    else if ((told.type === "directory") !== (is.type === "directory")) found.push(`${path}: is a ${is.type}`);
    else if (told.content !== undefined && told.content !== is.content) found.push(`${path}: changed, not told`);
    else if (told.mode !== undefined && told.mode !== is.mode && is.type !== "link") {
      found.push(`${path}: has another mode, not told`);
    }
  }
  return found;
}
