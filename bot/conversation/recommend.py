"""A proposal for a person who says what they like or need: the best path in words, with its sources and what would change it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.draft import Draft
from bot.conversation.ports import Clock, Library, Phrases, Planner
from bot.conversation.profile import subject
from bot.conversation.question import Question
from bot.conversation.told import Line, Teller, fitted
from bot.conversation.wording_of_profile import ProfileWords
from bot.domain.conversation import Facts, Memory
from bot.domain.guidance import Path, Plan, Step, StepKind
from bot.domain.interests import InterestField
from bot.domain.knowledge import Knowledge
from bot.domain.passage import Sought
from bot.domain.reading import Reading
from bot.domain.reply import Button, ReplyKind

LIKELY = 0.86  # the similarity from which a degree found by meaning says which field is meant
CLEARLY = 0.01  # how much nearer it is than the degrees of other fields
PROGRAMS = 12  # passages of degrees looked at
TELLING = 0.45  # weight of the words, besides those that ask for advice, from which they may mean a field
LONGEST = 1200  # characters
HEAD = 160  # of them for the line that begins a proposal


class Recommender:
    """Recommends from a plan; `draft` is all that a dialogue asks of it."""

    def __init__(self, knowledge: Knowledge, planner: Planner, library: Library, phrases: Phrases, clock: Clock) -> None:
        self._planner, self._library, self._say, self._clock = planner, library, phrases.say, clock
        self._teller, self._words = Teller(knowledge, phrases), ProfileWords(knowledge, phrases)
        self._fields: Sequence[InterestField] = knowledge.interests.fields if knowledge.interests else ()

    def draft(self, reading: Reading, memory: Memory) -> Draft:
        """The best path for the person spoken of, at most 1,200 characters."""
        facts = self._facts(reading, memory)
        single = "single" in reading.signs
        plan = self._planner.plan(facts, memory.questionnaire, reading.language, single)
        if not plan.paths:
            return self._nothing(plan, reading.language)
        paid = any(step.kind is StepKind.SUPPORT for step in plan.paths[0].steps)
        guessed = not (facts.interests or memory.questionnaire.answers or (paid and facts != Facts()))
        best, seed = plan.paths[0], memory.seed + memory.turn
        lines = self.lines(plan, facts, reading.language)
        told, before = reading.other or reading.facts, memory.said[-1] if memory.said else None
        going_on = before is not None and before.kind == str(ReplyKind.RECOMMEND) and told != Facts() and not guessed
        text, sources = fitted(lines, LONGEST - HEAD)
        if before is not None and going_on and before.entities == _spoken_of(best):
            text = self._same(best, lines, self._untold(facts, told, single, reading.language, memory), told, reading.language, seed)
        elif going_on:
            text = f"{self._say('plan.changed_by', reading.language, seed, facts=self._words.summary(told, reading.language))}\n{text}"
        else:
            head = "plan.head_other" if memory.other else "plan.head_try" if guessed else "plan.head"
            text = f"{self._say(head, reading.language, seed)}\n{text}"
        buttons = self._buttons(plan, guessed, reading.language)
        return Draft(text, ReplyKind.RECOMMEND, sources=sources, buttons=buttons, confidence=0.6 if guessed else 0.8,
                     entities=_spoken_of(best),
                     checks=(f"plan {best.id}", *(reason.key for reason in best.reasons)))

    def _untold(self, facts: Facts, told: Facts, single: bool, language: str, memory: Memory) -> frozenset[str]:
        """The lines as they were before what was told now."""
        new = told.model_dump(exclude_none=True, exclude_defaults=True)
        before = facts.model_copy(update={name: Facts.model_fields[name].get_default() for name in new if name != "interests"})
        plan = self._planner.plan(before, memory.questionnaire, language, single)
        return frozenset(line.text for line in self.lines(plan, before, language)) if plan.paths else frozenset()

    def _same(self, path: Path, lines: Sequence[Line], untold: frozenset[str], told: Facts, language: str, seed: int) -> str:
        """Of a path just proposed its steps by name, and only what is said otherwise because of what was told now."""
        names = " → ".join(self._teller.name(step, language) for step in path.steps if step.id in _spoken_of(path))
        head = Line(self._say("plan.same", language, seed, facts=self._words.summary(told, language), names=names))
        total = self._teller.total(path, language)
        return fitted([head, *(line for line in lines if line.text not in untold or line == total)], LONGEST)[0]

    def of_path(self, path: Path, reading: Reading, memory: Memory) -> Draft:
        """One path, told like a proposal."""
        head = Line(self._say("plan.head", reading.language, memory.seed + memory.turn))
        text, sources = fitted([head, *self.lines(Plan((path,)), subject(memory), reading.language)], LONGEST)
        buttons = (*self._buttons(Plan((path,)), False, reading.language),)
        return Draft(text, ReplyKind.RECOMMEND, sources=sources, buttons=buttons, confidence=0.8,
                     entities=_spoken_of(path),
                     checks=(f"plan {path.id}", *(reason.key for reason in path.reasons)))

    def lines(self, plan: Plan, facts: Facts, language: str) -> list[Line]:
        """The first path of the plan, line by line."""
        path, teller, state = plan.paths[0], self._teller, facts.state
        found: list[Line | None] = []
        for step in path.steps:
            match step.kind:
                case StepKind.BASICS:
                    found.append(Line(self._say("plan.basics", language), 0, teller.sources(step.sources, step.checked_on)))
                case StepKind.DEGREE:
                    found.append(teller.degree(step, state, language))
                case StepKind.SUPPORT | StepKind.WORK if step.id == facts.country:
                    found.append(self._abroad(step, path, language))
                case StepKind.SUPPORT | StepKind.WORK:
                    found.append(teller.work(step, state, language))
                case _ if step.when == "age":
                    found.append(Line(self._say("plan.later_age", language, age=step.min_age or 18, name=teller.name(step, language),
                                                provider=step.provider), 4, teller.sources(step.sources, step.checked_on)))
        if facts.enrolled == "conalep":
            found.append(Line(self._say("plan.degree_now", language), 1))
        courses = self._courses(path, language)
        place = next((number for number, step in enumerate(path.steps) if step.kind in (StepKind.COURSE, StepKind.EXAM)), 0)
        found[place:place] = courses
        found.append(Line(self._say("plan.no_computer", language), 2) if facts.computer is False else None)
        found.append(Line(self._say("plan.no_internet", language), 2) if facts.internet is False else None)
        found.append(teller.why(path, language))
        found.extend(teller.changes(plan, path, language, self._clock.today()))
        if len(plan.paths) > 1:
            names = dict.fromkeys(teller.field(other, language) for other in plan.paths[1:] if other.field != path.field)
            found.append(Line(self._say("plan.other", language, names=", ".join(names)), 5) if names else None)
        return [line for line in found if line is not None]

    def _courses(self, path: Path, language: str) -> list[Line]:
        courses = [step for step in path.steps if step.kind in (StepKind.COURSE, StepKind.EXAM) and not step.when]
        if not courses:
            return []
        said = [Line(self._say("plan.courses" if len(courses) > 1 else "plan.course_one", language))]
        for number, step in enumerate(courses, start=1):
            text = self._say("plan.course", language, number=number, name=self._teller.name(step, language), provider=step.provider,
                             facts=self._teller.facts(step, language))
            said.append(Line(text, 0 if number <= 2 else 3, self._teller.sources(step.sources[:1], step.checked_on)))
        total = self._teller.total(path, language)
        return said + ([total] if total else [])

    def _abroad(self, step: Step, path: Path, language: str) -> Line | None:
        """What their country offers for the field, as its topic says it."""
        found = self._library.search(Sought(f"{self._teller.field(path, 'es')} {step.name_es}", filters=(("kind", "topic"),), limit=40))
        own = [one for one in found if one.passage.entry_id == step.id]
        if not own:
            return None
        best = own[0].passage
        text = best.text if language == "es" or not best.text_en else best.text_en
        return Line(self._say("plan.abroad", language, country=self._teller.place(step.id, language), text=text), 0, best.sources[:2])

    def _facts(self, reading: Reading, memory: Memory) -> Facts:
        """Whom to plan for: the person they ask for, else themselves; the fields this message speaks of come first."""
        facts = subject(memory)
        avoided = set(facts.avoids)
        named = tuple(dict.fromkeys(one for one in (*reading.topics, *facts.interests) if one not in avoided))
        if not named and "recommend" in reading.signs and Question("", reading).unexplained() > TELLING:
            named = self._by_meaning(reading)
        free = True if reading.constraints.free else facts.free_only
        return facts.model_copy(update={"interests": named, "free_only": free})

    def _by_meaning(self, reading: Reading) -> tuple[str, ...]:
        """The field of the degree whose description is nearest to what they said, when those of other fields are clearly farther."""
        found = self._library.search(Sought(reading.standalone, filters=(("kind", "program"),), limit=PROGRAMS))
        fields = [field for field in self._fields if found and found[0].passage.entry_id in field.programs]
        inside = {program for field in fields for program in field.programs}
        next_best = max((one.dense for one in found if one.passage.entry_id not in inside), default=0.0)
        clear = bool(found) and found[0].dense >= LIKELY and found[0].dense - next_best >= CLEARLY
        return tuple(field.id for field in fields)[:1] if clear else ()

    def _nothing(self, plan: Plan, language: str) -> Draft:
        reasons = " ".join(self._teller.reason(one, language) for one in plan.missing)
        quiz = Button(self._say("plan.button_quiz", language), "quiz:start")
        return Draft(self._say("plan.missing", language, reasons=reasons), ReplyKind.CLARIFY, buttons=(quiz,), confidence=0.5)

    def _buttons(self, plan: Plan, guessed: bool, language: str) -> tuple[Button, ...]:
        keep = Button(self._say("plan.button_keep", language), f"plan:keep:{plan.paths[0].id}")
        other = Button(self._say("plan.button_other", language), f"plan:other:{plan.paths[1].id}") if len(plan.paths) > 1 else None
        quiz = Button(self._say("plan.button_quiz", language), "quiz:start") if guessed else None
        return tuple(button for button in (keep, other, quiz) if button is not None)


def _spoken_of(path: Path) -> tuple[str, ...]:
    """The entries that a path's steps are: the courses and exams in their order, then the degree."""
    courses = [step.id for step in path.steps if step.kind in (StepKind.COURSE, StepKind.EXAM)]
    return (*courses, *(step.id for step in path.steps if step.kind is StepKind.DEGREE))
