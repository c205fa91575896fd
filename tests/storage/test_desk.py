"""The inbox of the counselors: who comes first, what is found, and what a search finds, on both databases."""

from __future__ import annotations

import pytest

from bot.domain.counselor import Role
from bot.domain.handover import State
from bot.domain.reply import ReplyKind
from bot.storage.chats import By, Chats
from bot.storage.conversations import Conversations
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.desk import Rank
from bot.storage.notes import Notes, Views
from bot.storage.outbox import Outbox
from bot.storage.sealed_columns import DataSeal
from bot.storage.triage import Filters, Triage
from bot.storage.words import folded
from tests.storage.talk import START, Talk

KEY = b"k" * 32


def order(triage: Triage, filters: Filters | None = None) -> list[tuple[int, Rank]]:
    return [(row.chat_id, row.rank) for row in triage.page(filters or Filters()).rows]


def test_who_needs_a_person_comes_first_and_waits_longest_first(database: Database) -> None:
    talk, triage = Talk(database), Triage(database, KEY)
    talk.say(1, "hola", "¡Hola!", ReplyKind.SMALLTALK)
    talk.say(2, "¿es gratis?")
    talk.say(3, "¿cuánto dura el curso?", confidence=0.4)
    talk.say(4, "¿dónde queda?", "No lo sé.", ReplyKind.UNKNOWN)
    talk.rate(5, talk.say(5, "¿qué becas hay?"), "down")
    talk.say(6, "una persona", "Ya viene.", ReplyKind.HANDOFF, state=State.WAITING)
    talk.say(7, "quiero hablar con alguien", "Ya viene.", ReplyKind.HANDOFF, state=State.WAITING)
    talk.say(8, "ya no quiero vivir", "Llama al 911.", ReplyKind.CRISIS, danger="suicide")
    talk.say(2, "gracias", "De nada.", ReplyKind.SMALLTALK)

    found = order(triage)

    assert found == [(8, Rank.DANGER), (6, Rank.WAITING), (7, Rank.WAITING), (5, Rank.DOWN), (4, Rank.UNKNOWN), (3, Rank.UNSURE),
                     (2, Rank.UNREVIEWED), (1, Rank.REST)]
    assert triage.counts() == {0: 1, 1: 2, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1}


def test_a_danger_stays_on_top_until_somebody_takes_the_conversation(database: Database) -> None:
    talk, triage, chats = Talk(database), Triage(database, KEY), Chats(database)
    ana = Counselors(database).add("Ana", Role.COUNSELOR, "x", START)
    talk.say(8, "ya no quiero vivir", "Llama al 911.", ReplyKind.CRISIS, danger="suicide")
    talk.say(8, "¿es gratis?")

    before = order(triage)
    chats.change(8, State.PERSON, talk.now, By(ana.id))
    taken = order(triage)
    chats.change(8, State.BOT, talk.now)
    after = order(triage)

    assert (before, taken, after) == ([(8, Rank.DANGER)], [(8, Rank.PERSON)], [(8, Rank.UNREVIEWED)])


def test_pages_follow_each_other_without_gaps_or_repeats(database: Database) -> None:
    talk, triage = Talk(database), Triage(database, KEY)
    for chat in range(1, 8):
        talk.say(chat, "¿es gratis?", kind=ReplyKind.UNKNOWN if chat % 2 else ReplyKind.ANSWER)
    seen: list[int] = []
    after = ""

    for _ in range(4):
        page = triage.page(Filters(), after, limit=2)
        seen += [row.chat_id for row in page.rows]
        after = page.after

    assert seen == [7, 5, 3, 1, 6, 4, 2]
    assert after == ""


@pytest.mark.parametrize(("filters", "expected"), [
    (Filters(what="unknown"), {2}), (Filters(what="low"), {3}), (Filters(entry="ccna"), {1}), (Filters(place="puebla"), {3}),
    (Filters(tag="becas"), {1}), (Filters(state="waiting"), {4}), (Filters(unreviewed=True), {1, 2, 3}), (Filters(language="en"), set()),
    (Filters(assigned_to=1), {2}), (Filters(mentions=1), {3}), (Filters(what="unknown", tag="becas"), set()),
    (Filters(since=START, until=START), set()), (Filters(ranks=(Rank.WAITING,)), {4})])
def test_each_filter_keeps_what_fits(database: Database, filters: Filters, expected: set[int]) -> None:
    talk, triage, notes = Talk(database), Triage(database, KEY), Notes(database)
    ana = Counselors(database).add("Ana", Role.COUNSELOR, "x", START)
    talk.say(1, "¿cuánto cuesta el CCNA?", entities=("ccna",))
    talk.say(2, "¿dónde queda?", "No lo sé.", ReplyKind.UNKNOWN)
    talk.say(3, "¿y en Puebla?", confidence=0.3, place="puebla")
    talk.say(4, "una persona", "Ya viene.", ReplyKind.HANDOFF, state=State.WAITING)
    notes.tag(1, "Becas")
    notes.assign(2, ana.id)
    notes.add(3, ana.id, "¿lo ves tú, @ana?", talk.now)

    found = {row.chat_id for row in triage.page(filters).rows}

    assert ana.id == 1
    assert found == expected
    assert triage.count(filters) == len(expected)


