"""Numbers in digits, in words and in both, in two languages that share words."""

from __future__ import annotations

import pytest

from bot.conversation.numerals import tokens
from bot.conversation.quantities import quantities


@pytest.mark.parametrize(("text", "expected"), [
    ("mil novecientos cincuenta pesos", ["1950", "pesos"]), ("dos mil veintiséis", ["2026"]), ("one hundred and fifty", ["150"]),
    ("treinta y cinco y 3", ["35", "y", "3"]), ("300 mil empleos", ["300000", "empleos"]), ("mil 900 pesos", ["1900", "pesos"]),
    ("un millón doscientos mil", ["1200000"]), ("cien por ciento", ["100", "por", "ciento"]), ("twenty-one", ["21"]),
    ("seis de cada diez", ["6", "de", "cada", "10"]), ("once pesos", ["11", "pesos"]), ("once you pay", ["once", "you", "pay"]),
    ("ten days", ["10", "days"]), ("ten en cuenta", ["tener", "en", "cuenta"]), ("2,000 a 3,500", ["2000", "a", "3500"]),
])
def test_a_number_is_read_however_it_is_written(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_what_a_number_means_is_read_with_it() -> None:
    said = quantities("De 18 a 29 años, hasta 17 % más, 800 pesos cada dos meses, 55 5817 1617, at least 3 hours a week")

    assert {(18.0, "year"), (29.0, "year"), (17.0, "percent"), (800.0, "peso"), (3.0, "hour")} <= said.numbers
    assert {(18.0, "from"), (29.0, "to"), (17.0, "most"), (17.0, "above"), (3.0, "least")} <= said.limits
    assert said.pairs == {("range", 18.0, 29.0)}
    assert said.periods == {(2.0, "month"), (1.0, "week")}
    assert said.phones == {"5558171617"}
    assert said.money == {"peso"}
