// Until the app has taken the page over, and what comes later of it, nothing that is typed or pressed there is lost: it
// is done once the app is there.
(() => {
  const typed = new Map();
  const cursor = ({ selectionStart, selectionEnd }) => ({ from: selectionStart, to: selectionEnd });
  const note = (field, value) => typed.set(field, { value, ...cursor(field) });
  // With the field that waits for it, if one does.
  const pressed = new Map();
  let isThere = false;
  let before = [];
  // What says that a part did not come is there, and so is its button.
  const isLate = (node) => !isThere || (node.closest?.("[data-late]") && !node.closest("[data-late] > [role=alert]"));
  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  const early = {
    input: ({ target }) => note(target, target.type === "checkbox" ? target.checked : target.value),
    click(event) {
      const button = event.target.closest?.("button");
      if (!button) return;
      stop(event);
      button.setAttribute("aria-busy", "true");
      pressed.set(button);
    },
    // Enter in a form without a button that was pressed.
    submit(event) {
      stop(event);
      pressed.set(event.target);
    },
    // Enter sends from a field of several lines, where it says so. Until it is sent nothing is typed over it.
    keydown(event) {
      const { key, shiftKey, target } = event;
      if (key !== "Enter" || shiftKey || target.enterKeyHint !== "send") return;
      event.preventDefault();
      if (!target.value.trim()) return;
      target.readOnly = true;
      pressed.set(target.form, target);
    },
  };
  for (const [name, hear] of Object.entries(early)) {
    // What is typed on just after is newer, too.
    const isEarly = (node) => isLate(node) || (name === "input" && typed.has(node));
    addEventListener(name, (event) => isEarly(event.target) && hear(event), true);
  }
  // The newest line of the room is at its end.
  addEventListener("DOMContentLoaded", () => {
    for (const log of document.querySelectorAll(".log")) log.scrollTop = log.scrollHeight;
  });

  // A page that did not come whole is loaded anew: what was typed into it is there again, in the same tab.
  const name = "typed/" + location.pathname;
  addEventListener("pagehide", () => {
    const late = [...typed].filter(([field]) => field.id && field.type !== "password" && isLate(field));
    if (late.length) sessionStorage.setItem(name, JSON.stringify(late.map(([{ id }, { value }]) => [id, value])));
  });
  addEventListener("DOMContentLoaded", () => {
    const kept = JSON.parse(sessionStorage.getItem(name) ?? "[]");
    sessionStorage.removeItem(name);
    if (performance.getEntriesByType("navigation")[0]?.type !== "reload") return;
    for (const [id, value] of kept) {
      const field = document.getElementById(id);
      if (!field) continue;
      fill(field, value);
      note(field, value);
    }
  });

  // What is late is drawn anew: where each thing was that somebody has touched, and how.
  const end = (node) => node.scrollHeight - node.clientHeight;
  addEventListener("taking-over", () => {
    before = [];
    for (const root of document.querySelectorAll("[data-late]")) {
      for (const node of root.querySelectorAll("*")) {
        const hasFocus = node === document.activeElement;
        const top = node.scrollTop > 0 && node.scrollTop < end(node) - 2 ? node.scrollTop : 0;
        if (!(hasFocus || top || node.open || typed.has(node) || pressed.has(node))) continue;
        const path = [];
        for (let at = node; at !== root; at = at.parentNode) path.unshift([...at.parentNode.children].indexOf(at));
        if (typed.has(node)) note(node, typed.get(node).value);
        before.push({ root, node, path, hasFocus, top, ...cursor(node) });
      }
    }
  });
  // What is in a row of a list is the same only in the same row.
  const words = (node) => node.closest("li, tr")?.textContent + node.textContent;
  const twin = ({ root, node, path }) => {
    const found = node.id ? document.getElementById(node.id) : path.reduce((at, n) => at?.children[n], root);
    return found?.tagName === node.tagName ? found : undefined;
  };
  const fill = (field, value) => (field[typeof value === "boolean" ? "checked" : "value"] = value);
  const carryOver = (was) => {
    const { node, hasFocus, top } = was;
    const now = twin(was);
    if (now && typed.has(node)) {
      typed.set(now, typed.get(node));
      fill(now, typed.get(node).value);
    }
    if (now && pressed.has(node) && words(node) === words(now)) pressed.set(now);
    typed.delete(node);
    pressed.delete(node);
    if (!now) return;
    if (node.open) now.open = true;
    if (top) now.scrollTop = top;
    if (hasFocus) now.focus({ preventScroll: true });
    putCursor(now, was);
  };
  const putCursor = (field, { from, to }) => {
    if (field === document.activeElement && from != null) field.setSelectionRange(from, to);
  };
  addEventListener("taken-over", () => {
    isThere = true;
    const drawn = before.filter(({ root }) => !isLate(root));
    before = [];
    drawn.forEach(carryOver);
    // After the effects that fill fields in with what was kept: what was typed last is newer.
    setTimeout(() => {
      for (const [field, last] of typed) {
        if (isLate(field)) continue;
        typed.delete(field);
        if (!field.isConnected) continue;
        fill(field, last.value);
        field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
        // What was filled in has moved the cursor to the end.
        putCursor(field, last);
      }
      for (const [asked, field] of pressed) {
        if (isLate(asked)) continue;
        pressed.delete(asked);
        if (!asked.isConnected) continue;
        asked.removeAttribute("aria-busy");
        if (field) field.readOnly = false;
        if (asked.tagName === "FORM") asked.requestSubmit();
        else asked.click();
      }
      for (const was of drawn) if (was.top) (twin(was) ?? {}).scrollTop = was.top;
    });
  });
})();
