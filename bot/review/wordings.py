"""Whether two replies say the same in other words: the phrases of the knowledge that have several wordings count as one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from string import Formatter

TELLING = 8  # letters that a wording has at least beside its gaps, to be told from what fills them


class Wordings:
    """The wordings of all languages. `phrases`: language → key → its wordings, with gaps as `str.format` has them."""

    def __init__(self, phrases: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        several = [wordings for keys in phrases.values() for wordings in keys.values() if len(wordings) > 1]
        self._patterns = [(_pattern(one), wordings[0]) for wordings in several for one in wordings[1:] if _tells(one)]

    def first(self, text: str) -> str:
        """The text with the first wording of everything that has several."""
        for pattern, first in self._patterns:
            pieces, end = [], 0
            for found in pattern.finditer(text):
                pieces += [text[end:found.start()], _filled(first, found.groupdict())]
                end = found.end()
            text = "".join((*pieces, text[end:]))
        return text


def _pattern(wording: str) -> re.Pattern[str]:
    """What finds this wording with whatever fills its gaps, within a line."""
    written, seen = "", set[str]()
    for literal, gap, _, _ in Formatter().parse(wording):
        written += re.escape(literal)
        if gap:
            written += f"(?P={gap})" if gap in seen else f"(?P<{gap}>[^\n]+?)"
            seen.add(gap)
    return re.compile(written + (r"(?=\n|$)" if wording.endswith("}") else ""))


def _tells(wording: str) -> bool:
    return sum(sum(map(str.isalpha, literal)) for literal, _, _, _ in Formatter().parse(wording)) >= TELLING


def _filled(wording: str, gaps: Mapping[str, str]) -> str:
    """The wording with what is known of its gaps."""
    return "".join(literal + (gaps.get(gap, "") if gap else "") for literal, gap, _, _ in Formatter().parse(wording))
