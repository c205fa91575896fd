// Keys, sound and small comforts. Everything works without this file; nothing here builds markup from text.
"use strict";

const rows = () => Array.from(document.querySelectorAll("[data-row]"));
let chosen = "";

function typing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const now = all.indexOf(document.activeElement);
  const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? 0 : now + step))];
  next.focus();
  chosen = next.dataset.row;
  return true;
}

// 1 to 4 answers a question of the rubric with yes, with Shift with no.
function criterion(event) {
  const place = /^Digit[1-9]$/.test(event.code) ? Number(event.code.slice(5)) : 0;
  const one = place ? document.querySelectorAll(".criterion")[place - 1] : null;
  if (!one) return false;
  one.querySelector(event.shiftKey ? ".no input" : ".yes input").click();
  return true;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("[data-all-yes]")) return;
  document.querySelectorAll(".criterion .yes input").forEach((input) => { input.checked = true; });
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(event.target)) event.target.blur();
  if (typing(event.target)) return;
  const bound = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if ((event.key === "j" || event.key === "k") && move(event.key === "j" ? 1 : -1)) event.preventDefault();
  else if (criterion(event)) event.preventDefault();
  else if (event.key === "r" && document.activeElement instanceof HTMLElement && document.activeElement.dataset.row) {
    location.href = document.activeElement.dataset.review;
  } else if (bound) {
    event.preventDefault();
    if (typing(bound)) bound.focus();
    else bound.click();
  }
});

// After the list was renewed the chosen row is chosen again.
document.addEventListener("htmx:afterSwap", () => {
  if (!chosen || (document.activeElement && document.activeElement !== document.body)) return;
  const same = rows().find((row) => row.dataset.row === chosen);
  if (same) same.focus({ preventScroll: true });
});

// When more people wait than before: a sound, and the number in the title.
let waiting = null;
let audio = null;
document.addEventListener("pointerdown", () => { audio = audio || new AudioContext(); }, { once: true });

function chime() {
  if (!audio) return;
  [660, 880].forEach((pitch, place) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const start = audio.currentTime + place * 0.18;
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.12, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + 0.32);
  });
}

function look() {
  const badge = document.getElementById("badge");
  if (!badge) return;
  const now = Number(badge.dataset.waiting || "0");
  if (waiting !== null && now > waiting) chime();
  waiting = now;
  document.title = document.title.replace(/^\(\d+\) /, "");
  if (now) document.title = `(${now}) ${document.title}`;
}
document.addEventListener("htmx:afterSettle", look);
document.addEventListener("DOMContentLoaded", look);

// The course of a conversation is renewed in place: what was open stays open, and the newest stays in view.
let open = [];
let atEnd = true;
document.addEventListener("htmx:beforeSwap", () => {
  open = Array.from(document.querySelectorAll("details[open][id]"), (one) => one.id);
  atEnd = window.innerHeight + window.scrollY > document.body.scrollHeight - 240;
});
document.addEventListener("htmx:afterSwap", (event) => {
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (event.detail.target.id === "live" && atEnd) document.getElementById("atender")?.scrollIntoView({ block: "end" });
});

// A ready reply goes into the box, where it can be changed before it is sent.
document.addEventListener("change", (event) => {
  const list = event.target;
  if (!(list instanceof HTMLSelectElement) || !list.dataset.canned || !list.value) return;
  const box = document.getElementById(list.dataset.canned);
  box.value = box.value ? `${box.value}\n${list.value}` : list.value;
  list.value = "";
  box.focus();
});

// Control and Enter sends; a file that is too large is refused before it is sent.
document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && box instanceof HTMLTextAreaElement && box.form) box.form.requestSubmit();
});
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.dataset.maxBytes) return;
  const files = Array.from(input.files || []);
  const large = files.some((file) => file.size > Number(input.dataset.maxBytes));
  input.setCustomValidity(large ? input.dataset.tooLarge : "");
  if (large) input.reportValidity();
  const said = document.getElementById(input.dataset.chosen);
  if (said) said.textContent = files.map((file) => file.name).join(", ") || said.dataset.none;
});

// A date box shows day and month in the browser's order; what was chosen stands beside it in words, in the page's language.
function inWords(box) {
  let words = document.getElementById(`${box.id}-words`);
  if (!words) {
    words = document.createElement("small");
    words.id = `${box.id}-words`;
    words.className = "in-words";
    box.insertAdjacentElement("afterend", words);
    box.setAttribute("aria-describedby", words.id);
  }
  const how = { weekday: "short", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  words.textContent = box.value ? new Date(`${box.value}T00:00:00Z`).toLocaleDateString(document.documentElement.lang, how) : "";
}
const allInWords = () => document.querySelectorAll("input[type=date][id]").forEach(inWords);
document.addEventListener("DOMContentLoaded", allInWords);
document.addEventListener("htmx:afterSettle", allInWords);
document.addEventListener("change", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.type === "date" && event.target.id) inWords(event.target);
});
