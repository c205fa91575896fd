"""Whether a text in a model's words still answers: what the answer without a model stresses, and enough of the rest."""

from __future__ import annotations

import re

from bot.conversation.quantities import quantities
from bot.conversation.stated import stems

STRESSED = re.compile(r"\*\*(.+?)\*\*")
ENOUGH = 1 / 3  # of the words of the answer without a model


def too_little(text: str, answer: str) -> bool:
    """Whether a number that the answer stresses is gone, or two thirds of its words are."""
    stressed, said = quantities(" . ".join(STRESSED.findall(answer))), quantities(text)
    gone = {value for value, _ in stressed.numbers} - set(said.values) or stressed.phones - said.phones
    own = stems(answer)
    return bool(gone) or len(own & stems(text)) < ENOUGH * len(own)
