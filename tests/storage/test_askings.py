"""What became of asking a language model is kept by prompt and version, counted by day, and leads to its conversations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import isclose

from bot.domain.counselor import Role
from bot.domain.reply import Asking
from bot.storage.askings import PromptResult, added
from bot.storage.conversations import Conversations
from bot.storage.counselors import Counselors
from bot.storage.database import Database
from bot.storage.erasing import erase_chat
from bot.storage.figures import Figures, Span
from bot.storage.kept_figures import Kept, KeptFigures
from bot.storage.reviews import Rating, Reviews
from bot.storage.triage import Filters, Triage
from tests.storage.talk import START, Talk

FIRST, SECOND = "compose/v1@aaaaaaaaaaaa", "compose/v2@bbbbbbbbbbbb"
REFUSED = "composed answer refused"
DAY = timedelta(days=1)
TODAY = datetime(2026, 11, 25, 6, tzinfo=UTC)
SPAN = Span(TODAY - 3 * DAY, TODAY + DAY, timedelta(hours=-6))


def asked(prompt: str = FIRST, problem: str = "", ms: float = 800.0) -> Asking:
    return Asking(prompt, problem, sentences=3, dropped=1, tokens=100, dollars=0.001, milliseconds=ms)


def test_each_prompt_and_version_is_counted_with_what_people_and_counselors_thought(database: Database) -> None:
    talk, reviews = Talk(database), Reviews(database)
    ana = Counselors(database).add("ana", Role.COUNSELOR, "-", START).id
    good = talk.say(1, "¿Cuánto cuesta?", asked=(asked(ms=400.0),))
    bad = talk.say(2, "¿Cuánto dura?", asked=(asked(problem=REFUSED, ms=1200.0),))
    talk.say(3, "¿Y en línea?", asked=(asked("rewrite/v1@cccccccccccc", ms=100.0), asked(SECOND)))
    talk.say(4, "hola")
    talk.rate(1, good, "up")
    talk.rate(2, bad, "down")
    reviews.save(Rating(good, ana, {"right": True, "kind": False}), talk.now)
    reviews.save(Rating(bad, ana, {"right": False, "kind": True}, ("other-question",)), talk.now)

    found = Figures(database).prompts(SPAN)

    assert found.keys() == {"compose/v1", "compose/v2", "rewrite/v1"}
    one = found["compose/v1"]
    assert (one.turns, one.used, one.sentences, one.dropped, one.problems) == (2, 1, 6, 2, {REFUSED: 1})
    assert (one.up, one.down, one.right, one.wrong, one.tokens, isclose(one.dollars, 0.002)) == (1, 1, 1, 1, 200, True)
    assert (one.within(0.5), one.within(0.95), one.texts) == (400.0, 1200.0, frozenset({"aaaaaaaaaaaa"}))
    assert (found["compose/v2"].turns, found["compose/v2"].problems) == (1, {})


def test_a_prompt_leads_to_its_conversations_and_the_transcript_says_what_became_of_it(database: Database) -> None:
    talk = Talk(database)
    talk.say(1, "¿Cuánto cuesta?", asked=(asked(),))
    talk.say(2, "¿Cuánto dura?", asked=(asked(SECOND),))

    page = Triage(database, b"k" * 32).page(Filters(prompt="compose/v2"))
    read = Conversations(database).read(2)

    assert [row.chat_id for row in page.rows] == [2]
    assert read is not None and read.turns[0].why.asked == (asked(SECOND),)


def test_an_answer_given_again_counts_for_its_prompt_and_not_in_its_times(database: Database) -> None:
    Talk(database).say(1, "¿Cuánto cuesta?", asked=(Asking(FIRST, sentences=3),))

    one = Figures(database).prompts(SPAN)["compose/v1"]

    assert (one.turns, one.used, one.within(0.5)) == (1, 1, None)


def test_days_that_are_over_are_kept_and_together_give_what_one_count_would(database: Database) -> None:
    for ahead, chat in ((-2, 1), (-1, 2), (0, 3)):
        Talk(database, START + (ahead + 1) * DAY, updates=chat * 100).say(chat, "¿Cuánto cuesta?", asked=(asked(ms=chat * 100.0),))
    figures = KeptFigures(database, Kept(), TODAY, TODAY + DAY / 2)

    before = figures.as_counted().prompts(SPAN)
    left = figures.count_within(SPAN, 0.0), figures.count_within(SPAN, 60.0), figures.count_within(SPAN, 0.0)
    after = figures.as_counted().prompts(SPAN)

    assert (before["compose/v1"].turns, left) == (1, (3, 0, 0))  # today's alone
    assert after == figures.prompts(SPAN) == Figures(database).prompts(SPAN)
    assert (after["compose/v1"].turns, after["compose/v1"].times) == (3, {10: 1, 20: 1, 30: 1})


def test_nothing_of_it_is_left_when_somebody_is_forgotten(database: Database) -> None:
    Talk(database).say(1, "¿Cuánto cuesta?", asked=(asked(),))

    with database.transaction() as session:
        erase_chat(session, 1)

    assert Figures(database).prompts(SPAN) == {}


def test_sums_of_results_have_each_share_of_the_calls_within_its_time() -> None:
    both = added(({"a": PromptResult(times={1: 95})}, {"a": PromptResult(times={7: 5}, texts=frozenset({"x"}))}))["a"]

    assert (both.within(0.5), both.within(0.95), both.within(0.96), PromptResult().within(0.5)) == (10.0, 10.0, 70.0, None)
