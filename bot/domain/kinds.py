"""The kinds, areas and levels that a certification may have."""

from __future__ import annotations

from enum import StrEnum


class Area(StrEnum):
    """What a certification is about."""

    CYBERSECURITY = "cybersecurity"
    NETWORKING = "networking"
    CLOUD = "cloud"
    AI = "ai"
    DATA = "data"
    PROGRAMMING = "programming"
    IT_SUPPORT = "it_support"
    IOT_MANUFACTURING = "iot_manufacturing"
    EMPLOYABILITY = "employability"


class CertificationKind(StrEnum):
    """What a certification is."""

    COURSE = "course"
    LEARNING_PATH = "learning_path"
    BADGE = "badge"
    CERTIFICATE = "certificate"
    EXAM = "exam"


class Level(StrEnum):
    """How much one should know before."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
