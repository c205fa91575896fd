"""What people send, through the whole bot: real HTTP, the real library, the real engine, a real database."""

from __future__ import annotations

import re
from itertools import count

import pytest
from sqlalchemy import text

from bot.library.phrases import PhraseBook
from bot.storage.database import Database
from bot.storage.transcripts import Transcripts
from tests.stand_ins.telegram import Json, Person, Simulator, buttons, from_bot
from tests.stand_ins.waiting import eventually

QUESTION = "¿cuántas horas dura Introduction to Cybersecurity?"
GROUPS = count(500)


def replies(person: Person) -> list[Json]:
    return from_bot(person.messages())


def toast(person: Person, query: str) -> str:
    """What was shown when a button was pressed."""
    def answers() -> list[str]:
        calls = person.simulator.calls("answerCallbackQuery")
        return [call["content"].get("text", "") for call in calls if call["content"]["callback_query_id"] == query]

    return eventually(answers)[0]


def one_of(phrases: PhraseBook, key: str) -> set[str]:
    return {re.sub(r"\*\*", "", phrases.say(key, "es", seed)) for seed in range(4)}


# ----- commands and buttons

def test_what_followed_start_is_kept(ana: Person, database: Database) -> None:
    ana.ask("/start feria_tlalpan-2")

    with database.engine.connect() as connection:
        kept = connection.execute(text("SELECT started_with FROM chats WHERE chat_id = :chat"), {"chat": ana.where["user"]}).scalar_one()
    assert kept == "feria_tlalpan-2"


def test_the_menu_speaks_the_language_of_each_person(rumbo: Simulator) -> None:
    menus = [[(one["command"], one["description"]) for one in rumbo.look("chat", user=user, lang=lang)["commands"]]
             for user, lang in ((98, "es"), (99, "en"))]

    assert ("ayuda", "Qué puedo preguntar") in menus[0] and ("olvidame", "Borrar todo lo mío") in menus[0]
    assert ("help", "What you can ask me") in menus[1] and ("forgetme", "Delete everything of mine") in menus[1]


def test_who_writes_from_an_english_telegram_is_greeted_in_english(ana: Person) -> None:
    ana.say("/start", language="en")

    assert ana.wait_for_reply()["text"].startswith("Hi!")


def test_an_unknown_command_is_answered_with_where_to_look(ana: Person, phrases: PhraseBook) -> None:
    assert ana.ask("/unknown") == phrases.say("command_unknown", "es")


def test_a_language_is_chosen_by_its_button(ana: Person, phrases: PhraseBook) -> None:
    ana.ask("/idioma")
    ana.press("English")

    assert ana.wait_for_reply()["text"] == phrases.say("language", "en")


def test_a_rating_is_kept_shown_and_may_be_changed(ana: Person, database: Database, phrases: PhraseBook) -> None:
    ana.ask(QUESTION)

    up = ana.press("👍")
    eventually(lambda: "👍 ✓" in buttons(replies(ana)[-1]))
    ana.press("👎")
    eventually(lambda: "👎 ✓" in buttons(replies(ana)[-1]))

    assert "👍" in buttons(replies(ana)[-1])
    assert toast(ana, up) == phrases.say("channel.rated", "es")
    assert [turn["feedback"] for turn in Transcripts(database).conversation(ana.where["user"])] == ["down"]


def test_a_button_that_leads_on_is_answered_as_if_typed_and_noted(ana: Person, database: Database) -> None:
    ana.ask("¿cuál es el teléfono del plantel CONALEP Tepito?")
    [label, *_] = [label for label in buttons(replies(ana)[-1]) if label not in ("👍", "👎")]

    ana.press(label)
    ana.wait_for_reply()

    turns = Transcripts(database).conversation(ana.where["user"])
    assert len(turns) == 2
    assert turns[0]["pressed"]


@pytest.mark.parametrize("forged", ["b:999999:0", "r:999999:up", "b:1:0:0", "nonsense", "b:1:up", "💥" * 10])
def test_a_button_that_is_none_of_the_persons_does_nothing_and_says_so(ana: Person, forged: str, phrases: PhraseBook) -> None:
    ana.ask("hola")
    message = replies(ana)[-1]["message_id"]

    query = ana.simulator.act("press", **ana.where, message_id=message, data=forged, forged=True)["callback_query_id"]

    assert toast(ana, query) == phrases.say("channel.button_gone", "es")
    assert len(replies(ana)) == 1


# ----- forms of messages

