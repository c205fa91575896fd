"""Pictures for a phone: small, wide enough to read, of colours that can be told apart, and quick; the page is one page."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.cards import BarCard, CardStep, PlanCard, TableCard
from bot.drawing.canvas import PAIRS, SMALL, WIDTH, contrast, font, wrapped
from bot.drawing.pictures import Drawings

STEPS = (
    CardStep("Introducción a la Ciberseguridad", "Cisco Networking Academy · 6 h · gratis · en español", "", "done", "course"),
    CardStep("Conceptos básicos de redes", "Cisco Networking Academy · 22 h · gratis · en español", "nov – dic · 5 sem.", "next", "course"),
    CardStep("Cisco Certified Support Technician (CCST) Cybersecurity", "Cisco · examen · 125 USD · en español", "", "open", "exam"),
    CardStep("Informática", "Carrera técnica de CONALEP, tres años; sales con bachillerato.", "3 años", "open", "degree"),
    CardStep("Formación dual en CONALEP", "Aprendes en una empresa mientras estudias.", "mientras estudias", "waiting", "work"),
)
CARD = PlanCard("Tu plan: ciberseguridad", "16 años · secundaria terminada · Estado de México · 5 h a la semana", STEPS,
                (("por estudiar", "22 h"), ("terminas", "dic 2026"), ("costo", "125 USD")), 0.2, "1 de 5",
                "Rumbo · 2026-11-24 · Precios, horas y fechas como están publicados; confírmalos al inscribirte.",
                ("Es lo que te gusta (ciberseguridad)",), ("Cisco Networking Academy (2026-11-10)",), "Por qué este plan", "Fuentes")
BARS = BarCard("Lo tuyo tira a Práctico y también a curioso", (("Práctico", 1.0), ("Curioso", 0.83), ("Ordenado", 0.3), ("Creativo", 0.0),
               ("Solidario", 0.0), ("Emprendedor", 0.0)), ("Te gusta hacer cosas con las manos.",), "Ordena, no prohíbe.")
TABLE = TableCard("Lado a lado", ("Certificado de Soporte de TI de Google", "IT Support Specialist Career Path"),
                  (("Costo", ("49 USD al mes", "gratis")), ("Duración", ("120 h", "30 h"))), "Rumbo · 2026-11-24")


@pytest.mark.parametrize(("name", "content"), [
    ("plan.png", Drawings().plan(CARD)), ("intereses.png", Drawings().bars(BARS)), ("comparar.png", Drawings().table(TABLE))])
def test_a_picture_is_small_and_wide_enough_for_a_phone(name: str, content: bytes, pictures: Path) -> None:
    (pictures / name).write_bytes(content)

    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.width) == ("PNG", WIDTH)
    assert len(content) <= 100_000
    assert SMALL * 400 / WIDTH >= 12  # shown 400 wide, the smallest letters are still 12 pixels


def test_a_plan_of_ten_long_steps_stays_below_100_kilobytes() -> None:
    many = PlanCard(CARD.title, CARD.subtitle, STEPS * 2, CARD.totals, 0.5, "5 de 10", CARD.footer)

    assert len(Drawings().plan(many)) <= 100_000


@pytest.mark.alone
def test_a_plan_is_drawn_in_less_than_300_milliseconds_of_the_processor() -> None:
    Drawings().plan(CARD)
    spent = []
    for _ in range(5):
        start = time.process_time()
        Drawings().plan(CARD)
        spent.append(time.process_time() - start)

    assert min(spent) < 0.3


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_text_and_ground_can_be_told_apart(one: str, other: str) -> None:
    assert contrast(one, other) >= 4.5


def test_the_page_is_one_page_however_long_the_plan() -> None:
    for steps in (STEPS, STEPS * 3):
        page = Drawings().page(PlanCard(CARD.title, CARD.subtitle, steps, CARD.totals, 0.2, "1 de 5", CARD.footer, CARD.why, CARD.sources,
                                        CARD.why_title, CARD.sources_title))

        assert page.startswith(b"%PDF")
        assert page.count(b"/Type /Page\n") == 1


def test_no_line_is_wider_than_its_place_and_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = wrapped("palabra " * 60, 28, 300, most=3)

    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(font(28).getlength(line) <= 600 for line in lines)


def test_a_word_wider_than_its_place_is_broken() -> None:
    lines = wrapped("PLC y microcontroladores, neumática", 28, 120, bold=True, most=9)

    assert all(font(28, bold=True).getlength(line) <= 240 for line in lines)
    assert "".join(line.removesuffix("-") for line in lines).replace(" ", "") == "PLCymicrocontroladores,neumática"
