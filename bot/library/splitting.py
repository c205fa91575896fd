"""Splits a passage that is too long to be one: the embedding model reads 512 tokens, and nobody reads a page in a chat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.domain.passage import Passage

LONGEST = 1200  # characters: about 300 tokens


def split(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The passages; of a long one its pieces, the first with the passage's id, the others with "-2", "-3" … behind it.

    Both languages are split; a piece that only one language has is without the other.
    """
    return tuple(piece for passage in passages for piece in _pieces(passage))


def _pieces(passage: Passage) -> Iterator[Passage]:
    if max(len(passage.text), len(passage.text_en)) <= LONGEST:
        yield passage
        return
    from langchain_text_splitters import MarkdownTextSplitter  # slow to import, and seldom needed

    splitter = MarkdownTextSplitter(chunk_size=LONGEST, chunk_overlap=0)
    spanish, english = (splitter.split_text(text) for text in (passage.text, passage.text_en))
    for number, text in enumerate(spanish):
        name = passage.id if number == 0 else f"{passage.id}-{number + 1}"
        yield replace(passage, id=name, text=text, text_en=english[number] if number < len(english) else "",
                      asked=passage.asked if number == 0 else ())
