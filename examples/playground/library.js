// The library in its worker: one question at a time, and of those that wait only the newest.

// A worker made from a blob lives under the page's content security policy, one made from a file under its own.
const start = `import ${JSON.stringify(new URL("worker.js", import.meta.url).href)};`;
const source = URL.createObjectURL(new Blob([start], { type: "text/javascript" }));
/** Seconds that one answer may take; the library's own budget ends before. */
const LIMIT = 10;

/**
 * Starts the library. `loaded(version)` is called once it can answer, `answered(result)` with the answer to the newest
 * question, `failed(text)` where there is none. `ask(input)` asks, `once(input)` asks beside that and gives a promise.
 */
export function library({ loaded, answered, failed }) {
  let worker;
  let deadline;
  let isLoaded = false;
  /** What is asked now, and what waits behind it. */
  let asking;
  let waiting;
  const beside = [];
  let number = 0;

  function begin() {
    isLoaded = false;
    worker = new Worker(source, { type: "module" });
    worker.addEventListener("message", ({ data }) => {
      if (data.version) {
        isLoaded = true;
        loaded(data.version);
        next();
      } else if (data.whole) {
        document.documentElement.dataset.library = "whole";
        if (asking) limit();
      } else if (asking && data.id === asking.id) {
        done(data.result);
      }
    });
    worker.addEventListener("error", () => failed("The library could not be loaded."));
  }

  function done(result) {
    const { settle } = asking;
    clearTimeout(deadline);
    asking = undefined;
    if (settle) settle(result);
    // What was asked since is answered in its place.
    else if (!waiting) answered(result);
    next();
  }

  function next() {
    if (!isLoaded || asking) return;
    asking = waiting ?? beside.shift();
    if (asking === waiting) waiting = undefined;
    if (!asking) return;
    worker.postMessage({ id: asking.id, input: asking.input });
    limit();
  }

  /** Gives a question up that takes too long: its worker ends, and another one waits for the next. */
  function limit() {
    clearTimeout(deadline);
    // What is still being loaded is no question that takes long.
    if (document.documentElement.dataset.library !== "whole") return;
    deadline = setTimeout(() => {
      worker.terminate();
      begin();
      done({ failure: `No answer came within ${LIMIT} seconds. Make the input smaller.` });
    }, LIMIT * 1000);
  }

  begin();
  return {
    ask(input) {
      waiting = { id: ++number, input };
      next();
    },
    once(input) {
      return new Promise((settle) => {
        beside.push({ id: ++number, input, settle });
        next();
      });
    },
  };
}
