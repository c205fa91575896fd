"""Personal data masked, ordinary numbers left alone."""

from __future__ import annotations

import pytest

from bot.safety.personal import PersonalData, masked


@pytest.mark.parametrize(("text", "shown"), [
    ("curp tovi091122htlzlka9 cuándo sale", "curp [CURP] cuándo sale"),
    ("CURP: QULD 070705 MMCRNF A4", "CURP: [CURP]"),
    ("rfc lefo9506113h2", "rfc [RFC]"),
    ("mi nss es 00009012345", "mi nss es [NSS]"),
    ("clave de elector RBMNKR08031409M100", "clave de elector [clave de elector]"),
    ("folio de mi ficha 2026-0098123", "folio de mi ficha [folio]"),
    ("mi cel 222-012-3344", "mi cel [teléfono]"),
    ("marca al (55) 1234 5678", "marca al [teléfono]"),
    ("escríbeme a omar+cursos@mail.example.org. gracias", "escríbeme a [correo]. gracias"),
    ("soy dafne punto quiroga arroba example punto com", "soy [correo]"),
    ("vivo en calle Colibri Azul 1432 int 7, ecatepec", "vivo en [domicilio], ecatepec"),
    ("5555555555554444 es mi tarjeta", "[tarjeta] es mi tarjeta"),
    ("clabe 032180000118359719", "clabe [CLABE]"),
    ("mi contraseña es Panecito77, ayuda", "mi contraseña es [contraseña], ayuda"),
    ("el nip de mi tarjeta es 8305", "el nip de mi tarjeta es [contraseña]"),
    ("cincuenta y cinco, cero cero, treinta y uno, veintidos, noventa y nueve", "[teléfono]"),
    ("mi alumno se llama Saul Iriarte Vega", "mi alumno se llama [nombre]"),
    ("la maestra Irma me dijo", "la maestra [nombre] me dijo"),
    ("mi hermano tiene epilepsia, puede entrar?", "mi hermano tiene [condición de salud], puede entrar?"),
])
def test_personal_data_are_masked(personal: PersonalData, text: str, shown: str) -> None:
    assert personal.mask(text) == shown


@pytest.mark.parametrize("text", [
    "tengo 17 años y 8.5 de promedio", "el examen 200-301 y el 350-401", "ciclo 2025-2026", "del 2026-02-16 al 27",
    "la clave del plantel es 15ECT0001X", "gano 12,500 pesos al mes", "llama al 800 911 2000", "son 120 horas en 6 semanas",
    "tengo quince años y ocho de promedio", "cómo se llama la certificación de Cisco", "mi contraseña no funciona",
    "olvidé mi contraseña", "en qué calle queda el plantel", "qué es la diabetes, es para mi tarea", "que onda con la formacion dual",
    "el curso se llama Python Essentials", "hay 301 planteles", "abre de 9 a 14 horas",
])
def test_ordinary_text_is_left_alone(personal: PersonalData, text: str) -> None:
    assert personal.mask(text) == text


def test_a_number_split_over_messages_is_masked_in_each(personal: PersonalData) -> None:
    before: list[str] = []
    for part in ("te paso mi cel", "77 70 12", "34 55"):
        before.append(masked(part, personal.find(part, before)))

    assert before == ["te paso mi cel", "[número]", "[número]"]
