// Shift three times: clear the screen at once, then leave. The link at the top does the same, and a
// page that is gone to the background of the browser keeps nothing to come back with.
"use strict";
let presses = [];
function clear() {
  document.body.replaceChildren();
  document.title = "";
}
function leave() {
  clear();
  window.location.replace("/leave");
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift" || event.repeat) return;
  const now = Date.now();
  presses = presses.filter((moment) => now - moment < 2000).concat(now);
  if (presses.length >= 3) leave();
});
document.getElementById("leave").addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
window.addEventListener("pagehide", (event) => {
  if (event.persisted) clear();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.replace(window.location.pathname);
});
