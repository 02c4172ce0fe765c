import { assertEquals } from "@std/assert";
import { sameResults } from "./same_results.ts";
import { memory, objects, rooted, SUBJECTS } from "./subjects.ts";

for (const subject of SUBJECTS) {
  if (subject === memory || subject === objects || subject.can.commitsAtClose) continue;
  Deno.test(`random programs have the same results on memory and ${subject.name}`, () => sameResults(memory, subject));
}

for (const subject of SUBJECTS) {
  if (subject === objects || !subject.can.commitsAtClose) continue;
  Deno.test(`random programs have the same results on ${objects.name} and ${subject.name}`, () =>
    sameResults(objects, subject));
}

Deno.test("random programs that differ are noticed", async () => {
  const liar = { ...rooted, make: () => objects.make() };
  const error = await sameResults(memory, liar, { programs: 20 }).then(() => "none", (error) => error.name);
  assertEquals(error, "AssertionError");
});
