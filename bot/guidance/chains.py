"""Certifications in an order in which each comes after what it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.knowledge import Certification, LearningPath
from bot.guidance.person import Person, verdict

LONGEST = 5
FEW = 2
PAID_HOURS_A_MONTH = 40.0  # hours a month that the published monthly prices assume (10 a week)


@dataclass(frozen=True)
class Chain:
    """Certifications that one person can take, in order, one that waits for their 18th birthday, and why others fell out."""

    id: str
    steps: tuple[Certification, ...]
    later: tuple[Certification, ...] = ()
    blocked: tuple[tuple[str, Certification], ...] = ()
    path: LearningPath | None = None


class Catalog:
    """The certifications with their prerequisites resolved once."""

    def __init__(self, certifications: Iterable[Certification], paths: Iterable[LearningPath]) -> None:
        self.entries: Mapping[str, Certification] = {entry.id: entry for entry in certifications}
        self.paths: Mapping[str, LearningPath] = {path.id: path for path in paths}
        self._expanded = {path.id: self.expanded(path.steps) for path in self.paths.values()}

    def expanded(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The ids with everything they ask for put before them; a learning path stands for its courses when those are known."""
        order: list[str] = []

        def add(one: str, above: frozenset[str]) -> None:
            entry = self.entries[one]
            if one in order or one in above:
                return
            for needed in entry.prerequisites:
                for part in self.entries[needed].includes or (needed,):
                    add(part, above | {one})
            if not entry.includes or not set(entry.includes) <= set(order):
                order.append(one)

        for one in ids:
            add(one, frozenset())
        return tuple(order)

    def of_path(self, path_id: str, who: Person, most: int = LONGEST, companions: Iterable[str] = (),
                without: frozenset[str] = frozenset()) -> Chain:
        """The part of a learning path that this person can take; where little of it is left, with `companions` of the field.

        `without` are certifications that the person does not want.
        """
        path = self.paths[path_id]
        chain = self._chain(path_id, [one for one in self._expanded[path_id] if one not in without], who, most, path)
        extra = tuple(one for one in companions if one not in without)
        if len(chain.steps) >= FEW or not chain.steps or not extra:
            return chain
        return replace(self._chain(path_id, self.expanded((*(entry.id for entry in chain.steps), *extra)), who, most, None),
                       path=path, later=chain.later, blocked=chain.blocked)

    def of_ids(self, chain_id: str, ids: Iterable[str], who: Person, most: int = LONGEST, without: frozenset[str] = frozenset()) -> Chain:
        """Single certifications with what they ask for, as far as this person can take them."""
        return self._chain(chain_id, [one for one in self.expanded(ids) if one not in without], who, most, None)

    def satisfied(self, entry: Certification, before: set[str]) -> bool:
        """Whether everything it asks for is among `before`."""
        return all(self._has(needed, before) for needed in entry.prerequisites)

    def _has(self, one: str, before: set[str]) -> bool:
        included = self.entries[one].includes
        return one in before or (bool(included) and set(included) <= before)

    def _chain(self, chain_id: str, ids: Iterable[str], who: Person, most: int, path: LearningPath | None) -> Chain:
        steps: list[Certification] = []
        later: list[Certification] = []
        blocked: list[tuple[str, Certification]] = []
        taken: set[str] = set()
        waiting: set[str] = set()
        for entry in (self.entries[one] for one in ids):
            why = verdict(entry, who)
            if why == "" and self.satisfied(entry, taken):
                steps.append(entry)
                taken.add(entry.id)
            elif why in ("", "age") and who.minor and self.satisfied(entry, taken | waiting) and self._grown(entry, who):
                later.append(entry)
                waiting.add(entry.id)
            elif why:
                blocked.append((why, entry))
        if path is not None:
            steps = self._purposeful(self._purposeful(steps, later[:1], path.area)[:most], later[:1], path.area)
        kept = tuple(steps[:most])
        later = [entry for entry in later[:1] if self.satisfied(entry, {one.id for one in kept})]
        return Chain(chain_id, kept, tuple(later), tuple(blocked), path)

    def _purposeful(self, steps: list[Certification], later: list[Certification], area: str) -> list[Certification]:
        """The steps of the path's own area and those that a kept one asks for; a preparation for what fell out leads nowhere."""
        wanted = {entry.id for entry in (*steps, *later) if entry.area == area}
        for entry in reversed((*steps, *later)):
            if entry.id in wanted:
                for needed in entry.prerequisites:
                    wanted |= {needed, *self.entries[needed].includes}
        return [entry for entry in steps if entry.id in wanted]

    def _grown(self, entry: Certification, who: Person) -> bool:
        """Whether only their age stands in the way."""
        return verdict(entry, replace(who, minor=False, age=None)) == ""
