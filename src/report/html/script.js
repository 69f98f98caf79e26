"use strict";
(() => {
  const said = document.getElementById("said");
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      area.setAttribute("readonly", "");
      area.className = "away";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const done = await copy(document.getElementById(button.dataset.copy).textContent);
      const words = button.textContent;
      said.textContent = done ? "Copied" : "Not copied: select the text and copy it";
      button.textContent = done ? "Copied" : "Not copied";
      button.focus();
      setTimeout(() => {
        button.textContent = words;
        said.textContent = "";
      }, 2000);
    });
  }
  const only = document.getElementById("only");
  if (only) {
    only.closest("label").hidden = false;
    only.addEventListener("change", () => {
      document.body.classList.toggle("only", only.checked);
    });
  }
  let shut = [];
  addEventListener("beforeprint", () => {
    shut = [...document.querySelectorAll("details:not([open])")];
    for (const one of shut) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of shut) one.open = false;
  });
})();
