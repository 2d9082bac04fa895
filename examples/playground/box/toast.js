// One line about what was just done, and a way back.

const element = (id) => document.getElementById(id);

export function toast() {
  let timer;
  let back;
  const hide = () => {
    element("toast").hidden = true;
    back = undefined;
  };
  element("undo").addEventListener("click", () => {
    const undo = back;
    hide();
    undo?.();
  });
  return {
    say(text, undo) {
      clearTimeout(timer);
      back = undo;
      element("toast").hidden = false;
      element("toast-text").textContent = text;
      element("undo").hidden = !undo;
      timer = setTimeout(hide, undo ? 20_000 : 6_000);
    },
  };
}
