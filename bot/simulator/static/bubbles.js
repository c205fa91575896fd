// Draws one message as a bubble. Everything anyone typed goes in as text nodes: nothing here reads or writes markup.

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote" };
const SAFE_LINK = /^(https?:\/\/|mailto:|tel:|tg:\/\/)/i;
const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f){1,12}$/u;
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  file: "M6 2.5h8l4.5 4.5V21a.8.8 0 0 1-.8.8H6a.8.8 0 0 1-.8-.8V3.3A.8.8 0 0 1 6 2.5Zm7.5.800v4.2h4.2",
  play: "M8 5.5v13l10.5-6.5Z", pause: "M8 5.5h3v13H8Zm5.5 0h3v13h-3Z",
  tick: "m2 9 4 4L15 4", ticks: "m1 9 4 4L14 4M10 13 19 4",
};

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(child => child != null && child !== ""));
  return node;
}

function icon(name, box = "0 0 24 24") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", box);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function fileAddress(fileId) {
  return `/control/file/${encodeURIComponent(fileId)}`;
}

// Text cut at every border of an entity, each piece wrapped in the entities that cover it.
export function formatted(text, entities = [], onCommand) {
  const fragment = document.createDocumentFragment();
  const borders = new Set([0, text.length]);
  for (const { offset, length } of entities) borders.add(offset).add(Math.min(offset + length, text.length));
  const cuts = [...borders].sort((one, other) => one - other);
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const [from, to] = [cuts[index], cuts[index + 1]];
    const covering = entities.filter(({ offset, length }) => offset <= from && offset + length >= to);
    let node = document.createTextNode(text.slice(from, to));
    for (const entity of covering.reverse()) node = wrapped(node, entity, text, onCommand);
    fragment.append(node);
  }
  return fragment;
}

function wrapped(node, entity, text, onCommand) {
  const whole = text.slice(entity.offset, entity.offset + entity.length);
  if (entity.type === "text_link" || entity.type === "url") return link(node, entity.url ?? whole);
  if (entity.type === "bot_command") {
    const button = make("button", { type: "button", class: "command" }, node);
    button.addEventListener("click", () => onCommand(whole));
    return button;
  }
  if (entity.type === "spoiler") {
    const button = make("button", { type: "button", class: "spoiler" }, node);
    button.addEventListener("click", () => button.classList.add("shown"));
    return button;
  }
  return TAGS[entity.type] ? make(TAGS[entity.type], {}, node) : node;
}

function link(node, address) {
  if (!SAFE_LINK.test(address)) return node;
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, node);
}

export function bubble(message, context) {
  const { words, mine, onCommand, onPicture } = context;
  const body = make("div", { class: "bubble" });
  if (context.sender) body.append(make("div", { class: "sender", "data-colour": message.from.id % 6 }, context.sender));
  if (message.reply_to_message) body.append(quote(message.reply_to_message, words));
  const shown = content(message, words, onPicture);
  if (shown) body.append(shown);
  const said = message.text ?? message.caption;
  if (said != null) {
    const text = mine && said.startsWith("/start ") ? "/start" : said;
    const entities = text === said ? message.entities ?? message.caption_entities : [{ type: "bot_command", offset: 0, length: 6 }];
    body.append(make("div", { class: "words" }, formatted(text, entities, onCommand)));
    if (!shown && ONLY_EMOJI.test(said.trim()) && [...new Intl.Segmenter().segment(said.trim())].length <= 3) body.classList.add("emoji");
  }
  if (!shown && said == null) body.append(make("div", { class: "words" }, words.unknown));
  if (message.photo) body.classList.add(said == null ? "picture-only" : "with-picture");
  if (message.sticker) body.classList.add("emoji");
  body.append(footer(message, context));
  return body;
}

function footer(message, { words, mine, read, time }) {
  const line = make("span", { class: "meta" }, message.edit_date ? `${words.edited} ` : "",
    make("time", { datetime: new Date(message.date * 1000).toISOString() }, time(message.date)));
  if (mine) {
    const ticks = make("span", { class: "ticks", role: "img", "aria-label": read ? words.read : words.sent });
    ticks.append(icon(read ? "ticks" : "tick", "0 0 20 16"));
    line.append(ticks);
  }
  return line;
}

