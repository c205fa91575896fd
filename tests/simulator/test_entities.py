"""Marked text as Telegram reads it: text, kinds, and places counted in UTF-16 units."""

from __future__ import annotations

import html

import pytest
from hypothesis import given, strategies

from bot.simulator.entities import found_entities, parsed


@pytest.mark.parametrize(("source", "text", "entities"), [
    ("hola", "hola", []),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("  <b> a </b>\n", "a", [("bold", 0, 1)]),
    ("😀<code>x</code>", "😀x", [("code", 2, 1)]),
    ("&lt;b&gt; &amp;amp; &#241;", "<b> &amp; ñ", []),
    ("<b></b>x", "x", []),
    ("<a>x</a>", "x", []),
    ("<a href='https://a.mx'>x</a>", "x", [("text_link", 0, 1)]),
    ("<blockquote>x</blockquote><pre>y</pre>", "xy", [("blockquote", 0, 1), ("pre", 1, 1)]),
    ("AT&T & R&D", "AT&T & R&D", []),
])
def test_html_becomes_text_and_entities(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    marked = parsed(source, "HTML")

    assert (marked.text, [(one["type"], one["offset"], one["length"]) for one in marked.entities]) == (text, entities)


def test_without_a_mode_marks_are_text() -> None:
    assert parsed("<b>x</b>", "").text == "<b>x</b>"


@given(strategies.text(alphabet=strategies.characters(exclude_categories=["Cs"])))
def test_whatever_is_escaped_arrives_as_it_was(text: str) -> None:
    assert parsed(html.escape(text), "HTML") == parsed(text, "")


@pytest.mark.parametrize(("text", "kinds"), [
    ("/ayuda ya", [("bot_command", 0, 6)]),
    ("mira https://www.gob.mx/a?b=1.", [("url", 5, 24)]),
    ("1/2 y a/b", []),
])
def test_commands_and_links_are_found_in_what_people_type(text: str, kinds: list[tuple[str, int, int]]) -> None:
    assert [(one["type"], one["offset"], one["length"]) for one in found_entities(text)] == kinds
