// The conventions of examples/naming with their runs, as the project's tests run them.

import { conventions } from "../../vendor/naming.js";

const titles = {
  "sha-only": "The commit, and no other tag",
  "release-trains": "Release trains",
  monorepo: "Many packages in one repository",
  previews: "Previews of pull requests",
  calendar: "Calendar versions",
};
const fields = {
  GITHUB_EVENT_NAME: "run_event",
  GITHUB_REF: "run_ref",
  GITHUB_SHA: "run_sha",
  GITHUB_REPOSITORY: "run_repository",
  GITHUB_RUN_NUMBER: "run_run_number",
};

/** By hand where that says it all, as the runner tells it where there is an event. */
function told({ env = {}, event_json, ...rest }) {
  const besides = Object.fromEntries(Object.entries(rest).map(([name, value]) => [`run_${name}`, value]));
  const entries = Object.entries(env);
  if (event_json === undefined && entries.every(([name]) => Object.hasOwn(fields, name))) {
    return { run_mode: "form", ...Object.fromEntries(entries.map(([name, value]) => [fields[name], value])), ...besides };
  }
  const event = event_json === undefined ? "" : JSON.stringify(JSON.parse(event_json), null, 2);
  return { run_mode: "env", env: entries.map(([name, value]) => `${name}=${value}`).join("\n"), event_json: event, ...besides };
}

export const images = Object.keys(titles).flatMap((convention) => {
  const { rules, cases } = conventions[convention];
  const note = rules.match(/^# (.*)/)?.[1] ?? "";
  return cases.map(({ why, run, images }) => ({
    group: titles[convention],
    name: why.charAt(0).toUpperCase() + why.slice(1),
    note,
    state: { rules: rules.trimEnd(), ...told(run), images: images.join("\n") },
  }));
});
