"""A reply as Telegram messages: parts, marks, sources, files."""

from __future__ import annotations

from datetime import date

import pytest

from bot.channel.rendering import LONGEST, LONGEST_CAPTION, parts_of, plain, rendered, units
from bot.domain.outgoing import Outgoing
from bot.domain.reply import Attachment, Button, Reply, ReplyKind, Source, Venue
from bot.library.phrases import PhraseBook

DAY = date(2026, 11, 3)
PAGE = Source("Convocatoria & fechas", "https://example.org/?a=1&b=2", DAY)
COPY = Source("Acuerdo 1", "https://example.org/acuerdo.pdf", DAY, personal_copy=True)
PICTURE = Attachment("photo", "plan.png", "image/png", b"png", "Tu **plan**")
CAMPUS = Venue("CONALEP Tlalpan", "Av. Uno 1", 19.3, -99.1)
BUTTON = Button("Más", "ask:más")


def answer(text: str, **more: object) -> Reply:
    return Reply(text, ReplyKind.ANSWER, "es", **more)  # type: ignore[arg-type]


def test_an_answer_is_one_message_with_its_buttons_and_its_sources_below(phrases: PhraseBook) -> None:
    [message] = rendered(answer("Es **gratis**.", sources=(PAGE, COPY, PAGE), buttons=(BUTTON,)), phrases)

    assert message == Outgoing(
        "Es <b>gratis</b>.\n\n<i>Fuentes:</i>\n"
        '· <a href="https://example.org/?a=1&amp;b=2">Convocatoria &amp; fechas</a> (leída el 3/11/2026)\n'
        "· Acuerdo 1 (copia personal, no es página oficial, leída el 3/11/2026)", (BUTTON,), rated=True)


def test_only_answers_are_rated(phrases: PhraseBook) -> None:
    rated = {kind: rendered(Reply("Hola", kind, "es"), phrases)[0].rated for kind in ReplyKind}

    assert {kind for kind, yes in rated.items() if yes} == {ReplyKind.ANSWER, ReplyKind.RECOMMEND, ReplyKind.UNKNOWN}


def test_a_long_answer_is_cut_between_paragraphs_and_only_the_last_part_has_buttons(phrases: PhraseBook) -> None:
    paragraphs = [f"{number} " + "palabra " * 200 for number in range(6)]

    messages = rendered(answer("\n\n".join(paragraphs), sources=(PAGE,), buttons=(BUTTON,)), phrases)

    assert all(units(plain(message.html)) <= LONGEST for message in messages)
    assert [message.buttons for message in messages] == [(), (), (BUTTON,)]
    assert [message.html[0] for message in messages] == ["0", "2", "4"]
    assert "Fuentes" in messages[-1].html


@pytest.mark.parametrize("text", ["a" * 10_000, "😀" * 5_000, "una frase. " * 900, "\n".join(["renglón"] * 2_000), "😀 " * 3_000])
def test_no_part_is_too_long_for_telegram_and_nothing_is_lost(text: str) -> None:
    parts = list(parts_of(text))

    assert all(0 < units(part) <= LONGEST for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_files_and_places_follow_the_text_in_order(phrases: PhraseBook) -> None:
    messages = rendered(answer("Aquí está.", attachments=(PICTURE, CAMPUS), buttons=(BUTTON,)), phrases)

    assert messages == (Outgoing("Aquí está.", (BUTTON,), rated=True), Outgoing("Tu <b>plan</b>", item=PICTURE), Outgoing("", item=CAMPUS))


def test_what_is_too_long_for_a_caption_follows_the_picture(phrases: PhraseBook) -> None:
    long = Attachment("photo", "plan.png", "image/png", b"png", "palabra " * 200)

    picture, rest = rendered(Reply("", ReplyKind.RECOMMEND, "es", attachments=(long,)), phrases)

    assert units(picture.html) <= LONGEST_CAPTION
    assert f"{picture.html} {rest.html}".split() == ["palabra"] * 200


def test_a_location_is_asked_for_in_a_message_of_its_own_and_not_in_groups(phrases: PhraseBook) -> None:
    wish = answer("¿Dónde buscas?", asks_location=True)

    alone, in_group = rendered(wish, phrases), rendered(wish, phrases, in_group=True)

    assert [message.asks_location for message in alone] == ["", phrases.say("channel.button_location", "es")]
    assert len(in_group) == 1


def test_an_empty_reply_is_no_message(phrases: PhraseBook) -> None:
    assert rendered(Reply("", ReplyKind.HANDOFF, "es"), phrases, lead="Vi tu cambio:") == ()
