// What is known beside the documents: the questions that they leave open, and the facts that answers use. An answer goes where the
// library says: it is kept under the JSON pointer of its place in a request.

import { capital, h, list, part, sentence } from "../report/elements.js";

/** The facts that are asked for most, in the order of the form. */
const facts = [
  { option: "/options/repository", label: "Repository", hint: "octo-org/app", find: /repo:([\w.-]+\/[\w.-]+)(?=[:"*])|repository["': =]+([\w.-]+\/[\w.-]+)/g },
  { option: "/options/default_branch", label: "Default branch", hint: "main", values: ["main", "master"] },
  { option: "/facts/immutable", label: "Subjects have ids", values: [true, false], words: ["with ids", "without"] },
  { option: "/options/account", label: "AWS account", hint: "123456789012", find: /arn:aws[\w-]*:iam::(\d{12}):/g },
  { option: "/options/region", label: "Region", hint: "eu-central-1", find: /aws-region["': =]+([a-z]{2}(?:-[a-z]+)+-\d)/g },
  { option: "/options/default_workflow_permissions", label: "Permissions of workflows", values: ["read", "write"] },
  { option: "/facts/owner_id", label: "Id of the owner", hint: "a number" },
  { option: "/facts/repository_id", label: "Id of the repository", hint: "a number" },
];

const steps = (pointer) => pointer.split("/").slice(1).map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The parts of a request that answers are. */
export function request(answers, asked) {
  const made = { options: {}, facts: {} };
  // GitHub's variables are given all or none: one that is left out counts as one that is not set.
  const open = asked.some((option) => option.startsWith("/options/variables/") && answers[option] === undefined);
  for (const [option, value] of Object.entries(answers)) {
    const [top, name, ...rest] = steps(option);
    if (!Object.hasOwn(made, top) || value === "" || (name === "variables" && open)) continue;
    if (rest.length === 0) made[top][name] = value;
    else made[top][name] = { ...made[top][name], [rest.join("/")]: value };
  }
  return made;
}

/** What the texts name for a fact, each once. */
function named(find, texts) {
  const all = texts.flatMap((text) => [...text.matchAll(find)].map((match) => match[1] ?? match[2]));
  return [...new Set(all)].slice(0, 3);
}

/** `isTold`: the label stands above already. */
function control({ option, label, hint = "", values = [], words = [], isTold = false }, { answers, errors, answer }) {
  const value = answers[option];
  const choice = (one, index) =>
    h("button", { type: "button", className: "choice-button", ariaPressed: String(value === one), onclick: () => answer(option, value === one ? undefined : one) }, words[index] ?? String(one));
  const typed = hint
    ? h("input", {
        id: option, value: value ?? "", placeholder: hint, ariaLabel: label, autocomplete: "off", spellcheck: false,
        ariaInvalid: String(Boolean(errors[option])), onchange: ({ target }) => answer(option, target.value.trim() || undefined),
      })
    : undefined;
  const error = errors[option];
  return h(
    "div",
    { className: "fact", role: "group", ariaLabel: label },
    isTold ? undefined : h("span", { className: "fact-label" }, label),
    h("span", { className: "fact-values" }, typed, values.map(choice)),
    error ? h("p", { className: "error" }, sentence(`${error.message}${error.help ? `; ${error.help}` : ""}`)) : undefined,
  );
}

/** The form of the facts, with what the documents name as answers to click. */
export function factsForm(state) {
  const texts = state.files.map(({ text }) => text.slice(0, 200_000));
  const candidates = ({ find, values = [], option }) =>
    find ? named(find, texts).filter((one) => one !== state.answers[option]) : values;
  return facts.map((fact) => control({ ...fact, values: candidates(fact) }, state));
}

/** The questions that the documents leave open, each with a place to answer it. */
export function questions(unresolved, state, places) {
  if (unresolved.length === 0) return undefined;
  const items = unresolved.map(({ name, question, detail, option, places: where }) => [
    h("p", {}, sentence(capital(question)), " ", places(where[0])),
    detail ? h("p", { className: "quiet" }, detail) : undefined,
    option ? control({ option, label: name, hint: "its value", isTold: true }, state) : undefined,
  ]);
  // Those that are answered are still asked while another one holds them back.
  const held = unresolved.some(({ option = "" }) => option.startsWith("/options/variables/") && state.answers[option] !== undefined);
  const note = held ? h("p", { className: "note" }, "GitHub’s variables count once all of them are answered: one that is left out would be one that is not set.") : undefined;
  return part("Open questions", note, h("ul", { className: "plain questions" }, items.map((item) => h("li", {}, item))));
}

/** The answers that the library refused and no form shows. */
export const refused = (errors) =>
  list("Refused", Object.entries(errors).filter(([field]) => field === "files").map(([, { message, help }]) => sentence(`${message}${help ? `; ${help}` : ""}`)));
