"""With a language model: the answer without a model goes in, the same facts in better words come out, or the same answer.

The answer without a model is statement 1; the passages and entries that it rests on follow. Each sentence of the model is checked
against the statements that it cites; a sentence that fails is dropped if the first still stands, else the answer goes out as it was.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.conversation.check import GroundingCheck, has_its_point, sifted
from bot.conversation.idle import IDLE
from bot.conversation.kept import too_little
from bot.conversation.ports import LanguageOf, Library, Model, Prompts
from bot.conversation.showing import Show
from bot.domain.generation import CitedSentence, Composed, Dropped, Evidence, Filled, Generation, MeaningScale, Usage
from bot.domain.passage import Passage
from bot.domain.reply import Asking, Explanation, Reply, ReplyKind
from bot.errors import ModelError

LANGUAGES = {"es": "Mexican Spanish", "en": "English"}
STATEMENTS = 4
LONGEST = 600
LONGEST_PLAN, ROOM_TO_EXPLAIN = 1200, 150  # characters
LISTED = "\n• "
QUOTED = re.compile(r"«([^»]+)»")
OPENS = re.compile(r"\{(?=\s*\")")
DECODER = json.JSONDecoder()
OBJECT = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True)
class Told:
    """What a model made of an answer: the text to send, what was checked, and what was generated and dropped. `asked`: None when nothing
    was asked.
    """

    text: str
    checks: tuple[str, ...] = ()
    generation: Generation | None = None
    dropped: tuple[Dropped, ...] = ()
    asked: Asking | None = None


@dataclass(frozen=True)
class Sifted:
    """What is left of a model's sentences, and what was not. `problem`: why nothing of it may be used, empty when it may."""

    asked: Asking
    sentences: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    generation: Generation | None = None
    dropped: tuple[Dropped, ...] = ()
    problem: str = ""

    def told(self, text: str, problem: str, done: str) -> Told:
        """What is told in the end: `problem` says why nothing was used, `done` what was done when something was."""
        return Told(text, (problem or done, *self.checks), self.generation, self.dropped, replace(self.asked, problem=problem))


