"""Municipalities in the spellings that people use."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.domain.municipalities import Municipalities
from bot.language.places import Gazetteer, gazetteer_of

ROOT = Path(__file__).parents[2]
DRAWN = [tuple(row) for row in yaml.safe_load((ROOT / "tests" / "evaluation" / "municipalities.yaml").read_text(encoding="utf-8"))["drawn"]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    table = yaml.safe_load((ROOT / "knowledge" / "municipalities.yaml").read_text(encoding="utf-8"))
    return gazetteer_of(Municipalities.model_validate(table))


def test_at_least_97_of_100_municipalities_are_found_as_people_write_them(gazetteer: Gazetteer) -> None:
    missed = []

    for text, state, name in DRAWN:
        found = gazetteer.of(text, (state,) if state else ())
        if found is None or found.lat is None or (found.state, found.name) != (state, name):
            missed.append((text, state, name, found))

    assert len(DRAWN) == 200
    assert len(missed) <= 6, missed


@pytest.mark.parametrize(("text", "place"), [
    ("vivo en Neza", "estado-de-mexico/nezahualcoyotl"), ("cerca de celaya", "guanajuato/celaya"), ("soy de cd juarez", "chihuahua/juarez"),
    ("aca en cancun", "quintana-roo/benito-juarez"), ("vivo en playa del carmen", "quintana-roo/solidaridad"),
    ("soy de Ecatepec", "estado-de-mexico/ecatepec-de-morelos"), ("en nesahualcoyotl", "estado-de-mexico/nezahualcoyotl"),
    ("Tuxtla", "chiapas/tuxtla-gutierrez"), ("soy de huajuapan", "oaxaca/heroica-ciudad-de-huajuapan-de-leon"),
    ("me queda cerca iztapalapa", "ciudad-de-mexico/iztapalapa"), ("vivo en poza rica", "veracruz/poza-rica-de-hidalgo")])
def test_a_place_is_found_by_what_people_call_it(gazetteer: Gazetteer, text: str, place: str) -> None:
    found = gazetteer.of(text)

    assert found is not None
    assert found.id == place


@pytest.mark.parametrize("text", ["quiero estudiar redes", "me gusta el centro de datos", "hola", "tengo 16 años", "trabajo en el centro",
                                  "una carrera de progreso", "soy de la universidad"])
def test_ordinary_words_are_no_places(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.of(text) is None


def test_of_two_with_one_name_the_state_decides(gazetteer: Gazetteer) -> None:
    found = gazetteer.of("vivo en benito juarez", ("ciudad-de-mexico",))

    assert found is not None
    assert found.state == "ciudad-de-mexico"


def test_a_shared_point_has_a_nearest_municipality(gazetteer: Gazetteer) -> None:
    found = gazetteer.nearest(19.402, -99.01)

    assert found is not None
    assert found.id == "estado-de-mexico/nezahualcoyotl"
