"""Corrected entries and their versions, on both databases."""

from __future__ import annotations

from sqlalchemy import update

from bot.domain.outgoing import Outgoing
from bot.domain.reply import ReplyKind
from bot.storage.corrections import TELL_ME, Corrections, Proposal
from bot.storage.database import Database
from bot.storage.tables import TurnRow
from tests.storage.talk import START, Talk


def proposal(text: str, entry: str = "cafeteria") -> Proposal:
    return Proposal(entry, "question", {"id": entry, "text": text}, "ana", {"id": entry, "turns": ["¿hay cafetería?"]})


def test_only_an_approved_version_is_live_and_takes_the_place_of_the_one_before(database: Database) -> None:
    corrections = Corrections(database)
    first = corrections.propose(proposal("uno"), START)
    before = corrections.live(), corrections.version()
    corrections.approve(first.id, "eva", START)
    second = corrections.propose(proposal("dos"), START)
    corrections.approve(second.id, "eva", START)

    assert before == ([], 0)
    assert [(one.version, one.form["text"], one.approver) for one in corrections.live()] == [(2, "dos", "eva")]
    assert [(one.version, one.state) for one in corrections.of("cafeteria")] == [(1, "replaced"), (2, "live")]
    assert corrections.version() == 2
    assert corrections.cases() == [{"id": "cafeteria", "turns": ["¿hay cafetería?"]}]


def test_what_is_taken_back_is_live_no_more_and_everybody_can_notice(database: Database) -> None:
    corrections = Corrections(database)
    kept = corrections.propose(proposal("uno"), START)
    corrections.approve(kept.id, "eva", START)
    refused = corrections.propose(proposal("dos", "otra"), START)

    withdrawn = [corrections.withdraw(number, "eva", START) for number in (kept.id, refused.id, kept.id)]

    assert withdrawn == [True, True, False]
    assert corrections.live() == []
    assert corrections.version() == 2
    assert not corrections.approve(refused.id, "eva", START)


def test_who_asked_in_vain_and_wants_to_know_is_told_once(database: Database) -> None:
    talk, corrections = Talk(database), Corrections(database)
    wanting, other = (talk.say(chat, "¿hay cafetería?", "No lo sé.", ReplyKind.UNKNOWN) for chat in (1, 2))
    answered = talk.say(3, "¿hay cafetería?")
    with database.transaction() as session:
        session.execute(update(TurnRow).where(TurnRow.id.in_([wanting, answered])).values(pressed=TELL_ME))
    correction = corrections.propose(proposal("uno"), START).id

    first = corrections.who_asked([wanting, other, answered], correction)
    corrections.tell(correction, {chat: Outgoing("listo") for chat, _ in first}, START)

    assert first == [(1, "es")]
    assert corrections.who_asked([wanting, other, answered], correction) == []
