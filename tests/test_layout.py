"""The import table of the design, read from the syntax tree: which part may use which, and each library's one home."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parents[1] / "bot"
MAY = {
    "domain": {"domain"}, "errors": set(), "settings": {"errors"}, "conversation": {"domain", "errors"},
    "language": {"domain", "errors"}, "safety": {"domain", "errors"}, "guidance": {"domain", "errors"},
    "library": {"domain", "errors"}, "prompting": {"domain", "errors"}, "llm": {"domain", "errors"}, "drawing": {"domain"},
    "storage": {"domain", "errors"}, "channel": {"conversation", "storage", "domain", "errors"},
    "simulator": {"domain", "errors"}, "review": {"storage", "domain", "errors"},
    "evaluation": {"conversation", "domain", "errors"}, "operations": {"storage", "domain", "errors"},
}
HOME = {"chromadb": "library", "langchain_chroma": "library", "bm25s": "library", "sentence_transformers": "library",
        "telegram": "channel", "structlog": "operations",
        "prometheus_client": "operations", "sqlalchemy": "storage", "alembic": "storage",
        "fastapi": "review", "argon2": "review", "pyotp": "review", "segno": "review", "krippendorff": "review", "matplotlib": "review",
        "markitdown": "library", "PIL": "drawing", "fpdf": "drawing", "font_roboto": "drawing", "cryptography": "storage",
        "stdnum": "safety", "phonenumbers": "safety",
        "rapidfuzz": "language", "lingua": "language", "wordfreq": "language", "langchain": "llm", "openai": "llm", "faster_whisper": "llm"}
SHARED = {"starlette": {"simulator", "channel"}}  # the local Bot API, and the webhook that Telegram posts to
FREE = {"assembly", "assembling", "cli", "commands", "__main__", "__init__"}


def imports(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found |= {f"bot.{alias.name}" for alias in node.names} if node.module == "bot" else {node.module}
    return found


def violations(part: str, source: str) -> list[str]:
    wrong = []
    for name in sorted(imports(source)):
        top, _, rest = name.partition(".")
        if top == "bot" and part not in FREE and rest.split(".")[0] not in MAY[part] | {part}:
            wrong.append(f"{part} may not import {name}")
        if top in HOME and part != HOME[top] and part not in FREE:
            wrong.append(f"{name} belongs in {HOME[top]}, not in {part}")
        if top in SHARED and part not in SHARED[top] and part not in FREE:
            wrong.append(f"{name} belongs in {' and '.join(sorted(SHARED[top]))}, not in {part}")
    return wrong


@pytest.mark.parametrize("file", sorted(BOT.rglob("*.py")), ids=lambda file: str(file.relative_to(BOT)))
def test_a_file_imports_only_what_its_part_may(file: Path) -> None:
    part = file.relative_to(BOT).parts[0].removesuffix(".py")

    assert violations(part, file.read_text(encoding="utf-8")) == []


def test_a_forbidden_import_is_noticed() -> None:
    assert violations("conversation", "import chromadb\nfrom bot.storage import inbox") == [
        "conversation may not import bot.storage", "chromadb belongs in library, not in conversation"]
