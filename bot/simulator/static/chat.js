// The chat page: keeps what the simulator says of one chat on the screen, and sends what the person does.
// ?user=2 is another person, ?group=1 a group, ?lang=en the other language, ?start=payload a deep link.

import { bubble, keyboard, make } from "./bubbles.js";
import { composer } from "./composer.js";
import { wordsFor } from "./words.js";

const query = new URLSearchParams(location.search);
const user = Number(query.get("user")) || 1;
const group = Number(query.get("group")) || 0;
const language = (query.get("lang") ?? "es").slice(0, 2);
const words = wordsFor(language);
const locale = language === "en" ? "en-GB" : "es-MX";
const GROUPED_SECONDS = 300;
const TYPING_SECONDS = 5;
const PRESS_SECONDS = 15;
const TOAST_SECONDS = 3.2;
const NEAR_THE_END = 120;
const $ = id => document.getElementById(id);

const rows = new Map();       // message id → its row on the screen
const messages = new Map();   // message id → message
const pressed = new Map();    // message id → the key that waits for the bot's answer
let profile = { bot: { name: "Rumbo" }, person: {}, commands: [], blocked: false, read_up_to: 0 };
let startPayload = sessionStorage.getItem(startKey()) ? null : query.get("start");
let unread = 0;
let following = true;   // the view keeps to the end until the person scrolls up
let lastTop = 0;
let typingTimer = 0;
let toastTimer = 0;

function startKey() {
  return `start ${user} ${query.get("start")}`;
}

async function post(what, body) {
  const answer = await fetch(`/control/${what}`, {
    method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ user, group, language, ...body }),
  }).catch(() => null);
  if (!answer?.ok) {
    const why = answer ? (await answer.json().catch(() => ({}))).description : "";
    toast(why || words.failed);
    return null;
  }
  return answer.json();
}

// ----- drawing

const time = seconds => new Date(seconds * 1000).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const isMine = message => message.from.id === user;

function day(seconds) {
  const date = new Date(seconds * 1000);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return words.today;
  return days === 1 ? words.yesterday : date.toLocaleDateString(locale, { day: "numeric", month: "long" });
}

function draw(message) {
  const mine = isMine(message);
  const sender = group && !mine ? message.from.first_name : "";
  const row = make("div", { class: `row ${mine ? "mine" : "theirs"}`, "data-id": message.message_id });
  row.append(bubble(message, {
    words, mine, sender, time, read: message.message_id <= profile.read_up_to, onCommand: command => compose.say(command), onPicture: view,
  }));
  const keys = message.reply_markup?.inline_keyboard;
  if (keys?.length) row.append(keyboard(keys, (button, node) => press(message, button, node)));
  if (mine && message.text) {
    row.addEventListener("contextmenu", event => {
      event.preventDefault();
      compose.edit(message);
    });
  }
  return row;
}

function show(message) {
  const old = rows.get(message.message_id);
  const row = draw(message);
  messages.set(message.message_id, message);
  rows.set(message.message_id, row);
  if (old) old.replaceWith(row);
  else $("messages").append(row);
  if (message.reply_keyboard && !isMine(message)) compose.offer(message.reply_keyboard);
  return !old;
}

// Date chips, and one tail for each run of messages of one sender.
function arrange() {
  $("messages").querySelectorAll(".chip").forEach(chip => chip.remove());
  let before = null;
  for (const [id, row] of rows) {
    const message = messages.get(id);
    const newDay = !before || day(before.date) !== day(message.date);
    const joined = before && !newDay && before.from.id === message.from.id && message.date - before.date < GROUPED_SECONDS;
    if (newDay) row.before(make("div", { class: "chip" }, make("span", {}, day(message.date))));
    row.classList.toggle("joined", Boolean(joined));
    if (before) rows.get(before.message_id).classList.toggle("tail", !joined);
    row.classList.add("tail");
    before = message;
  }
  $("messages").querySelector(".welcome")?.remove();
  if (!rows.size) $("messages").append(welcome());
  compose.mode({ empty: !rows.size, blocked: profile.blocked, payload: startPayload });
}

function welcome() {
  return make("div", { class: "welcome" }, make("img", { src: "/static/avatar.svg", alt: "", width: 88, height: 88 }),
    make("strong", {}, words.what), make("p", {}, profile.bot.description || profile.bot.short_description || words.hello));
}

function atEnd() {
  const list = $("messages");
  return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_THE_END;
}

function toEnd(smooth = true) {
  following = true;
  const still = !smooth || matchMedia("(prefers-reduced-motion: reduce)").matches;
  $("messages").scrollTo({ top: $("messages").scrollHeight, behavior: still ? "instant" : "smooth" });
  unread = 0;
  showDown();
}

function scrolled() {
  const top = $("messages").scrollTop;
  following = atEnd() || (following && top >= lastTop - 2);
  lastTop = top;
  if (following) unread = 0;
  showDown();
}

function showDown() {
  $("down").hidden = following;
  $("unread").hidden = !unread;
  $("unread").textContent = String(unread);
}

function state(text, busy = false) {
  $("state").textContent = text;
  $("state").classList.toggle("busy", busy);
}

