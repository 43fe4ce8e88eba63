"use strict";
// Pages work without this. With it: a problem takes the focus, and what is live renews itself.
for (const one of document.querySelectorAll("[data-focus]")) one.focus();

const live = document.querySelector("[data-live]");
if (live) {
  const stale = document.querySelector("[data-stale]");
  const said = document.querySelector("[data-said]");
  const title = document.title;
  const EVERY = 900;
  let version = "", ahead = 0, misses = 0, rung = "";

  const set = () => {
    const board = live.querySelector("[data-now]");
    ahead = Date.now() / 1000 - Number(board.dataset.now);
    // Heard once when it changes, never second by second.
    if (said.textContent !== board.dataset.say) said.textContent = board.dataset.say;
    const named = (board.dataset.before || "") + title.replace(/^●[^:]*: /, "");
    if (document.title !== named) document.title = named;
    if (board.dataset.ring && board.dataset.ring !== rung && "sound" in live.dataset) tone();
    rung = board.dataset.ring || "";
  };
  // Two soft notes; a browser that wants a hand first stays silent.
  const tone = () => {
    const room = new AudioContext();
    for (const [note, at] of [[523, 0], [659, 0.25], [523, 0.8], [659, 1.05]]) {
      const string = room.createOscillator(), loud = room.createGain();
      string.frequency.value = note;
      loud.gain.setValueAtTime(0.15, room.currentTime + at);
      loud.gain.exponentialRampToValueAtTime(0.001, room.currentTime + at + 0.5);
      string.connect(loud).connect(room.destination);
      string.start(room.currentTime + at);
      string.stop(room.currentTime + at + 0.5);
    }
    setTimeout(() => room.close(), 2000);
  };
  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds));
    return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
  };
  const count = () => {
    const now = Date.now() / 1000 - ahead;
    for (const one of live.querySelectorAll("[data-since], [data-until]")) {
      const { since, until } = one.dataset;
      const shown = clock(since ? now - Number(since) : Number(until) - now);
      if (one.textContent !== shown) one.textContent = shown;
    }
  };
  // What somebody typed, chose or opened stays, and so does the place they are at.
  const kept = () => {
    const held = [...live.querySelectorAll("[id]")];
    const values = held.filter((one) => "value" in one && one.tagName !== "BUTTON");
    const changed = values.map((one) => [one.id, one.type, one.checked, one.value]);
    const open = held.filter((one) => one.open).map((one) => one.id);
    const at = live.contains(document.activeElement) ? document.activeElement.id : "";
    return () => {
      for (const [id, type, checked, value] of changed) {
        const one = document.getElementById(id);
        if (!one) continue;
        if (type === "checkbox" || type === "radio") one.checked = checked;
        else one.value = value;
      }
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      if (at) document.getElementById(at)?.focus({ preventScroll: true });
    };
  };
  const renew = async () => {
    const asked = { headers: version ? { "If-None-Match": version } : {}, redirect: "manual" };
    const answer = await fetch(live.dataset.live, asked);
    if (answer.status === 304) return;
    if (!answer.ok) throw new Error("away");
    version = answer.headers.get("ETag");
    const fresh = document.createElement("div");
    fresh.innerHTML = await answer.text();
    const back = kept();
    live.replaceChildren(...fresh.childNodes);
    back();
    set();
  };
  const turn = async () => {
    if (!document.hidden || live.hasAttribute("data-sound")) {
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
