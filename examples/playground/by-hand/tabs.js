// The tabs, as a keyboard and a screen reader expect them: one is in the tab order, the arrow keys go from one to the next.

export function tabs(list, panel, chosen) {
  const all = [...list.querySelectorAll('[role="tab"]')];
  const choose = (tab) => {
    for (const one of all) {
      one.ariaSelected = String(one === tab);
      one.tabIndex = one === tab ? 0 : -1;
    }
    panel.setAttribute("aria-labelledby", tab.id);
    chosen(tab.dataset.tab);
  };
  list.addEventListener("click", ({ target }) => {
    const tab = target.closest('[role="tab"]');
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const at = all.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const tab = all.at(next % all.length);
    tab.focus();
    choose(tab);
  });
  return { choose: (name) => choose(all.find(({ dataset }) => dataset.tab === name)) };
}
