"""What a message asks the number of: "cuántas preguntas trae el examen" counts questions, "cuántos cursos hay" courses."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.text import FUNCTION_WORDS, root

ASKS = frozenset({"cuantos", "cuantas", "cuanta", "many"})
THINGS = frozenset(map(root, ("cursos", "courses", "certificaciones", "certifications", "certificados", "certificates", "insignias",
                              "badges", "examenes", "exams", "rutas", "paths", "talleres")))
OTHERS = frozenset(map(root, ("carreras", "degrees", "becas", "scholarships", "programas", "programs")))
# "¿cuántas tengo que sacar?" does not say what
UNSAID = frozenset({"tengo", "tienes", "debo", "debes", "necesito", "ocupo", "hay", "need", "do", "should", "must"})
NEXT = 2  # words after "how many" among which the one counted stands


def counted(words: Sequence[str]) -> tuple[str, ...]:
    """The words that say what is counted; empty where nothing is."""
    at = next((place for place, word in enumerate(words) if word in ASKS), len(words))
    if at + 1 < len(words) and words[at + 1] in UNSAID:
        return ()
    return tuple(word for word in words[at + 1:at + 1 + NEXT] if word not in FUNCTION_WORDS)


def counts_entries(words: Sequence[str]) -> bool:
    """Whether entries of the catalog are counted, and not something of one of them."""
    return any(root(word) in THINGS for word in counted(words))


def of_all(words: Sequence[str]) -> bool:
    """Whether such things are spoken of in the plural, all of them: "¿cuánto duran los cursos?"."""
    return any(word.endswith("s") and root(word) in THINGS | OTHERS for word in words)
