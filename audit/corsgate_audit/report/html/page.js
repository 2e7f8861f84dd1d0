// Search in the findings, and links to one of them. Everything else works without it.
"use strict";
const search = document.getElementById("search");
search.closest("label").hidden = false;
const causes = [...document.querySelectorAll(".cause")];
const nothing = document.getElementById("nothing");
search.addEventListener("input", () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let any = false;
  for (const cause of causes) {
    const head = cause.querySelector("summary").textContent.toLowerCase();
    let shown = false;
    for (const item of cause.querySelectorAll("li")) {
      const text = head + " " + item.textContent.toLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
      shown ||= !item.hidden;
    }
    cause.hidden = !shown;
    any ||= shown;
  }
  nothing.hidden = any;
});
const open = () => {
  const panel = document.getElementById(location.hash.slice(1));
  if (panel?.popover) panel.showPopover();
};
window.addEventListener("hashchange", open);
open();
