// Keeps the sandbox page live. Without it the page works by forms and links.
"use strict";

const view = document.getElementById("view");
const PAUSE = 200; // milliseconds between two looks, so that a fast clock does not flood the page

// Make `now` look like `wish` with as few changes as possible: focus, scroll position, typed words
// and open details stay, and screen readers are told only what is new.
function resemble(now, wish) {
  for (const { name, value } of [...wish.attributes]) {
    if (now.getAttribute(name) !== value && !keeps(now, name)) now.setAttribute(name, value);
  }
  for (const { name } of [...now.attributes]) {
    if (!wish.hasAttribute(name) && !keeps(now, name)) now.removeAttribute(name);
  }
  if (now.tagName !== "SELECT") children(now, wish);
}

function keeps(node, name) {
  if (name === "open") return node.tagName === "DETAILS" && node.dataset.touched === "yes";
  return name === "value" || name === "checked" || name === "data-touched";
}

function children(now, wish) {
  const known = new Map([...now.children].filter((c) => c.dataset.key).map((c) => [c.dataset.key, c]));
  let place = now.firstChild;
  for (const next of [...wish.childNodes]) {
    const same = match(place, next, known);
    if (!same) {
      now.insertBefore(next, place);
      continue;
    }
    if (same === place) place = place.nextSibling;
    else now.insertBefore(same, place);
    if (same.nodeType === Node.ELEMENT_NODE) resemble(same, next);
    else if (same.data !== next.data) same.data = next.data;
  }
  while (place) {
    const after = place.nextSibling;
    place.remove();
    place = after;
  }
}

function match(place, next, known) {
  const key = next.dataset && next.dataset.key;
  if (key) return known.get(key) || null;
  const alike = place && place.nodeName === next.nodeName && !(place.dataset && place.dataset.key);
  return alike ? place : null;
}

async function look() {
  const answer = await fetch(`/sandbox/view?after=${view.dataset.last}`);
  if (answer.status !== 200) return;
  const wish = document.createElement("main");
  wish.innerHTML = await answer.text();
  children(view, wish);
  view.dataset.last = answer.headers.get("X-Last-Event");
}

async function watch() {
  for (;;) {
    try {
      await look();
      await rest(PAUSE);
    } catch {
      await rest(2000); // the phone company is away: try again
    }
  }
}

const rest = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-live]")) return;
  event.preventDefault();
  const words = new URLSearchParams(new FormData(form, event.submitter));
  const answer = await fetch(form.action, { method: "POST", body: words, redirect: "follow" });
  if (form.matches(".speed")) {
    for (const button of form.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
  }
  if (new URL(answer.url).searchParams.has("problem")) location.assign(answer.url);
  else if (form.matches("[data-clear], .add")) form.reset();
});

// Keys can be typed wherever the focus is on a phone, except in a field.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) return;
  const keypad = event.target.closest(".handset")?.querySelector(".keypad");
  const button = keypad && [...keypad.querySelectorAll("button")].find((b) => b.value === event.key);
  if (!button) return;
  event.preventDefault();
  button.click();
});

document.addEventListener("click", (event) => {
  const summary = event.target.closest("summary");
  if (summary) summary.parentElement.dataset.touched = "yes";
});

watch();
