// Shift three times: clear the screen at once, then leave. The link at the top does the same.
"use strict";
let presses = [];
function leave() {
  document.body.replaceChildren();
  document.title = "";
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
