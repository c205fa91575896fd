"""Which fields a message speaks of, which of them the person would like, and which they decline.

The fields and their cues stand in `interests.yaml`. A field only mentioned is no interest: it takes a word of liking or wanting.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.interests import InterestField
from bot.language.facts import OWN, clauses, cue_pattern

LIKES = re.compile(r"\b(?:gust\w*|interes\w*|encant\w*|fascin\w*|llama\w* la atencion|apasion\w*|aprend\w*|estudi\w*|quier\w*|quisier\w*|"
                   r"busc\w*|me laten?|soy buen[oa]|se me da\w*|trabajar|dedicarme|ser|algo de|algo con|cursos? de|love|likes?|interested|"
                   r"wants?|learn|study|studying|become|into|enjoy|good at|carrera|chamb\w*)\b")
DOES = re.compile(r"\b(?:soy|(?<!un )(?<!el )(?<!mi )trabajo (?:de|en|como)|trabaje|estudie|i am|i m|i work|worked|ando de)\b")
DECLINES = re.compile(r"\b(?:no (?:me|le) (?:gust\w*|interes\w*|llama\w*|late)|no qui\w*|odi\w*|nada de|menos|excepto|not|"
                      r"don t (?:like|want)|hate|without|ni(?= (?:\w+ )?$)|no(?= $))\b")
LACKS = re.compile(r"\b(?:no (?:tengo|hay|cuento|tiene|se|sabe|le|leo)|sin|don t have|do not have|solo tengo|puro)\b")
MARKERS = (("a likes", LIKES), ("b declines", DECLINES), ("c other", LACKS), ("c other", DOES))  # of two that end together the later counts


@dataclass(frozen=True)
class Liking:
    """Ids of fields: spoken of, liked, declined; each in the order of the text."""

    topics: tuple[str, ...] = ()
    likes: tuple[str, ...] = ()
    avoids: tuple[str, ...] = ()


def liking(text: str, fields: Sequence[InterestField]) -> Liking:
    """What the text says of each field, the other's interests (a daughter's) included."""
    topics: list[str] = []
    likes: list[str] = []
    avoids: list[str] = []
    wanting = False
    for clause, _ in clauses(text):
        wanting = bool(LIKES.search(clause)) or (wanting and not OWN.search(clause))
        for start, field in sorted(_named(clause, fields)):
            before = clause[:start]
            last, what = max((_last(marker, before), name) for name, marker in MARKERS)
            if last >= 0 and what == "c other":
                continue
            declined = last >= 0 and what == "b declines"
            topics.append(field)
            if declined:
                avoids.append(field)
            elif wanting:
                likes.append(field)
    kept = [one for one in dict.fromkeys(likes) if one not in avoids]
    return Liking(tuple(dict.fromkeys(topics)), tuple(kept), tuple(dict.fromkeys(avoids)))


def _last(marker: re.Pattern[str], text: str) -> int:
    """Where the last match ends; -1 without one."""
    return max((found.end() for found in marker.finditer(text)), default=-1)


def _named(clause: str, fields: Sequence[InterestField]) -> list[tuple[int, str]]:
    """Where each field is first named in the clause."""
    found = []
    for field in fields:
        starts = [match.start() for cue in field.cues if (match := cue_pattern(cue).search(clause))]
        if starts:
            found.append((min(starts), field.id))
    return found
