"""With a language model: the answer without a model goes in, the same facts in better words come out, or the same answer.

The answer without a model is statement 1; the passages and entries that it rests on follow. Each sentence of the model is checked
against the statements that it cites; a sentence that fails is dropped if the first still stands, else the answer goes out as it was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.check import GroundingCheck
from bot.conversation.ports import LanguageOf, Library, Model, Prompts
from bot.domain.generation import Composed, Dropped, Evidence, Generation
from bot.domain.passage import Passage
from bot.domain.reply import Explanation, Reply, ReplyKind
from bot.errors import ModelError

LANGUAGES = {"es": "Mexican Spanish", "en": "English"}
STATEMENTS = 4
LONGEST = 600
LISTED = "\n• "
OBJECT = re.compile(r"\{.*\}", re.DOTALL)


@dataclass(frozen=True)
class Told:
    """What a model made of an answer: the text to send, what was checked, and what was generated and dropped."""

    text: str
    checks: tuple[str, ...] = ()
    generation: Generation | None = None
    dropped: tuple[Dropped, ...] = ()


class Composer:
    """Rewords answers with a model; everything that fails leaves the answer as it was."""

    def __init__(self, model: Model, prompts: Prompts, check: GroundingCheck, library: Library, language: LanguageOf) -> None:
        self._model, self._prompts, self._check, self._library, self._language = model, prompts, check, library, language

    def reworded(self, reply: Reply, why: Explanation, question: str, person: str) -> Told:
        """The answer in the model's words where all of it is supported, else as it was. Only answers with a source go to a model,
        and no lists, which lose by rewording.
        """
        if reply.kind is not ReplyKind.ANSWER or not reply.sources or LISTED in reply.text:
            return Told(reply.text)
        statements = self._statements(reply, why)
        prompt = self._prompts.fill("compose", language=LANGUAGES[reply.language], question=fenced(question),
                                    statements=_numbered(statements))
        try:
            generation = self._model.complete(prompt, person, Composed)
        except ModelError as error:
            return Told(reply.text, (f"model: {error}",))
        try:
            composed = composed_from(generation.text)
        except ModelError as error:
            return Told(reply.text, (f"model: {error}",), generation)
        kept, dropped = self._check.sift(composed.sentences, statements)
        text = " ".join(sentence.text.strip() for sentence in kept)
        problem = self._problem(text, composed, kept, reply)
        told = tuple(f"dropped ({one.reason}): {one.text}" for one in dropped)
        return Told(reply.text if problem else text, (problem or "composed", *told), generation, tuple(dropped))

    def _problem(self, text: str, composed: Composed, kept: Sequence[object], reply: Reply) -> str:
        """Why what is left is no answer; empty when it is one. Without its first sentence an answer has lost its point. A text full of
        names may look foreign: then it must look as the answer without a model does.
        """
        if not kept or kept[0] != composed.sentences[0]:
            return "composed answer refused"
        if len(text) > LONGEST:
            return "composed answer too long"
        allowed = {reply.language, self._language.of(reply.text, reply.language, 0)}
        return "" if self._language.of(text, reply.language, 0) in allowed else "composed answer in another language"

    def _statements(self, reply: Reply, why: Explanation) -> list[Evidence]:
        links = tuple(source.url for source in reply.sources if source.url)
        found = [self._library.passage(seen.passage_id) for seen in why.passages[:STATEMENTS - 1]]
        found += [self._library.passage(f"certification:{entity}#{entity}") for entity in why.entities[:STATEMENTS - 1]]
        passages = [_evidence(passage) for passage in found if passage is not None]
        return [Evidence((reply.text,), links), *passages][:STATEMENTS]


def composed_from(text: str) -> Composed:
    """The composed answer in what a model said, also when it talks around the JSON; ModelError when there is none."""
    found = OBJECT.search(text)
    try:
        composed = Composed.model_validate(json.loads(found[0])) if found else Composed(sentences=())
    except ValueError as error:
        raise ModelError("what the model said cannot be read") from error
    if not composed.sentences:
        raise ModelError("the model composed nothing")
    return composed


def _evidence(passage: Passage) -> Evidence:
    """A passage as a statement, in both languages, with its title, so that names in the title may be said."""
    spanish = f"{passage.title}. {passage.heading} {passage.text}"
    english = f"{passage.title_en}. {passage.heading_en} {passage.text_en}" if passage.text_en else ""
    return Evidence(tuple(text for text in (spanish, english) if text), tuple(source.url for source in passage.sources if source.url))


def _numbered(statements: Sequence[Evidence]) -> str:
    """The statements fenced and numbered; a fence that stands in a text is taken out of it."""
    return "\n".join(f'<statement number="{number}">\n{fenced(" / ".join(one.texts))}\n</statement>'
                     for number, one in enumerate(statements, start=1))


def fenced(text: str) -> str:
    """A text that cannot close the fence around it."""
    return re.sub(r"</?\s*(?:statements?|question|conversation|message|passage)\b[^>]*>", " ", text, flags=re.IGNORECASE)
