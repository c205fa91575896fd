"""Long sections become several passages."""

from __future__ import annotations

from bot.library.splitting import LONGEST, split
from tests.library.passages import passage


def test_a_short_passage_stays_as_it_is() -> None:
    assert split([passage("becas")]) == (passage("becas"),)


def test_a_long_passage_is_split_between_paragraphs_and_its_pieces_have_stable_ids() -> None:
    paragraphs = [f"Párrafo {number}. " + "Texto de relleno. " * 30 for number in range(5)]
    long = passage("becas", "\n\n".join(paragraphs), asked=("¿me dan?",), text_en="One paragraph.")

    pieces = split([long, passage("dual")])

    assert [piece.id for piece in pieces] == ["becas#becas", "becas#becas-2", "becas#becas-3", "dual#dual"]
    assert all(len(piece.text) <= LONGEST for piece in pieces)
    assert all(piece.text.startswith("Párrafo") for piece in pieces[:3])
    assert " ".join(piece.text for piece in pieces[:3]).split() == long.text.split()
    assert [piece.asked for piece in pieces[:3]] == [("¿me dan?",), (), ()]
    assert [piece.text_en for piece in pieces[:3]] == ["One paragraph.", "", ""]
