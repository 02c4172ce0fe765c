/** The table of results, and the file that keeps it. */
import { EXPLANATIONS } from "./explanations.ts";
import { type Column, COLUMNS, type Row } from "./work.ts";

const NAMES: Record<Column, string> = {
  ours: "ours",
  deno: "Deno",
  nodeInDeno: "`node:fs` in Deno",
  node: "Node",
  bun: "Bun",
  floor: "floor",
};
const DIVISORS = { "µs": 1e3, ms: 1e6, bytes: 1 } as const;

/** A row for each work. */
export function table(rows: readonly Row[]): string {
  const headings = [
    "work",
    ...COLUMNS.map((column) => NAMES[column]),
    "ours vs Deno",
    "ours vs Bun",
    "target",
    "reached?",
  ];
  const lines = rows.map((row) => [
    row.title,
    ...COLUMNS.map((column) => figure(row, column)),
    times(ratio(row, "deno")),
    times(ratio(row, "bun")),
    targetText(row),
    reached(row) ? "yes" : "**no**",
  ]);
  const dashes = headings.map((_, i) => i === 0 ? "---" : "--:");
  return [headings, dashes, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The file's text. */
export function report(rows: readonly Row[], machine: string, watching: readonly string[]): string {
  const missed = rows.filter((row) => !reached(row));
  const reasons = missed.map((row) => `- ${row.title}: ${EXPLANATIONS[row.title] ?? "not explained yet."}`);
  return `# Benchmarks

Written by \`deno task bench\`; not by hand.

${machine}

Files are warm: 2,048 of 4 KB, and one of 64 MiB, on the disk. Each work has a process of its own, and in it each
variant runs for about 90 ms, then the next one, in eleven rounds after two that do not count; Node and Bun do the same work
in processes of their own, which take their turn in the same rounds, so that drift of the machine hits all of them. Each
round begins with another variant. A figure is the median of the rounds, a ratio one of medians: 5.0× means that ours takes a fifth
of the time. "Node" and "Bun" use \`node:fs\` and \`node:fs/promises\`. "Floor" is the bare system calls by \`Deno.dlopen\`,
synchronously, into memory that is there. Memory is what V8 holds, heap and external, after a collection with 200,000 calls
pending. "Level" is within a tenth.

${table(rows)}

## Where the target is not reached

${reasons.length === 0 ? "Nowhere." : reasons.join("\n")}

## Watching

Against \`Deno.watchFs\`, and in Node \`fs.watch\`, chokidar 5 and @parcel/watcher 2: each run in a process of its own, in
turn, the median of five (one for the largest tree), on files in memory; what has changed while nobody watched on the
disk, the median of seven. Memory is the process' resident set after a collection, wake-ups are voluntary context switches
of all its threads. "Ahead" is ahead of all; where events are counted, of all who report all.

${watching.join("\n\n")}
`;
}

function figure({ figures, unit }: Row, column: Column): string {
  const value = figures[column];
  if (value === undefined) return "—";
  const scaled = value / DIVISORS[unit];
  return `${scaled.toLocaleString("en", { maximumFractionDigits: scaled < 100 ? 2 : 0 })} ${unit}`;
}

function ratio({ figures }: Row, column: Column): number | undefined {
  const [peer, ours] = [figures[column], figures.ours];
  return peer === undefined || ours === undefined ? undefined : peer / ours;
}

function times(value: number | undefined): string {
  return value === undefined ? "—" : `${value.toFixed(value < 10 ? 2 : 1)}×`;
}

function targetText({ target: { deno, node, bun, floor, below }, unit }: Row): string {
  const parts = [];
  if (deno !== undefined) parts.push(deno === 1 ? "ahead of Deno" : `${deno}× Deno`);
  if (node !== undefined) parts.push(node === 1 ? "ahead of Node" : `${node}× Node`);
  if (bun !== undefined) parts.push(bun < 1 ? "level with Bun" : "ahead of Bun");
  if (floor !== undefined) parts.push(`within ${(1 / floor).toFixed(1)}× of the floor`);
  if (below !== undefined) parts.push(`below ${below.toLocaleString("en")} ${unit}`);
  return parts.join(", ");
}

function reached(row: Row): boolean {
  const { below, ...rivals } = row.target;
  if (below !== undefined && row.figures.ours! / DIVISORS[row.unit] >= below) return false;
  return Object.entries(rivals).every(([name, factor]) => (ratio(row, name as Column) ?? Infinity) >= factor);
}
