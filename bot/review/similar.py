"""Questions that mean the same: neighbours of one, and groups of many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans

from bot.storage.vectors import Asked, Near

NEAR = 0.9  # cosine of E5 vectors from which two questions usually ask the same
EXACT = 1500  # so many different questions are grouped exactly; beyond, by k-means around as many centres
EXAMPLES = 5


@dataclass(frozen=True)
class Neighbour:
    """A question near another one, and how near: the cosine."""

    asked: Asked
    cosine: float


@dataclass(frozen=True)
class Group:
    """Questions that ask the same: the middlemost one, some wordings, how many people and how many times."""

    name: str
    examples: tuple[str, ...]
    people: int
    times: int
    turns: tuple[int, ...]


def neighbours(vector: np.ndarray, near: Near, most: int = 8, least: float = NEAR) -> list[Neighbour]:
    """The nearest questions, nearest first, each wording once."""
    if not len(near.asked):
        return []
    cosines = near.vectors @ vector
    found: dict[str, Neighbour] = {}
    for place in np.argsort(-cosines):
        if cosines[place] < least or len(found) == most:
            break
        found.setdefault(near.asked[place].text.casefold(), Neighbour(near.asked[place], float(cosines[place])))
    return list(found.values())


def groups(near: Near, least: float = NEAR) -> list[Group]:
    """All questions in groups, those with most people first. Average linkage over cosines; k-means when there are very many; without
    vectors by their wording alone.
    """
    if not len(near.asked):
        return []
    texts: dict[str, list[int]] = {}
    for place, asked in enumerate(near.asked):
        texts.setdefault(asked.text.casefold().strip(" ¿?¡!."), []).append(place)
    first = np.array([places[0] for places in texts.values()])
    labels = _labels(near.vectors[first], least)
    members: dict[int, list[int]] = {}
    for label, places in zip(labels, texts.values(), strict=True):
        members.setdefault(int(label), []).extend(places)
    made = [_group(near, places) for places in members.values()]
    return sorted(made, key=lambda group: (-group.people, -group.times, group.name))


def _labels(vectors: np.ndarray, least: float) -> Sequence[int]:
    if len(vectors) == 1 or not vectors.shape[1]:
        return list(range(len(vectors)))
    if len(vectors) <= EXACT:
        made = AgglomerativeClustering(n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - least)
    else:
        made = MiniBatchKMeans(n_clusters=min(400, len(vectors) // 10), random_state=1, n_init=1, batch_size=4096)
    labels: Sequence[int] = made.fit_predict(vectors).tolist()
    return labels


def _group(near: Near, places: list[int]) -> Group:
    vectors = near.vectors[places]
    middle = near.asked[places[int(np.argmax(vectors @ vectors.mean(axis=0)))]]
    wordings = Counter(near.asked[place].text for place in places)
    people = len({near.asked[place].chat_id for place in places})
    return Group(middle.text, tuple(text for text, _ in wordings.most_common(EXAMPLES)), people, len(places),
                 tuple(near.asked[place].turn_id for place in places))
