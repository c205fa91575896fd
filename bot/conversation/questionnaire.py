"""The interest questionnaire: one tap for each activity, back and pause at any time, resumed after days, told in plain words.

Actions: "quiz:start", "quiz:again", "quiz:a:<item>:<0|1|2>", "quiz:back", "quiz:pause", "quiz:result".
"""

from __future__ import annotations

from typing import Protocol

from bot.conversation.commands import command_of
from bot.conversation.draft import Draft
from bot.conversation.ports import Phrases, Pictures
from bot.domain.cards import BarCard
from bot.domain.conversation import Answer, Memory, Questionnaire
from bot.domain.interests import Holland, InterestField, InterestItem, InterestTable
from bot.domain.message import Message, MessageKind
from bot.domain.reading import Reading
from bot.domain.reply import Attachment, Button, ReplyKind, Source

NAMES = frozenset({"intereses", "interests", "cuestionario", "quiz"})
TYPED = {"si": 2, "sí": 2, "yes": 2, "me gusta": 2, "claro": 2, "mas o menos": 1, "más o menos": 1, "so-so": 1, "so so": 1, "maybe": 1,
         "tal vez": 1, "regular": 1, "no": 0, "nel": 0, "nope": 0, "no me gusta": 0}
SHOWN = 3


class Scoring(Protocol):
    """Scores a questionnaire."""

    def scores(self, answers: tuple[Answer, ...]) -> tuple[tuple[Holland, float], ...]:
        """The six types with 0 to 1, highest first."""
        ...

    def next_item(self, questionnaire: Questionnaire) -> tuple[int, InterestItem] | None:
        """The first item without an answer, and its number."""
        ...

    def best(self, questionnaire: Questionnaire) -> tuple[InterestField, ...]:
        """The fields, best first; empty before the end."""
        ...


class InterestQuestions:
    """Fits the engine's Dialogue."""

    def __init__(self, table: InterestTable, scoring: Scoring, sources: tuple[Source, ...], phrases: Phrases, pictures: Pictures) -> None:
        self._table, self._scoring, self._sources = table, scoring, sources
        self._say, self._pictures = phrases.say, pictures
        self._types = {one.type: one for one in table.types}

    def turn(self, message: Message, reading: Reading, memory: Memory) -> Draft | None:
        """The reply when the turn belongs to the questionnaire."""
        if message.kind is MessageKind.COMMAND:
            return self._started(memory) if command_of(message.text)[0] in NAMES else None
        if message.kind is MessageKind.BUTTON:
            return self._pressed(message.text.removeprefix("quiz:"), memory) if message.text.startswith("quiz:") else None
        value = TYPED.get(message.text.strip().lower().strip(".!¡"))
        coming = self._scoring.next_item(memory.questionnaire)
        if not memory.questionnaire.open or value is None or coming is None:
            return None
        return self._answered(coming[1].id, value, memory)

    def _pressed(self, action: str, memory: Memory) -> Draft | None:
        verb, _, rest = action.partition(":")
        match verb:
            case "start":
                return self._started(memory)
            case "again":
                return self._started(_with(memory, Questionnaire()))
            case "result":
                return self._result(memory)
            case "pause":
                paused = _with(memory, memory.questionnaire.model_copy(update={"open": False}))
                button = Button(self._say("quiz.button_resume", memory.language), "quiz:start")
                return Draft(self._say("quiz.paused", memory.language), ReplyKind.COMMAND, buttons=(button,), memory=paused)
            case "back":
                answers = memory.questionnaire.answers[:-1]
                return self._asked(_with(memory, Questionnaire(answers=answers, open=True)))
            case "a":
                item, _, value = rest.partition(":")
                known = any(one.id == item for one in self._table.items)
                return self._answered(item, int(value), memory) if known and value in ("0", "1", "2") else self._asked(memory)
        return None

    def _started(self, memory: Memory) -> Draft:
        if self._scoring.next_item(memory.questionnaire) is None:
            return self._result(memory)
        fresh = not memory.questionnaire.answers
        opened = _with(memory, memory.questionnaire.model_copy(update={"open": True}))
        return self._asked(opened, "quiz.intro" if fresh else "quiz.resumed")

    def _answered(self, item: str, value: int, memory: Memory) -> Draft:
        others = tuple(one for one in memory.questionnaire.answers if one.item != item)
        return self._asked(_with(memory, Questionnaire(answers=(*others, Answer(item=item, value=value)), open=True)))

    def _asked(self, memory: Memory, first: str = "") -> Draft:
        coming, language = self._scoring.next_item(memory.questionnaire), memory.language
        if coming is None:
            return self._result(memory)
        number, item = coming
        said = self._say("quiz.item", language, number=number, all=len(self._table.items),
                         text=item.text_es if language == "es" else item.text_en)
        answers = [Button(self._say(f"quiz.button_{value}", language), f"quiz:a:{item.id}:{value}") for value in (2, 1, 0)]
        back = [Button(self._say("quiz.button_back", language), "quiz:back")] if memory.questionnaire.answers else []
        pause = Button(self._say("quiz.button_pause", language), "quiz:pause")
        text = "\n\n".join([*([self._say(first, language)] if first else []), said])
        return Draft(text, ReplyKind.COMMAND, buttons=(*answers, *back, pause), memory=memory)

    def _result(self, memory: Memory) -> Draft:
        """The types in plain words, a picture, and the fields they go best with."""
        fields, language = self._scoring.best(memory.questionnaire), memory.language
        if not fields:
            return self._asked(memory)
        memory = _with(memory, memory.questionnaire.model_copy(update={"open": False}))
        scored = self._scoring.scores(memory.questionnaire.answers)
        spanish = language == "es"
        names = [self._types[kind].name_es if spanish else self._types[kind].name_en for kind, _ in scored]
        texts = [self._types[kind].text_es if spanish else self._types[kind].text_en for kind, _ in scored]
        flat = scored[0][1] - scored[-1][1] < 0.01
        head = self._say("quiz.flat", language) if flat else self._say("quiz.result", language, first=names[0], second=names[1].lower())
        chosen = fields[:SHOWN]
        going = self._say("quiz.fields", language, fields=", ".join(_name(one, language) for one in chosen))
        lines = [head, *([] if flat else texts[:2]), going, self._say("quiz.open_doors", language)]
        card = BarCard(head.replace("**", ""), tuple(zip(names, (value for _, value in scored), strict=True)), tuple(texts[:2]),
                       self._say("quiz.method", language))
        buttons = [Button(self._say("quiz.button_field", language, field=_name(one, language)), f"plan:field:{one.id}") for one in chosen]
        again = Button(self._say("quiz.button_again", language), "quiz:again")
        picture = Attachment("photo", "intereses.png" if spanish else "interests.png", "image/png", self._pictures.bars(card))
        return Draft("\n".join(lines), ReplyKind.RECOMMEND, sources=self._sources, buttons=(*buttons, again), memory=memory,
                     attachments=(picture,), confidence=0.7)


def _name(field: InterestField, language: str) -> str:
    return field.name_es if language == "es" else field.name_en


def _with(memory: Memory, questionnaire: Questionnaire) -> Memory:
    return memory.model_copy(update={"questionnaire": questionnaire})