class Composer:
    """Rewords answers, explains plans, translates and sums up with a model; everything that fails leaves the reply as it was."""

    def __init__(self, model: Model, prompts: Prompts, check: GroundingCheck, library: Library, language: LanguageOf) -> None:
        self._model, self._prompts, self._check, self._library, self._language = model, prompts, check, library, language

    def reworded(self, reply: Reply, why: Explanation, question: str, person: str, show: Show | None = None) -> Told:
        """The reply as a model helps it: an answer reworded, a plan with a word of explanation, Spanish prose in English. Only what has a
        source goes to a model, and no lists, which lose by rewording. `show`: given a reworded answer as far as it has passed.
        """
        if not reply.sources:
            return Told(reply.text)
        if reply.kind is ReplyKind.RECOMMEND:
            return self._explained(reply, why, person)
        if reply.kind is not ReplyKind.ANSWER or LISTED in reply.text:
            return Told(reply.text)
        if self._untranslated(reply):
            return self._translated(reply, person)
        statements = self._statements(reply, why)
        prompt = self._prompts.fill("compose", language=LANGUAGES[reply.language], question=fenced(question),
                                    statements=_numbered(statements))
        left = self._sifted(prompt, person, statements, show=self._in_place_of(reply, show))
        if not left.problem and too_little(" ".join(left.sentences), reply.text):
            left = replace(left, problem="composed answer says too little", checks=(
                *left.checks, *(f"passed, not sent: {one}" for one in left.sentences)))
        return self._in_place(reply, left)

    def summary(self, lines: Sequence[str], person: str) -> Told:
        """A case in a few Spanish sentences for the counselor who takes it, from the lines of its conversation; empty when none passes."""
        conversation = "\n".join(fenced(line) for line in lines)
        asked = Evidence((conversation.replace("?", ""),))  # what was asked is what a summary states
        left = self._sifted(self._prompts.fill("summarise", conversation=conversation), person, [asked])
        text = " ".join(left.sentences)
        problem = left.problem or ("" if self._language.of(text, "es", 0) == "es" else "summary in another language")
        return left.told("" if problem else text, problem, "summarised")

    def _explained(self, reply: Reply, why: Explanation, person: str) -> Told:
        """The plan as it is, and below it what a model says of its reasons, as far as there is room."""
        if len(reply.text) > LONGEST_PLAN - ROOM_TO_EXPLAIN:
            return Told(reply.text)
        plan, *reasons = self._statements(reply, why)
        numbered = _numbered(reasons, first=2)
        prompt = self._prompts.fill("explain", language=LANGUAGES[reply.language], plan=fenced(plan.texts[0]), reasons=numbered)
        left = self._sifted(prompt, person, [plan, *reasons])
        said = ""
        for sentence in left.sentences:
            if len(reply.text) + len(said) + len(sentence) + 3 <= LONGEST_PLAN:
                said = f"{said} {sentence}".strip()
        problem = left.problem or ("" if said and self._language.of(said, reply.language, 0) == reply.language else "not explained")
        text = reply.text if problem else f"{reply.text}\n\n{said}"
        return left.told(text, problem, "explained")

    def _untranslated(self, reply: Reply) -> bool:
        """Whether an English reply quotes prose that is kept in Spanish only."""
        return reply.language == "en" and bool(QUOTED.search(reply.text)) and self._language.of(_quoted(reply.text), "en", 0) == "es"

    def _translated(self, reply: Reply, person: str) -> Told:
        passage = Evidence((_quoted(reply.text),), tuple(source.url for source in reply.sources if source.url))
        left = self._sifted(self._prompts.fill("translate", passage=fenced(passage.texts[0])), person, [passage], self._check.translation)
        told = self._in_place(reply, left)
        lost = bool(left.dropped) or self._language.of(told.text, "en", 0) != "en"  # a translation that leaves something out is none
        if not lost:
            return told
        asked = replace(left.asked, problem=left.problem or "translation refused")
        return replace(told, text=reply.text, checks=("translation refused", *told.checks), asked=asked)

    def _in_place_of(self, reply: Reply, show: Show | None) -> Show | None:
        """Shows a text only while it may stand in the place of the reply."""
        return None if show is None else lambda text: None if self._problem(text, reply) else show(text)

    def _in_place(self, reply: Reply, left: Sifted) -> Told:
        """The reply's text, or the sentences in its place."""
        text = " ".join(left.sentences)
        problem = left.problem or self._problem(text, reply)
        return left.told(reply.text if problem else text, problem, "composed")

    def _sifted(self, prompt: Filled, person: str, statements: Sequence[Evidence], meaning: MeaningScale | None = None,
                show: Show | None = None) -> Sifted:
        """The sentences that the model says to the prompt and the check lets pass. Without its first a text has lost its point."""
        judge = lru_cache(maxsize=None)(self._check.judge(statements, meaning))
        generation, start = None, time.perf_counter()
        try:
            generation = self._model.complete(prompt, person, Composed, _shown_as_heard(judge, show) if show else None)
            sentences = composed_from(generation.text).sentences
        except ModelError as error:
            return Sifted(asking(prompt, generation, start), generation=generation, problem=f"model: {error}")
        kept, dropped = sifted(sentences, judge)
        checks = (f"{len(kept)} of {len(sentences)} sentences pass", *(f"dropped ({one.reason}): {one.text}" for one in dropped))
        stands = has_its_point(sentences, kept, dropped)
        problem = "" if stands else "composed answer refused"
        checks += () if stands else tuple(f"passed, not sent: {one.text}" for one in kept)
        asked = replace(asking(prompt, generation, start), sentences=len(sentences), dropped=len(dropped))
        return Sifted(asked, tuple(one.text.strip() for one in kept), checks, generation, tuple(dropped), problem)

    def _problem(self, text: str, reply: Reply) -> str:
        """Why a text is no answer; empty when it is one. A text full of names may look foreign: then it must look as the answer without a
        model does.
        """
        if len(text) > LONGEST:
            return "composed answer too long"
        allowed = {reply.language, self._language.of(reply.text, reply.language, 0)} if not QUOTED.search(reply.text) else {reply.language}
        return "" if self._language.of(text, reply.language, 0) in allowed else "composed answer in another language"

    def _statements(self, reply: Reply, why: Explanation) -> list[Evidence]:
        links = tuple(source.url for source in reply.sources if source.url)
        found = [self._library.passage(seen.passage_id) for seen in why.passages[:STATEMENTS - 1]]
        found += [self._library.passage(f"certification:{entity}#{entity}") for entity in why.entities[:STATEMENTS - 1]]
        passages = [_evidence(passage, reply.language) for passage in found if passage is not None]
        return [Evidence((reply.text,), links), *passages][:STATEMENTS]


