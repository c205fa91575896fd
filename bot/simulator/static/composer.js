// The foot of the page: the text field, the menus of commands and attachments, the reply keyboard, START, and editing.

import { make } from "./bubbles.js";

const LONGEST_FILE = 20 * 1024 ** 2;
const $ = id => document.getElementById(id);

export function composer({ words, send, me, started, unblock, lastOwn, toast }) {
  let commands = [];
  let editing = null;
  let onStart = () => {};
  const text = $("text");

  // ----- menus: one open at a time; arrows move, Escape and a click elsewhere close

  let opened = null;

  function close(focus = false) {
    if (!opened) return;
    const { button, sheet } = opened;
    opened = null;
    sheet.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  }

  function openMenu(button, sheet, entries, focus = true) {
    close();
    sheet.replaceChildren(...entries);
    sheet.hidden = !entries.length;
    button.setAttribute("aria-expanded", "true");
    opened = { button, sheet };
    if (focus) sheet.querySelector("button")?.focus();
  }

  function menu(button, sheet, entries) {
    button.addEventListener("click", () => (opened?.sheet === sheet ? close() : openMenu(button, sheet, entries())));
    sheet.addEventListener("keydown", event => {
      const all = [...sheet.querySelectorAll("button")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
    });
  }

  function entry(label, act, extra = {}) {
    const button = make("button", { type: "button", role: "menuitem", ...extra }, ...[label].flat());
    button.addEventListener("click", () => {
      close();
      act();
    });
    return button;
  }

  document.addEventListener("keydown", event => event.key === "Escape" && (opened ? close(true) : stopEditing()));
  document.addEventListener("click", event => {
    if (opened && !opened.sheet.contains(event.target) && !opened.button.contains(event.target) && event.target !== text) close();
  });

  // ----- commands

  const commandEntries = start => commands.filter(({ command }) => command.startsWith(start)).map(({ command, description }) =>
    entry([make("strong", {}, `/${command}`), make("span", {}, description)], () => say(`/${command}`)));

  function showCommands(found) {
    commands = found;
    $("commands-button").hidden = !commands.length;
  }

  menu($("commands-button"), $("commands"), () => commandEntries(""));

  // ----- writing

  async function say(said) {
    const content = editing ? { text: said, edit: editing } : { text: said };
    const sent = await send(content);
    if (sent) stopEditing();
    return sent;
  }

  function grow() {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 140)}px`;
    $("phone").classList.toggle("writing", text.value.trim() !== "");
    $("send").setAttribute("aria-label", text.value.trim() ? words.send : words.voice);
  }

  async function submit() {
    const said = text.value;
    if (!said.trim()) return attachments.voice();
    close();
    text.value = "";
    grow();
    if (!await say(said)) {
      text.value = said;
      grow();
    }
    text.focus();
  }

  $("composer").addEventListener("submit", event => {
    event.preventDefault();
    submit();
  });
  text.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      if (text.value.trim()) submit();
    } else if (event.key === "ArrowUp" && !text.value && lastOwn()) {
      event.preventDefault();
      edit(lastOwn());
    } else if (event.key === "ArrowDown" && opened) opened.sheet.querySelector("button")?.focus();
  });
  text.addEventListener("input", () => {
    grow();
    const command = /^\/(\w*)$/.exec(text.value);
    const entries = command ? commandEntries(command[1]) : [];
    if (entries.length) openMenu($("commands-button"), $("commands"), entries, false);
    else close();
  });

  function edit(message) {
    editing = message.message_id;
    $("editing").hidden = false;
    $("editing-what").textContent = words.editing;
    text.value = message.text;
    grow();
    text.focus();
  }

  function stopEditing() {
    if (!editing) return;
    editing = null;
    $("editing").hidden = true;
    text.value = "";
    grow();
  }

  $("editing-stop").addEventListener("click", stopEditing);

  // ----- attachments

  const here = { latitude: 19.4326, longitude: -99.1332 };
  const attachments = {
    photo: () => $("photo-file").click(),
    document: () => $("document-file").click(),
    location: () => send({ location: here }),
    contact: () => send({ contact: { first_name: me() } }),
    voice: () => send({ voice: true }),
    sticker: () => send({ sticker: "🎓" }),
  };
  const SIGNS = { photo: "🖼️", document: "📄", location: "📍", contact: "👤", voice: "🎤", sticker: "🎓" };
  menu($("attach"), $("attach-menu"), () => Object.entries(attachments).map(([kind, act]) =>
    entry([make("span", { class: "sign", "aria-hidden": "true" }, SIGNS[kind]), make("span", {}, words[kind])], act)));
  for (const kind of ["photo", "document"]) $(`${kind}-file`).addEventListener("change", event => sendFile(kind, event.target));

  async function sendFile(kind, input) {
    const file = input.files[0];
    input.value = "";
    if (!file) return;
    if (file.size > LONGEST_FILE) return toast(words.tooBig);
    const caption = text.value.trim();
    const sent = await send({ [kind]: { name: file.name, mime_type: file.type || "application/octet-stream", data: await base64(file) }, caption });
    if (sent && caption) {
      text.value = "";
      grow();
    }
  }

  function base64(file) {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result.split(",", 2)[1] ?? "");
      reader.onerror = reject;
      reader.readAsDataURL(file);
    });
  }

  // ----- the reply keyboard, and START

  function offer({ keyboard = [], one_time_keyboard: once = false }) {
    const area = $("reply-keyboard");
    area.replaceChildren(...keyboard.map(row => make("div", { class: "keys" }, ...row.map(button => {
      const node = make("button", { type: "button", class: "key" }, make("span", {}, button.text));
      node.addEventListener("click", () => {
        if (once) area.hidden = true;
        if (button.request_location) attachments.location();
        else if (button.request_contact) attachments.contact();
        else say(button.text);
      });
      return node;
    }))));
    area.hidden = !keyboard.length;
  }

  function mode({ empty, blocked, payload }) {
    const starting = blocked || empty || payload !== null;
    $("start").hidden = !starting;
    $("composer").hidden = starting;
    $("start").textContent = blocked ? words.restart : words.start;
    onStart = blocked ? unblock : () => {
      started();
      return say(payload ? `/start ${payload}` : "/start");
    };
    if (empty) offer({});
  }

  $("start").addEventListener("click", async () => {
    await onStart();
    text.focus();
  });

  text.placeholder = words.placeholder;
  text.setAttribute("aria-label", words.placeholder);
  $("attach").setAttribute("aria-label", words.attach);
  $("editing-stop").setAttribute("aria-label", words.stop);
  $("commands-word").textContent = words.menu;
  grow();
  return { say, edit, offer, mode, menu, entry, commands: showCommands };
}