function typing(action) {
  clearTimeout(typingTimer);
  if (!action) return state(words.online);
  const name = profile.bot.name;
  state(action.startsWith("upload") ? words.sending(name) : words.typing(name), true);
  typingTimer = setTimeout(() => state(words.online), TYPING_SECONDS * 1000);
}

function toast(text) {
  clearTimeout(toastTimer);
  $("toast").textContent = text;
  $("toast").hidden = false;
  toastTimer = setTimeout(() => { $("toast").hidden = true; }, TOAST_SECONDS * 1000);
}

function view(address) {
  $("viewed").src = address;
  $("viewer").showModal();
}

// ----- what the person does

async function press(message, button, node) {
  if (!("callback_data" in button)) return;
  settle(message.message_id);
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  pressed.set(message.message_id, node);
  setTimeout(() => pressed.get(message.message_id) === node && settle(message.message_id), PRESS_SECONDS * 1000);
  if (!await post("press", { message_id: message.message_id, data: button.callback_data })) settle(message.message_id);
}

function settle(messageId) {
  const node = pressed.get(messageId);
  node?.classList.remove("waiting");
  node?.removeAttribute("aria-busy");
  pressed.delete(messageId);
}

const compose = composer({
  words,
  me: () => profile.person.first_name,
  send: async content => {
    const sent = await post("send", content);
    if (sent) toEnd();
    return sent;
  },
  started: () => {
    sessionStorage.setItem(startKey(), "1");
    startPayload = null;
  },
  unblock: () => post("block", { blocked: false }),
  lastOwn: () => [...messages.values()].reverse().find(message => isMine(message) && message.text),
  toast,
});

function moreMenu() {
  const entries = [
    [profile.blocked ? words.unblock : words.block, () => post("block", { blocked: !profile.blocked })],
    [words.person, () => open(`?user=${user + 1}&lang=${language}`, "_blank", "noopener")],
    [words.language, () => location.assign(`?user=${user}&lang=${words.other}${group ? `&group=${group}` : ""}`)],
  ];
  return entries.map(([label, act]) => compose.entry(label, act));
}

// ----- what the simulator says

const heard = {
  message({ message }) {
    const stay = following || isMine(message);
    if (message.from.is_bot) typing("");
    const isNew = show(message);
    arrange();
    if (stay) toEnd();
    else if (isNew) unread += 1;
    showDown();
  },
  edit({ message }) {
    const stay = following;
    show(message);
    arrange();
    if (stay) toEnd();
  },
  delete({ message_id }) {
    rows.get(message_id)?.remove();
    rows.delete(message_id);
    messages.delete(message_id);
    arrange();
  },
  action({ action }) {
    typing(action);
  },
  answer({ user: who, message_id, text, alert }) {
    if (who !== user) return;
    settle(message_id);
    if (text && alert) {
      $("alert-text").textContent = text;
      $("alert").showModal();
    } else if (text) toast(text);
  },
  read({ up_to }) {
    for (const message of messages.values()) {
      if (isMine(message) && message.message_id > profile.read_up_to && message.message_id <= up_to) {
        profile.read_up_to = Math.max(profile.read_up_to, message.message_id);
        show(message);
      }
    }
    profile.read_up_to = Math.max(profile.read_up_to, up_to);
    arrange();
  },
  blocked({ blocked }) {
    profile.blocked = blocked;
    arrange();
    if (blocked) toast(words.blocked);
  },
  profile: () => load(false),
  ready: () => load(),
  reset: () => load(),
};

async function load(whole = true) {
  const answer = await fetch(`/control/chat?user=${user}&group=${group}&lang=${language}`).catch(() => null);
  if (!answer?.ok) return state(words.offline);
  profile = await answer.json();
  $("name").textContent = profile.bot.name;
  document.title = `${profile.bot.name} · ${profile.person.first_name}`;
  $("person").textContent = profile.person.first_name;
  $("person").title = words.you(profile.person.first_name);
  compose.commands(profile.commands);
  if (!whole) return arrange();
  for (const row of rows.values()) row.remove();
  rows.clear();
  messages.clear();
  profile.messages.forEach(show);
  arrange();
  typing("");
  toEnd(false);
}

function listen() {
  const stream = new EventSource(`/control/events?user=${user}&group=${group}&lang=${language}`);
  let doing = Promise.resolve();
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    doing = doing.then(() => heard[event.event]?.(event)).catch(error => console.error(error));
  };
  stream.onerror = () => state(words.offline);
}

document.documentElement.lang = language === "en" ? "en" : "es";
state(words.online);
$("where").textContent = words.where;
for (const [id, word] of Object.entries({ more: "more", down: "down", messages: "messages" })) $(id).setAttribute("aria-label", words[word]);
$("messages").addEventListener("scroll", scrolled, { passive: true });
$("messages").addEventListener("load", () => following && toEnd(), true);
new ResizeObserver(() => following && toEnd(false)).observe($("messages"));
$("down").addEventListener("click", () => toEnd());
compose.menu($("more"), $("more-menu"), moreMenu);
listen();
