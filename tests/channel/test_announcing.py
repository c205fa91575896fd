"""How an announcement reads."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.channel.announcing import AnnouncementLoop
from bot.channel.records import Records
from bot.domain.conversation import Memory
from bot.library.phrases import PhraseBook
from bot.storage.announcements import Announcements
from bot.storage.database import Database


def test_an_announcement_speaks_the_language_of_each_and_can_be_stopped(database: Database, phrases: PhraseBook) -> None:
    loop = AnnouncementLoop(Records(database, "test"), Announcements(database), phrases, lambda: datetime.now(UTC))

    told = [loop.worded("Ya **abrió** & va.", "It's <open>.", Memory(language=language)) for language in ("es", "en")]

    assert [one.html for one in told] == ["Ya <b>abrió</b> &amp; va.", "It's &lt;open&gt;."]
    assert [one.buttons[0].action for one in told] == ["remind:stop_news"] * 2
