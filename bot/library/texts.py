"""The texts of a passage that a question may resemble: the whole, ways to ask for it, and its single sentences.

A question resembles one sentence more than the paragraph around it (the passage as a set of vectors: Khattab and Zaharia, 2020, in
the small), while the whole tells what the sentence is about; the search weighs both.
"""

from __future__ import annotations

import re

from bot.domain.passage import Passage

SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[A-ZÁÉÍÓÚÑ¿¡\"«(*0-9])|\n+")
SHORTEST = 20  # letters of a sentence that says something by itself


def wholes_of(passage: Passage) -> tuple[str, ...]:
    """The passage under its title and heading, in each language that it has."""
    spanish = _joined(passage.title, f"{passage.heading} {passage.text}".strip())
    english = _joined(passage.title_en, f"{passage.heading_en} {passage.text_en}".strip()) if passage.text_en else ""
    return _once(spanish, english)


def questions_of(passage: Passage) -> tuple[str, ...]:
    """Its headings, and the ways people ask for it."""
    return _once(passage.heading, passage.heading_en, *passage.asked)


def sentences_of(passage: Passage) -> tuple[str, ...]:
    """The sentences of a passage that has several, each under the title."""
    sentences = [part.strip() for part in SENTENCE_END.split(passage.text) if len(part.strip()) >= SHORTEST]
    return _once(*(_joined(passage.title, sentence) for sentence in sentences)) if len(sentences) > 1 else ()


def texts_of(passage: Passage) -> tuple[str, ...]:
    """All of them, each once."""
    return _once(*wholes_of(passage), *questions_of(passage), *sentences_of(passage))


def _joined(title: str, text: str) -> str:
    return f"{title}. {text}" if title else text


def _once(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