@pytest.mark.parametrize(("wanted", "expected"), [
    ("inscripcion", [2, 1]), ("INSCRIPCIÓN papeles", [2]), ("inscri", [2, 1]), ("ñandú", [3]), ("nandu", [3]), ("gratis", [3, 2, 1]),
    ("nada de esto", []), ('"; DROP TABLE turns; --', []), ("* OR inscripcion NEAR(", []), ("' | ! & :*", [])])
def test_a_search_finds_words_of_messages_and_replies_without_accents(database: Database, wanted: str, expected: list[int]) -> None:
    talk, triage = Talk(database), Triage(database, KEY)
    talk.say(1, "¿Cuándo es la inscripción?")
    talk.say(2, "que papeles piden para la INSCRIPCION?")
    talk.say(3, "¿y el ñandú?")
    talk.say(1, "ok", "Va.", ReplyKind.SMALLTALK)

    found = [row.chat_id for row in triage.page(Filters(text=wanted)).rows]

    assert found == expected


def test_pages_of_a_search_follow_each_other(database: Database) -> None:
    talk, triage = Talk(database), Triage(database, KEY)
    for chat in (1, 2, 1, 3, 1, 2, 4):
        talk.say(chat, "¿hay becas?")
    seen: list[int] = []
    after = ""

    for _ in range(3):
        page = triage.page(Filters(text="becas"), after, limit=2)
        seen += [row.chat_id for row in page.rows]
        after = page.after

    assert seen == [4, 2, 1, 3]


def test_with_a_key_the_index_holds_no_word_and_finds_whole_words_only(database: Database) -> None:
    database.close()
    keyed = Database(database.url, DataSeal(["una llave de prueba"]))
    talk, triage = Talk(keyed), Triage(keyed, KEY)
    talk.say(1, "¿Cuándo es la inscripción?")

    found = [[row.chat_id for row in triage.page(Filters(text=wanted)).rows] for wanted in ("inscripción", "inscri")]

    assert found == [[1], []]
    keyed.close()


def test_a_conversation_is_shown_with_what_was_understood_and_with_its_neighbours(database: Database) -> None:
    talk, triage = Talk(database), Triage(database, KEY)
    for chat in (1, 2, 3):
        talk.say(chat, f"¿es gratis? {chat}", entities=("ccna",))
    triage.name_new()
    names = {row.chat_id: row.pseudonym for row in triage.page(Filters()).rows}

    seen = Conversations(database).read(2)

    assert seen is not None
    assert [(turn.message, turn.reply, turn.why.entities, turn.why.passages[0].passage_id) for turn in seen.turns] == [
        ("¿es gratis? 2", "Es gratis.", ("ccna",), "es-gratis#es-gratis")]
    assert triage.beside(2, Filters()) == (names[3], names[1])
    assert triage.beside(3, Filters()) == ("", names[2])
    assert triage.chat_of(names[2]) == 2
    assert str(2) != names[2]


def test_what_waited_to_be_sent_stays_unsent_once_a_counselor_has_the_conversation(database: Database) -> None:
    talk, chats, outbox = Talk(database), Chats(database), Outbox(database)
    ana = Counselors(database).add("Ana", Role.COUNSELOR, "x", START)
    talk.say(1, "¿es gratis?")
    talk.say(1, "ya no quiero vivir", "Llama al 911.", ReplyKind.CRISIS, danger="suicide")
    talk.say(1, "/ayuda", "Ayuda.", ReplyKind.COMMAND)

    chats.change(1, State.PERSON, talk.now, By(ana.id))
    sent = []
    while due := outbox.claim(talk.now, 9):
        sent += [one.outgoing.html for one in due]
        outbox.sent(due[0], 1, talk.now)

    seen = Conversations(database).read(1)
    assert seen is not None
    assert sent == ["Llama al 911.", "Ayuda."]
    assert [turn.withheld for turn in seen.turns] == [True, False, False]
    assert seen.open_handover is not None
    assert (seen.open_handover.counselor, seen.open_handover.reason) == ("Ana", "danger")


def test_views_are_kept_for_their_owner_or_for_all(database: Database) -> None:
    views, counselors = Views(database), Counselors(database)
    ana, beto = (counselors.add(name, Role.COUNSELOR, "x", START) for name in ("Ana", "Beto"))
    mine = views.save(ana.id, "Puebla", "lugar=puebla", shared=False)
    views.save(ana.id, "Becas", "etiqueta=becas", shared=True)

    views.delete(beto.id, mine)

    assert [view.name for view in views.of(ana.id)] == ["Becas", "Puebla"]
    assert [(view.name, view.mine) for view in views.of(beto.id)] == [("Becas", False)]


def test_words_are_folded() -> None:
    assert folded("¿Dónde está el CONALEP Nº 3, ÑANDÚ?") == ["donde", "esta", "el", "conalep", "no", "3", "nandu"]
