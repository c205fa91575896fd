"""Many people who write to the bot: what they ask comes from the ways of asking that the knowledge lists, by a seed.

Some ask what nobody has published, some are unhappy with an answer, some want a person, a few are in danger: every view has somebody.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.knowledge import Knowledge

UNANSWERED = ("¿cuál es el teléfono del plantel de Tepito?", "cual es el tel del plantel tepito",
              "¿a qué hora abre la cafetería del plantel?", "a q ora abre la cafeteria",
              "¿quién es el maestro de soldadura?", "¿dónde compro el uniforme?", "donde venden el uniforme",
              "¿hay estacionamiento para motos?", "¿puedo llevar a mi perro?", "¿cuántas canchas de fut tiene el plantel?")
AFTER = ("¿y cuánto dura?", "y cuánto cuesta?", "gracias!", "¿y si tengo 16?", "hay algo en línea?", "¿en Puebla hay?", "soy de puebla")
PERSON = ("quiero hablar con una persona", "pásame con un asesor porfa")
DANGER = ("ya no quiero vivir, reprobé todo", "mi papá me golpea y ya no aguanto")
FIRST = ("hola", "buenas", "hola, tengo 17", "hey", "")


@dataclass(frozen=True)
class Story:
    """What one person writes, and the ratings ("up", "down", "") after each message."""

    messages: tuple[str, ...]
    ratings: tuple[str, ...]


def stories(knowledge: Knowledge, count: int, seed: int = 7) -> Iterator[Story]:
    """`count` people, always the same for a seed."""
    chance = random.Random(seed)
    prose = (*knowledge.questions, *knowledge.programs, *knowledge.topics)
    asked = [text for entry in prose for section in entry.sections for text in section.asked]
    for _ in range(count):
        messages = [first] if (first := chance.choice(FIRST)) else []
        for _ in range(chance.randint(1, 4)):
            messages.append(chance.choice(asked))
            if chance.random() < 0.4:
                messages.append(chance.choice(AFTER))
        if chance.random() < 0.3:
            messages.append(chance.choice(UNANSWERED))
        if chance.random() < 0.06:
            messages.append(chance.choice(PERSON))
        elif chance.random() < 0.02:
            messages.append(chance.choice(DANGER))
        yield Story(tuple(messages), tuple(chance.choices(("", "up", "down"), (80, 14, 6), k=len(messages))))