def asking(prompt: Filled, generation: Generation | None, start: float) -> Asking:
    """A question to a model that was begun at `start` (of time.perf_counter) and has just ended, with what it took."""
    took = generation.usage if generation else Usage()
    return Asking(prompt.label, tokens=took.tokens, dollars=took.dollars, milliseconds=(time.perf_counter() - start) * 1000)


def _shown_as_heard(judge: Callable[[CitedSentence], str], show: Show) -> Callable[[str], bool]:
    """Shows what has passed as a model says more; False, enough, once the answer has lost its point."""

    def heard(so_far: str) -> bool:
        sentences = tuple(_whole_sentences(so_far))
        kept, dropped = sifted(sentences, judge)
        if kept and has_its_point(sentences, kept, dropped):
            show(" ".join(one.text.strip() for one in kept))
        return has_its_point(sentences, kept, dropped) or all(one.reason in IDLE for one in dropped)

    return heard


def composed_from(text: str) -> Composed:
    """The composed answer in what a model said, also when it talks around the JSON or was cut off after some whole sentences; ModelError
    when there is none.
    """
    found = OBJECT.search(text)
    try:
        composed = Composed.model_validate(json.loads(found[0])) if found else Composed(sentences=())
    except ValueError as error:
        composed = Composed(sentences=tuple(_whole_sentences(text)))
        if not composed.sentences:
            raise ModelError("what the model said cannot be read") from error
    if not composed.sentences:
        raise ModelError("the model composed nothing")
    return composed


def _whole_sentences(text: str) -> Iterator[CitedSentence]:
    """The sentences that a text which may have been cut off holds whole."""
    for start in OPENS.finditer(text):
        try:
            yield CitedSentence.model_validate(DECODER.raw_decode(text, start.start())[0])
        except ValueError:
            continue


def _evidence(passage: Passage, language: str) -> Evidence:
    """A passage as a statement, in both languages, that of the reply first, with its titles, so that names in them may be said."""
    texts = (passage.text_en, passage.text) if language == "en" else (passage.text, passage.text_en)
    titles = (passage.title, passage.heading, passage.title_en, passage.heading_en)
    return Evidence(tuple(filter(None, texts)), tuple(source.url for source in passage.sources if source.url), tuple(filter(None, titles)))


def _quoted(text: str) -> str:
    """The prose between the marks of a quotation; all of the text when there is none."""
    found = QUOTED.search(text)
    return found[1] if found else text


def _numbered(statements: Sequence[Evidence], first: int = 1) -> str:
    """The statements fenced and numbered, each in one language only, which halves what a model must read."""
    return "\n".join(f'<statement number="{number}">\n{fenced(": ".join((*one.titles[:1], one.texts[0])))}\n</statement>'
                     for number, one in enumerate(statements, start=first))


def fenced(text: str) -> str:
    """A text that cannot close the fence around it."""
    return re.sub(r"</?\s*(?:statements?|question|conversation|message|passage)\b[^>]*>", " ", text, flags=re.IGNORECASE)
