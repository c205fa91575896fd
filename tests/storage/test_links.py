"""What became of asking for links: since when each fails, and rounds that say nothing of them."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.link import LinkSeen, LinkState
from bot.storage.database import Database
from bot.storage.links import LONGEST, LinkKept, Links
from tests.storage.talk import START

WEEK = timedelta(days=7)
FINE, GONE = LinkSeen("https://a.mx/", LinkState.ANSWERS, 200), LinkSeen("https://b.mx/", LinkState.GONE, 404)
BACK = LinkSeen("https://b.mx/", LinkState.ANSWERS, 200, moved_to="https://c.mx/")


def test_a_link_fails_since_it_was_first_found_wrong_and_until_it_is_right(database: Database) -> None:
    links, kept = Links(database), []
    for week, seen in enumerate(((FINE, GONE), (GONE,), (BACK,), (GONE,))):
        assert links.begin("eva", len(seen), START + week * WEEK)
        links.end(seen, {one.url for one in seen}, START + week * WEEK)
        kept.append(links.all())

    assert kept[0] == {FINE.url: LinkKept(FINE, START, None), GONE.url: LinkKept(GONE, START, START)}
    assert kept[1] == {GONE.url: LinkKept(GONE, START + WEEK, START)}  # the other is not in the knowledge any more
    assert kept[2] == {GONE.url: LinkKept(BACK, START + 2 * WEEK, None)}
    assert kept[3][GONE.url].failing_since == START + 3 * WEEK


def test_a_round_without_a_network_says_nothing_of_the_links(database: Database) -> None:
    links = Links(database)
    links.begin("", 1, START)
    links.end((FINE,), {FINE.url}, START)

    links.begin("eva", 1, START + WEEK)
    links.end((LinkSeen(FINE.url, LinkState.SILENT, problem="name"),), {FINE.url}, START + WEEK, "offline")

    around = links.last_round(START + WEEK)
    assert links.all() == {FINE.url: LinkKept(FINE, START, None)}
    assert around is not None and (around.state, around.counselor, around.ended_at) == ("offline", "eva", START + WEEK)


def test_a_link_that_the_round_left_out_stays_as_it_was(database: Database) -> None:
    links = Links(database)
    links.begin("", 2, START)
    links.end((FINE, GONE), {FINE.url, GONE.url}, START)

    links.begin("", 1, START + WEEK)
    links.end((FINE,), {FINE.url, GONE.url}, START + WEEK)

    assert links.all() == {FINE.url: LinkKept(FINE, START + WEEK, None), GONE.url: LinkKept(GONE, START, START)}


def test_there_is_one_round_at_a_time_and_an_interrupted_one_is_no_obstacle_for_long(database: Database) -> None:
    links, soon, late = Links(database), START + timedelta(minutes=5), START + LONGEST

    begun = links.begin("eva", 9, START), links.begin("ana", 9, soon)
    links.progress(4)
    states = [around.state for moment in (soon, late) if (around := links.last_round(moment))]

    assert begun == (True, False) and states == ["running", "stopped"]
    assert links.begin("ana", 9, late)


def test_before_the_first_round_nothing_is_known(database: Database) -> None:
    assert (Links(database).all(), Links(database).last_round(START)) == ({}, None)
