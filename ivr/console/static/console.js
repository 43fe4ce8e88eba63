"use strict";
// Pages work without this. With it: a problem takes the focus, and what is live renews itself.
for (const one of document.querySelectorAll("[data-focus]")) one.focus();

const live = document.querySelector("[data-live]");
if (live) {
  const stale = document.querySelector("[data-stale]");
  const said = document.querySelector("[data-said]");
  const EVERY = 900;
  let version = "", ahead = 0, misses = 0;

  const set = () => {
    const board = live.querySelector("[data-now]");
    ahead = Date.now() / 1000 - Number(board.dataset.now);
    // Heard once when it changes, never second by second.
    if (said.textContent !== board.dataset.say) said.textContent = board.dataset.say;
  };
  const count = () => {
    const now = Date.now() / 1000 - ahead;
    for (const one of live.querySelectorAll("[data-since]")) {
      const passed = Math.max(0, Math.floor(now - Number(one.dataset.since)));
      const shown = Math.floor(passed / 60) + ":" + String(passed % 60).padStart(2, "0");
      if (one.textContent !== shown) one.textContent = shown;
    }
  };
  const renew = async () => {
    const asked = { headers: version ? { "If-None-Match": version } : {}, redirect: "manual" };
    const answer = await fetch(live.dataset.live, asked);
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error("away");
    version = answer.headers.get("ETag");
    const fresh = document.createElement("div");
    fresh.innerHTML = await answer.text();
    live.replaceChildren(...fresh.childNodes);
    set();
  };
  const turn = async () => {
    if (!document.hidden) {
      try {
        await renew();
        misses = 0;
      } catch {
        misses += 1;
      }
      stale.hidden = misses < 3;
      count();
    }
    setTimeout(turn, misses ? EVERY * Math.min(misses, 10) : EVERY);
  };
  document.querySelector("[data-by-hand]").hidden = true;
  set();
  turn();
}

// What a caller hears can be read aloud, where this browser has a voice.
const voice = document.querySelector("[data-voice]");
if (voice && "speechSynthesis" in window) {
  voice.hidden = false;
  voice.querySelector("[data-speak]").addEventListener("click", () => {
    speechSynthesis.cancel();
    for (const one of document.querySelectorAll("[data-aloud]")) {
      const said = new SpeechSynthesisUtterance(one.textContent);
      said.lang = one.lang;
      speechSynthesis.speak(said);
    }
  });
}
