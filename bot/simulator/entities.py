"""Text with marks, as Telegram understands it: `parse_mode=HTML` becomes plain text and entities, or is refused.

The page draws text and entities, never markup, so nothing anyone types can run there. Offsets and lengths are in UTF-16 units and the
byte offsets in the refusals are in UTF-8, both as Telegram counts them. The longest text is counted in UTF-16 units too: Telegram's
manual says only "characters", and the stricter reading is the one that a bot must not depend on. Markdown is refused: Rumbo sends HTML.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from bot.simulator.calls import Json, bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
# Zero-width and other invisible characters are nothing to Telegram either: a text of them alone is an empty one.
SPACE = " \t\n\r\f\v\u00a0\u200b\u2060\ufeff"
KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre", "a": "text_link",
    "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote",
}
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:\s[^<>]*)?)>")
HREF = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""", re.IGNORECASE)
CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
FOUND = re.compile(r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w+)?)|(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)])")


@dataclass(frozen=True)
class Marked:
    """Plain text and its entities, the form in which Telegram keeps a message."""

    text: str
    entities: tuple[Json, ...]


@dataclass(frozen=True)
class _Open:
    tag: str
    start: int
    href: str


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parsed(text: str, mode: str) -> Marked:
    """The text with its marks read, without space around it; a `Refusal` with Telegram's words when they cannot be."""
    if mode and mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    return _trimmed(_from_html(text) if mode else Marked(text, ()))


def _trimmed(marked: Marked) -> Marked:
    text = marked.text.strip(SPACE)
    before, length = units(marked.text) - units(marked.text.lstrip(SPACE)), units(text)
    entities = []
    for entity in marked.entities:
        start = min(max(entity["offset"] - before, 0), length)
        end = min(max(entity["offset"] + entity["length"] - before, 0), length)
        if end > start:
            entities.append({**entity, "offset": start, "length": end - start})
    return Marked(text, tuple(entities))


def found_entities(text: str) -> tuple[Json, ...]:
    """The commands and links that Telegram marks by itself in what a person types."""
    return tuple({"type": match.lastgroup, "offset": units(text[:match.start()]), "length": units(match[0])}
                 for match in FOUND.finditer(text))


def message_text(text: str, mode: str) -> Marked:
    """The text of a message: at least one and at most 4,096 characters once its marks are read."""
    marked = parsed(text, mode)
    if not marked.text:
        raise bad_request("message text is empty")
    if units(marked.text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return _with_links(marked)


def caption(text: str, mode: str) -> Marked:
    """The words under a picture or a document: at most 1,024 characters once their marks are read."""
    marked = parsed(text, mode)
    if units(marked.text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return _with_links(marked)


def _with_links(marked: Marked) -> Marked:
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in marked.entities if entity["type"] == "text_link"]
    extra = [entity for entity in found_entities(marked.text)
             if not any(entity["offset"] < end and start < entity["offset"] + entity["length"] for start, end in taken)]
    return Marked(marked.text, tuple(sorted([*marked.entities, *extra], key=lambda entity: (entity["offset"], -entity["length"]))))


def _from_html(source: str) -> Marked:
    out: list[str] = []
    length = position = 0
    waiting: list[_Open] = []
    entities: list[Json] = []
    while position < len(source):
        if source[position] == "<":
            byte = len(source[:position].encode("utf-8", "surrogatepass"))
            tag = TAG.match(source, position)
            if tag is None:
                raise _unreadable(_broken_tag(source, position, byte))
            name = tag[2].lower()
            if tag[1]:
                entities += _closed(waiting, name, length, byte)
            elif name not in KINDS:
                raise _unreadable(f'Unsupported start tag "{name}" at byte offset {byte}')
            else:
                href = HREF.search(tag[3])
                waiting.append(_Open(name, length, html.unescape(next(filter(None, href.groups()), "")) if href else ""))
            position = tag.end()
            continue
        character = CHARACTER.match(source, position)
        if character:
            piece, position = html.unescape(character[0]), character.end()
        else:
            stop = _next_mark(source, position)
            piece, position = source[position:stop], stop
        out.append(piece)
        length += units(piece)
    if waiting:
        raise _unreadable(f'Can\'t find end tag corresponding to start tag "{waiting[-1].tag}"')
    return Marked("".join(out), tuple(sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))))


def _next_mark(source: str, position: int) -> int:
    stops = [found for mark in "<&" if (found := source.find(mark, position + 1)) != -1]
    return min(stops, default=len(source))


def _closed(waiting: list[_Open], name: str, length: int, byte: int) -> list[Json]:
    if not waiting:
        raise _unreadable(f"Unexpected end tag at byte offset {byte}")
    opened = waiting.pop()
    if opened.tag != name:
        raise _unreadable(f'Unmatched end tag at byte offset {byte}, expected "</{opened.tag}>", found "</{name}>"')
    entity: Json = {"type": KINDS[name], "offset": opened.start, "length": length - opened.start}
    if name == "a":
        if not opened.href:
            return []
        entity["url"] = opened.href
    return [entity] if entity["length"] else []


def _broken_tag(source: str, position: int, byte: int) -> str:
    name = re.match(r"</?([^\s>]*)", source[position:])
    return f'Unsupported start tag "{name[1] if name else ""}" at byte offset {byte}'


def _unreadable(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")
