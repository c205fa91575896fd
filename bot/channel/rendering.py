"""A reply as the Telegram messages that carry it: text in parts with its sources below, then files, places, and the wish for a location.

Telegram counts UTF-16 units after reading the marks: at most 4,096 in a message, 1,024 in a caption.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.channel.ports import Phrases
from bot.domain.outgoing import Outgoing, as_html
from bot.domain.reply import Attachment, Reply, ReplyKind, Source, Venue

LONGEST, LONGEST_CAPTION = 4096, 1024
RATED = frozenset({ReplyKind.ANSWER, ReplyKind.RECOMMEND, ReplyKind.UNKNOWN})
SEAMS = ("\n\n", "\n", ". ", " ")
TAG = re.compile(r"<[^>]*>")


def rendered(reply: Reply, phrases: Phrases, lead: str = "", in_group: bool = False) -> tuple[Outgoing, ...]:
    """The messages of a reply, none for an empty one. `lead` goes before the text."""
    text = "\n\n".join(one for one in (lead, reply.text) if one.strip()) if reply.text.strip() else ""
    messages = [Outgoing(html_) for html_ in _with_sources([as_html(part) for part in parts_of(text)], reply, phrases)]
    last_text = len(messages) - 1
    messages += [message for one in reply.attachments for message in _item(one)]
    if messages:
        at = max(last_text, 0)
        messages[at] = replace(messages[at], buttons=reply.buttons, rated=reply.kind in RATED and last_text >= 0)
    if reply.asks_location and not in_group:
        say = phrases.say
        messages.append(Outgoing(as_html(say("channel.share_location", reply.language)),
                                 asks_location=say("channel.button_location", reply.language)))
    return tuple(messages)


def parts_of(text: str, longest: int = LONGEST) -> Iterator[str]:
    """The text in parts of at most `longest` UTF-16 units, cut between paragraphs, else lines, sentences, words."""
    rest = text.strip()
    while units(rest) > longest:
        end = _cut(rest, longest)
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()
    if rest:
        yield rest


def units(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(1 for sign in text if ord(sign) > 0xFFFF)


def plain(html_text: str) -> str:
    """The text of a message without its marks."""
    return html.unescape(TAG.sub("", html_text))


def _cut(text: str, longest: int) -> int:
    most = len(text.encode("utf-16-le")[:2 * longest].decode("utf-16-le", "ignore"))
    for seam in SEAMS:
        at = text.rfind(seam, most // 3, most)
        if at > 0:
            return at + len(seam)
    return most


def _with_sources(parts: list[str], reply: Reply, phrases: Phrases) -> list[str]:
    if not parts or not reply.sources:
        return parts
    say, language = phrases.say, reply.language
    lines = [_source(one, phrases, language) for one in dict.fromkeys(reply.sources)]
    block = "\n".join([f"<i>{as_html(say('channel.sources', language))}</i>", *lines])
    if units(plain(f"{parts[-1]}\n\n{block}")) <= LONGEST:
        return [*parts[:-1], f"{parts[-1]}\n\n{block}"]
    return [*parts, *parts_of(block)]


def _source(source: Source, phrases: Phrases, language: str) -> str:
    title = html.escape(source.title, quote=False)
    linked = source.url and not source.personal_copy and source.url.startswith(("https://", "http://"))
    shown = f'<a href="{html.escape(source.url or "")}">{title}</a>' if linked else title
    notes = [phrases.say("channel.checked", language, date=_day(source.checked_on, phrases, language))]
    if source.personal_copy:
        notes.insert(0, phrases.say("channel.copy", language))
    return f"· {shown} ({html.escape(', '.join(notes), quote=False)})"


def _day(day: date, phrases: Phrases, language: str) -> str:
    return phrases.say("channel.date", language, day=day.day, month=day.month, year=day.year)


def _item(item: Attachment | Venue) -> list[Outgoing]:
    """A file or a place; what is too long for a caption follows it."""
    if isinstance(item, Venue):
        return [Outgoing("", item=item)]
    caption = next(parts_of(item.caption, LONGEST_CAPTION), "")
    return [Outgoing(as_html(caption), item=item), *(Outgoing(as_html(part)) for part in parts_of(item.caption[len(caption):]))]