@pytest.mark.parametrize(("content", "key"), [
    ({"sticker": "👍"}, "form_sticker"), ({"photo": True}, "form_photo"), ({"voice": True}, "form_voice"),
    ({"document": True}, "form_document"), ({"contact": True}, "form_contact"), ({"text": "😂😂😂"}, "form_emoji"),
    ({"text": "\u200b\u200d\u2060"}, "form_empty"), ({"text": "\u202e\u200f\u200e"}, "form_empty"), ({"text": "?!…"}, "form_emoji"),
])
def test_what_holds_no_words_gets_a_fitting_reply(ana: Person, phrases: PhraseBook, content: Json, key: str) -> None:
    ana.send(**content)

    assert ana.wait_for_reply()["text"] in one_of(phrases, key)


@pytest.mark.parametrize("typed", [
    "¿cuántas horas\u200b dura Intro\u200dduction to Cyber\u2060security?",
    "\u202e¿cuántas horas dura Introduction to Cybersecurity?\u202c",
    "¿cuántas horas dura Introduction to Cybersecurity?\x00\x07",
])
def test_signs_that_nobody_sees_change_nothing(ana: Person, typed: str) -> None:
    assert "6 horas" in ana.ask(typed)


def test_the_longest_message_is_answered_and_kept_whole(ana: Person, database: Database) -> None:
    longest = ("quiero saber de redes y de computadoras " * 110)[:4096]

    reply = ana.ask(longest, timeout=20)

    assert reply
    assert Transcripts(database).conversation(ana.where["user"])[0]["message"] == longest.strip()


def test_markup_that_a_person_types_is_shown_as_typed_and_harms_nobody(ana: Person) -> None:
    reply = ana.ask("<b>hola</b> <script>alert(1)</script> &amp; [x](http://y) _*")

    assert reply
    assert len(replies(ana)) == 1


def test_a_changed_message_is_answered_anew_below_it(ana: Person, phrases: PhraseBook) -> None:
    first = ana.say("¿cuánto cuesta el CCNA?")
    ana.wait_for_reply()

    ana.send(text=QUESTION, edit=first)
    again = ana.wait_for_reply()

    assert again["text"].startswith(phrases.say("channel.edited", "es"))
    assert "6 horas" in again["text"]
    assert again["reply_to_message"]["message_id"] == first


def test_a_change_that_changes_nothing_is_not_answered(ana: Person) -> None:
    first = ana.say(QUESTION)
    ana.wait_for_reply()

    ana.send(text=QUESTION, edit=first)
    ana.ask("hola")

    assert len(replies(ana)) == 2


def test_fifty_messages_in_two_seconds_are_all_kept_and_answered_with_a_few(ana: Person, database: Database) -> None:
    for number in range(50):
        ana.say(f"mensaje {number}")
    ana.say(QUESTION)
    kept = Transcripts(database)
    eventually(lambda: QUESTION in "".join(turn["message"] for turn in kept.conversation(ana.where["user"])), 40)
    eventually(lambda: "6 horas" in replies(ana)[-1]["text"], 40)

    said = "\n".join(turn["message"] for turn in kept.conversation(ana.where["user"]))
    assert re.findall(r"mensaje (\d+)", said) == [str(number) for number in range(50)]
    assert QUESTION in said
    assert len(replies(ana)) < 30


# ----- groups

def test_in_a_group_only_what_is_addressed_to_the_bot_is_answered(rumbo: Simulator, ana: Person) -> None:
    group = rumbo.person(ana.where["user"], group=next(GROUPS))

    group.say("¿vamos al cine?")
    group.say("/ayuda@otro_bot")
    asked = group.say(f"@rumbo_local_bot {QUESTION}")
    reply = group.wait_for_reply()
    again = group.ask("/ayuda@rumbo_local_bot")

    assert "6 horas" in reply["text"]
    assert reply["reply_to_message"]["message_id"] == asked
    assert "/nuevo" in again
    assert len(replies(group)) == 2


def test_what_one_says_of_themselves_in_a_group_is_not_used_for_others(rumbo: Simulator, ana: Person, database: Database) -> None:
    number = next(GROUPS)
    group = rumbo.person(ana.where["user"], group=number)

    group.ask("@rumbo_local_bot tengo 16 años y quiero cursos gratis de redes")
    group.ask("@rumbo_local_bot ¿qué cursos gratis hay de ia?")

    with database.engine.connect() as connection:
        memory = connection.execute(text("SELECT memory FROM chats WHERE chat_id = :chat"), {"chat": -number}).scalar_one()
    assert '"age": 16' not in memory


# ----- blocking

def test_who_blocks_the_bot_and_comes_back_is_answered_again(ana: Person, database: Database) -> None:
    ana.ask("hola")
    ana.block()
    ana.block(False)

    assert ana.ask(QUESTION)
