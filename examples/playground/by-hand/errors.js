// A place for each field's error, below it and named by it.

import { sentence } from "../report/elements.js";

const place = (control) => control.closest(".editor") ?? control.closest(".field");

/** Makes the places; gives what shows `errors`, by field. */
export function errorPlaces(form) {
  const controls = [...form.querySelectorAll("[data-tabs] :is(textarea, input, select)")].filter(({ type, id }) => id && type !== "checkbox");
  for (const control of controls) {
    const id = `${control.id}-error`;
    const made = Object.assign(document.createElement("p"), { id, className: "error wide", role: "alert" });
    place(control).after(made);
    control.setAttribute("aria-describedby", [id, control.getAttribute("aria-describedby")].filter(Boolean).join(" "));
  }
  return (errors) => {
    for (const made of form.querySelectorAll(".error")) {
      const field = made.id.slice(0, -"-error".length);
      const control = document.getElementById(field);
      const text = errors[field] ? told(errors[field], control?.closest(".editor")) : "";
      // What is the same is not said again.
      if (made.textContent !== text.replaceAll("`", "")) made.replaceChildren(...sentence(text));
      control?.setAttribute("aria-invalid", String(text !== ""));
      if (text !== "" && control) for (let box = control.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    }
  };
}

/** The place within the field: the line, or the member where there is no line. An intent in an editor is a whole one. */
function told({ line, column, path, message, help }, isEditor) {
  const outside = isEditor ? /^\/((options|settings|run)\/)?[^/]+/ : /^\/((options|settings|run|world\/owners\/\d+|intent\/only(\/\d+)?)(\/|$))?[^/]*/;
  const member = path.replace(outside, "");
  const at = line ? `line ${line}, column ${column}: ` : member ? `${member}: ` : "";
  return `${at}${message}${help ? `; ${help}` : ""}`;
}
