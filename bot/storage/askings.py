"""What became of asking a language model, by prompt and version: a row for each call of a turn, and their sums.

The rows hold nothing that anybody wrote, so they can be counted where texts are encrypted; they go when their turn is erased.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String, cast, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.storage.desk_tables import ReviewRow
from bot.storage.tables import BIG, Base, TurnRow, UtcTime

RIGHT = "right"  # the rubric's question whether a reply is right; where a rating has none, all its answers count
MS = 10  # times are counted in steps of so many milliseconds


class AskingRow(Base):
    """One call of a language model for a turn. `prompt`: "compose/v1"; `fingerprint`: of its text; `problem`: why nothing that the model
    said was used, "" when something was. `milliseconds`: 0 when an answer was given again from memory.
    """

    __tablename__ = "askings"
    __table_args__ = (Index("askings_at", "at", "prompt"), Index("askings_of", "prompt", "chat_id"))

    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chat_id: Mapped[int] = mapped_column(BIG)
    at: Mapped[datetime] = mapped_column(UtcTime)
    prompt: Mapped[str] = mapped_column(String(48))
    fingerprint: Mapped[str] = mapped_column(String(16), default="")
    problem: Mapped[str] = mapped_column(String(120), default="")
    sentences: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[int] = mapped_column(default=0)
    tokens: Mapped[int] = mapped_column(default=0)
    dollars: Mapped[float] = mapped_column(Float, default=0.0)
    milliseconds: Mapped[float] = mapped_column(Float, default=0.0)


@dataclass(frozen=True)
class PromptResult:
    """Sums over the turns of one prompt and version. `used`: something that the model said went out; `problems`: why not, of the others.

    `right` and `wrong` count ratings by counselors; `times`: hundredths of a second → calls; `texts`: the fingerprints of the prompt, one
    unless its file was changed without a new version.
    """

    turns: int = 0
    used: int = 0
    sentences: int = 0
    dropped: int = 0
    problems: Mapping[str, int] = field(default_factory=dict)
    up: int = 0
    down: int = 0
    right: int = 0
    wrong: int = 0
    tokens: int = 0
    dollars: float = 0.0
    times: Mapping[int, int] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()

    def __add__(self, other: PromptResult) -> PromptResult:
        """Both together."""
        return PromptResult(
            self.turns + other.turns, self.used + other.used, self.sentences + other.sentences, self.dropped + other.dropped,
            Counter(self.problems) + Counter(other.problems), self.up + other.up, self.down + other.down, self.right + other.right,
            self.wrong + other.wrong, self.tokens + other.tokens, self.dollars + other.dollars, Counter(self.times) + Counter(other.times),
            self.texts | other.texts)

    def within(self, share: float) -> float | None:
        """Milliseconds within which this share of the calls ended (nearest rank, to 10 ms); None when none was measured."""
        left = share * sum(self.times.values())
        for step, calls in sorted(self.times.items()):
            left -= calls
            if left <= 1e-9:
                return float(step * MS)
        return None


PromptResults = Mapping[str, PromptResult]


def added(results: Iterable[PromptResults]) -> dict[str, PromptResult]:
    """All of them together: prompt → its result."""
    found: dict[str, PromptResult] = {}
    for one in results:
        for prompt, result in one.items():
            found[prompt] = found[prompt] + result if prompt in found else result
    return found


def add_askings(session: Session, turn: TurnRow) -> None:
    """Keep what became of the calls of a turn, from its explanation."""
    for number, one in enumerate(turn.explanation.get("asked") or ()):
        prompt, _, fingerprint = str(one["prompt"]).partition("@")
        session.add(AskingRow(
            turn_id=turn.id, number=number, chat_id=turn.chat_id, at=turn.at, prompt=prompt[:48], fingerprint=fingerprint[:16],
            problem=str(one["problem"])[:120], sentences=one["sentences"], dropped=one["dropped"], tokens=one["tokens"],
            dollars=one["dollars"], milliseconds=one["milliseconds"]))


def results(session: Session, since: datetime, until: datetime) -> dict[str, PromptResult]:
    """Prompt → what became of its calls from `since` on and before `until`."""
    within = (AskingRow.at >= since, AskingRow.at < until)
    return added((*_sums(session, within), *_times(session, within), *_ratings(session, within)))


def _sums(session: Session, within: Any) -> Iterable[PromptResults]:
    by = (AskingRow.prompt, AskingRow.fingerprint, AskingRow.problem, TurnRow.feedback)
    query = select(*by, func.count().label("turns"), func.sum(AskingRow.sentences).label("sentences"),
                   func.sum(AskingRow.dropped).label("dropped"), func.sum(AskingRow.tokens).label("tokens"),
                   func.sum(AskingRow.dollars).label("dollars"))
    for row in session.execute(query.join(TurnRow, TurnRow.id == AskingRow.turn_id).where(*within).group_by(*by)):
        yield {row.prompt: PromptResult(
            row.turns, 0 if row.problem else row.turns, int(row.sentences), int(row.dropped),
            {row.problem: row.turns} if row.problem else {}, row.turns if row.feedback == "up" else 0,
            row.turns if row.feedback == "down" else 0, tokens=int(row.tokens), dollars=float(row.dollars),
            texts=frozenset({row.fingerprint}))}


def _times(session: Session, within: Any) -> Iterable[PromptResults]:
    step = cast(func.round(AskingRow.milliseconds / MS), Integer)
    query = select(AskingRow.prompt, step, func.count()).where(*within, AskingRow.milliseconds > 0).group_by(AskingRow.prompt, step)
    for prompt, hundredths, calls in session.execute(query):
        yield {prompt: PromptResult(times={int(hundredths): int(calls)})}


def _ratings(session: Session, within: Any) -> Iterable[PromptResults]:
    query = select(AskingRow.prompt, ReviewRow.ratings).join(ReviewRow, ReviewRow.turn_id == AskingRow.turn_id).where(*within)
    for prompt, ratings in session.execute(query):
        right = bool(ratings.get(RIGHT, all(ratings.values())))
        yield {prompt: PromptResult(right=int(right), wrong=int(not right))}
