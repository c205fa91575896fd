"""The profile grows by what people say, and only by that."""

from __future__ import annotations

from bot.conversation.profile import merged
from bot.domain.conversation import Facts


def test_what_is_said_now_replaces_what_was_said_before() -> None:
    before = Facts(age=17, adult=False, state="puebla", place="mx-21-114", hours_a_week=6)

    after = merged(before, Facts(hours_a_week=4, state="oaxaca"))

    assert after == Facts(age=17, adult=False, state="oaxaca", hours_a_week=4)


def test_a_minor_grows_up_only_by_saying_so() -> None:
    minor = Facts(age=17, adult=False)

    assert merged(minor, Facts(free_only=True)).age == 17
    assert merged(minor, Facts(age=18, adult=True)) == Facts(age=18, adult=True)


def test_who_says_to_be_a_minor_is_no_longer_an_adult() -> None:
    assert merged(Facts(age=20, adult=True), Facts(adult=False)) == Facts(adult=False)


def test_an_interest_declined_leaves_and_one_taken_up_returns() -> None:
    before = Facts(interests=("coding", "data"), avoids=("health",))

    after = merged(before, Facts(interests=("health",), avoids=("coding",)))

    assert (after.interests, after.avoids) == (("health", "data"), ("coding",))
