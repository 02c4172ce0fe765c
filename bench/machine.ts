/** What the figures were measured on. */
import { diskstat } from "../mod.ts";
import type { Runtime } from "./runtimes.ts";

/** Machine, filesystem, versions and date, as lines of Markdown. */
export async function describeMachine(directory: string, runtimes: Record<string, Runtime | undefined>) {
  const model = (await textOf("/proc/cpuinfo")).match(/^(?:model name|Processor)\s*:\s*(.*)$/m)?.[1] ?? Deno.build.arch;
  const { type } = await diskstat(directory);
  const load = Deno.loadavg()[0]!;
  const busy = load > navigator.hardwareConcurrency / 4
    ? ": others were at work, so figures are too high and ratios loose"
    : "";
  const versions = Object.entries(runtimes).map(([name, found]) => `${name} ${found?.version ?? "was not there"}`);
  return [
    `- ${model.trim()}, ${navigator.hardwareConcurrency} cores; ${Deno.build.os} ${Deno.osRelease()}, ${type}`,
    `- load when it began: ${load.toFixed(2)}${busy}`,
    `- deno ${Deno.version.deno}, ${versions.join(", ")}`,
    `- ${new Date().toISOString().slice(0, 10)}`,
  ].join("\n");
}

async function textOf(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return "";
  }
}
