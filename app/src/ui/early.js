// Until the app has taken the page over, nothing that is typed or pressed is lost: it is done once the app is there.
(() => {
  const typed = new Map();
  const pressed = new Set();
  const onInput = ({ target }) => typed.set(target, target.type === "checkbox" ? target.checked : target.value);
  const onClick = (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    button.setAttribute("aria-busy", "true");
    pressed.add(button);
  };
  // Enter in a form without a button that was pressed.
  const onSubmit = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    pressed.add(event.target);
  };
  // Enter sends from a field of several lines, where it says so.
  const onKeydown = (event) => {
    const sends = event.key === "Enter" && !event.shiftKey && event.target.enterKeyHint === "send";
    if (!sends) return;
    event.preventDefault();
    pressed.add(event.target.form);
  };
  const early = { input: onInput, click: onClick, submit: onSubmit, keydown: onKeydown };
  for (const [name, hear] of Object.entries(early)) addEventListener(name, hear, true);
  addEventListener(
    "taken-over",
    () => {
      for (const [name, hear] of Object.entries(early)) removeEventListener(name, hear, true);
      // After the effects that fill fields in with what was kept: what was typed last is newer.
      setTimeout(() => {
        for (const [field, value] of typed) {
          if (!field.isConnected) continue;
          if (typeof value === "boolean") field.checked = value;
          else field.value = value;
          field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
        }
        for (const asked of pressed) {
          if (!asked.isConnected) continue;
          asked.removeAttribute("aria-busy");
          if (asked.tagName === "FORM") asked.requestSubmit();
          else asked.click();
        }
      });
    },
    { once: true },
  );
})();
