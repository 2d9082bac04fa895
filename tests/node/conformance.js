// The vectors against one surface, in both tiers. Plain code without imports: it runs in Node and in a page.

/** `check_trust` → `checkTrust`. */
export function camel(name) {
  return name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
}

/**
 * Runs every case. `cases` hold the request and the answer of the Rust core as text; `parameters` the names of each
 * operation's parameters in order. Gives the counts and what failed.
 */
export function conformance(surface, { cases, parameters }) {
  const result = { ran: 0, raw: 0, typed: 0, untyped: 0, failures: [] };
  for (const { file, name, operation, request, answer } of cases) {
    const place = `${file}: ${name}`;
    result.ran += 1;
    const raw = surface.answer(operation, request);
    if (raw === answer) result.raw += 1;
    else result.failures.push(`${place} (text)\n  rust ${answer}\n  here ${raw}`);

    const positional = arguments_(request, answer, parameters[operation]);
    if (!positional) {
      result.untyped += 1;
      continue;
    }
    const typed = called(surface, surface[camel(operation)], positional);
    const expected = JSON.stringify(withoutEnvelope(JSON.parse(answer)));
    if (typed === expected) result.typed += 1;
    else result.failures.push(`${place} (typed)\n  rust ${expected}\n  here ${typed}`);
  }
  return result;
}

/** The request as positional parameters; one that no typed call can express has no such form. */
function arguments_(text, answer, parameters) {
  const { error } = JSON.parse(answer);
  if (!parameters || (error?.code.startsWith("JSON_") && error.document === undefined)) return undefined;
  let exact = true;
  const request = JSON.parse(text, (_, value) => {
    exact &&= !Number.isInteger(value) || Number.isSafeInteger(value);
    return value;
  });
  if (!exact) return undefined;
  if (request === null || typeof request !== "object" || Array.isArray(request)) return undefined;
  if (!Object.keys(request).every((name) => parameters.includes(name))) return undefined;
  return parameters.map((name) => (Object.hasOwn(request, name) ? request[name] : undefined));
}

function called(surface, work, positional) {
  try {
    return JSON.stringify({ ok: work(...positional) });
  } catch (error) {
    if (!surface.isAssumableError(error)) return `not an error of the package: ${error?.stack ?? error}`;
    return JSON.stringify({ error });
  }
}

/** Typed errors tell no place in a request text that their caller never saw. */
function withoutEnvelope({ ok, error }) {
  if (!error) return { ok };
  if (error.document !== undefined) return { error };
  const { offset, line, column, ...rest } = error;
  return { error: rest };
}