function quote(message, words) {
  const what = message.text ?? message.caption ?? Object.keys(words).filter(kind => message[kind]).map(kind => words[kind])[0] ?? "…";
  return make("div", { class: "quote" }, make("strong", {}, message.from.first_name), make("span", {}, what));
}

function content(message, words, onPicture) {
  if (message.photo) return picture(message.photo.at(-1), words, onPicture);
  if (message.venue) return place(message.venue.location, words, message.venue.title, message.venue.address);
  if (message.location) return place(message.location, words, words.place, "");
  if (message.document) return download(message.document);
  if (message.voice) return voice(message.voice, words);
  if (message.contact) return contact(message.contact);
  if (message.sticker) return make("div", { class: "words", role: "img", "aria-label": words.sticker }, message.sticker.emoji ?? "🙂");
  return null;
}

function picture({ file_id, width, height }, words, onPicture) {
  const image = make("img", { src: fileAddress(file_id), width, height, alt: words.picture });
  const button = make("button", { type: "button", class: "picture", "aria-label": words.picture }, image);
  button.addEventListener("click", () => onPicture(image.src));
  return button;
}

function place({ latitude, longitude }, words, title, address) {
  const where = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return make("a", {
    class: "place", href: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`,
    target: "_blank", rel: "noopener noreferrer",
  }, make("span", { class: "map", "aria-hidden": "true" }, make("span", { class: "pin" })),
  make("strong", {}, title), make("span", { class: "address" }, address || where), make("span", { class: "see" }, words.see));
}

function download({ file_id, file_name, file_size }) {
  const ending = (file_name ?? "").split(".").pop().slice(0, 4).toUpperCase();
  return make("a", { class: "file", href: fileAddress(file_id), download: file_name ?? "archivo" },
    make("span", { class: "round", "aria-hidden": "true" }, icon("file"), make("b", {}, ending)),
    make("span", { class: "about" }, make("strong", {}, file_name ?? "archivo"), make("span", {}, size(file_size))));
}

function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

function voice({ file_id, duration }, words) {
  const sound = new Audio(fileAddress(file_id));
  const button = make("button", { type: "button", class: "round", "aria-label": words.play }, icon("play"));
  const show = () => button.replaceChildren(icon(sound.paused ? "play" : "pause"));
  button.addEventListener("click", () => (sound.paused ? sound.play().catch(() => {}) : sound.pause()));
  for (const event of ["play", "pause", "ended"]) sound.addEventListener(event, show);
  const wave = make("span", { class: "wave", "aria-hidden": "true" }, ...Array.from({ length: 26 }, (_, at) => make("i", { "data-high": (at * 7 + at * at) % 6 })));
  return make("div", { class: "voice" }, button,
    make("span", { class: "about" }, wave, make("span", {}, `${words.voice} · 0:${String(duration).padStart(2, "0")}`)));
}

function contact({ first_name, last_name, phone_number }) {
  const name = [first_name, last_name].filter(Boolean).join(" ");
  return make("div", { class: "file" }, make("span", { class: "round initial", "aria-hidden": "true" }, name.slice(0, 1)),
    make("span", { class: "about" }, make("strong", {}, name), make("span", {}, phone_number)));
}

export function keyboard(rows, onPress) {
  return make("div", { class: "keyboard-rows" }, ...rows.map(row => make("div", { class: "keys" }, ...row.map(button => key(button, onPress)))));
}

function key(button, onPress) {
  if (button.url && SAFE_LINK.test(button.url)) {
    return make("a", { class: "key link", href: button.url, target: "_blank", rel: "noopener noreferrer" }, make("span", {}, button.text));
  }
  const node = make("button", { type: "button", class: "key" }, make("span", {}, button.text));
  node.addEventListener("click", () => onPress(button, node));
  return node;
}
