// The answer for others: as Markdown, as a test, as a command, as a link.

import { toLink } from "./store.js";

/** The command that asks the same of the files on a disk. What it cannot be told stands in its settings file. */
export function command({ options, facts }) {
  const settings = Object.entries({ ...options, ...facts });
  if (settings.length === 0) return "assumable check\n";
  const yaml = settings.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join("\n");
  return `cat > .assumable.yaml <<'END'\n${yaml}\nEND\nassumable check\n`;
}

const literal = (value) => {
  if (value === true) return "True";
  if (value === false) return "False";
  if (value === null) return "None";
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${literal(one)}`).join(", ")}}`;
  return JSON.stringify(value);
};

/** A test in Python that holds this answer fast. */
export function test({ names, options, facts, report }) {
  const roads = report.roads.map(({ job, role, scenarios }) => `        (${literal(job ?? null)}, ${literal(role ?? null)}, ${literal(scenarios.map(({ runs, verdict }) => [runs, verdict]))}),`);
  return `from pathlib import Path

from assumable import NamedFile, explain


def test_who_gets_in() -> None:
    names = ${literal(names)}
    files = [NamedFile(name=name, text=Path(name).read_text()) for name in names]
    report = explain(files, ${literal(options)}, ${literal(facts)})
    found = [(road.job, road.role, [[one.runs, one.verdict] for one in road.scenarios]) for road in report.roads]
    assert found == [
${roads.join("\n")}
    ]
`;
}

/** `{ text, said }`: a link to this page as it is, without what holds a secret. */
export async function link(state) {
  const { fragment, left, count } = await toLink(state);
  if (count === 0) return { said: "There is nothing to share: tokens and secrets are never put into a link." };
  const without = left > 0 ? ` ${left === 1 ? "One document that holds" : `${left} documents that hold`} a token or a secret ${left === 1 ? "is" : "are"} not in it.` : "";
  return { fragment, said: `The link is copied: all it holds stands after its #.${without}` };
}
