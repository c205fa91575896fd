"""Keeps what is searched true to the knowledge: at the start, and when a file has changed.

The order is always the same, so that somebody may ask at any moment: by words at once; by meaning as soon as the vectors that the index
holds are read; entirely when the rest is embedded. The model is loaded here, off the path of the first message.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from bot.domain.passage import Passage
from bot.library.embedding import TextEmbeddings
from bot.library.ports import Built, Index, Progress
from bot.library.search import PassageLibrary
from bot.library.spare import give_back
from bot.library.texts import texts_of


class Upkeep:
    """A library, the embeddings that its questions go through, and the index behind them. One at a time keeps; anybody may search."""

    def __init__(self, library: PassageLibrary, embeddings: TextEmbeddings, open_index: Callable[[], Index],
                 give_back: Callable[[], None] = give_back) -> None:
        """`open_index` takes its time, and is called by `warm` only; `give_back` frees the memory that embedding took."""
        self._library, self._embeddings, self._open, self._give_back = library, embeddings, open_index, give_back
        self._index: Index | None = None
        self._lock = Lock()

    def warm(self, progress: Progress | None = None) -> Built:
        """Search by meaning with what the index holds, then embed what it lacks; LibraryError leaves the search by words."""
        with self._lock:
            if self._index is None:
                self._index = self._open()
            return self._complete(self._index, progress)

    def renew(self, passages: Sequence[Passage], progress: Progress | None = None) -> Built | None:
        """Search these passages from now on; embeds what is new. None when there is no index yet: `warm` will see them."""
        with self._lock:
            self._library.replace(passages)
            return None if self._index is None else self._complete(self._index, progress)

    def index(self, progress: Progress | None = None) -> Built:
        """Complete the index and nothing else: the model is loaded only if something is new."""
        with self._lock:
            return self._open().build(self._library.passages, progress)

    def _complete(self, index: Index, progress: Progress | None) -> Built:
        passages = self._library.passages
        texts = {text for passage in passages for text in texts_of(passage)}
        known = self._library.vectors
        if not known:
            known = index.vectors(texts)
            self._library.learn(known)
        self._embeddings.wait()
        built = index.build(passages, progress, known)
        if lacking := texts - known.keys():
            self._library.learn({**known, **index.vectors(lacking)})
        if built.embedded:
            self._give_back()
        return built


def open_library(passages: Sequence[Passage], load: Callable[[], Any],
                 open_index: Callable[[TextEmbeddings], Index]) -> tuple[PassageLibrary, Upkeep, TextEmbeddings]:
    """A library that answers by words at once, and what makes it answer by meaning: `Upkeep.warm`, in another thread if need be."""
    embeddings = TextEmbeddings(load=load)
    library = PassageLibrary(passages, embeddings)
    return library, Upkeep(library, embeddings, lambda: open_index(embeddings)), embeddings
