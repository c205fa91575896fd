"""Documents as counselors have them (PDF, DOCX, PPTX, HTML, Markdown), read as Markdown by the library markitdown.

What is wrong with a document is said as the key of a label: "document.kind", "document.locked", "document.scanned", "document.broken".
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from bot.errors import LibraryError

ENDINGS = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04", ".pptx": b"PK\x03\x04", ".html": b"", ".htm": b"", ".md": b"", ".txt": b""}
SHORTEST = 30  # letters; with less a document says nothing
LONGEST = 400_000  # characters
ACTIVE = re.compile(r"(?is)<(script|style|iframe|object|embed|svg)\b.*?(</\1\s*>|\Z)")


class MarkdownDocuments:
    """Fits the site's port `Documents`."""

    def read(self, name: str, content: bytes) -> str:
        """The document as Markdown; LibraryError when it cannot be read, or says nothing."""
        ending = PurePath(name.lower()).suffix
        if ending not in ENDINGS or not content.startswith(ENDINGS[ending]):
            raise LibraryError("document.kind")
        if ending == ".pdf" and re.search(rb"/Encrypt\s", content):
            raise LibraryError("document.locked")
        if ending in (".docx", ".pptx") and not zipfile.is_zipfile(io.BytesIO(content)):
            raise LibraryError("document.broken")
        text = content.decode("utf-8", "replace") if ending in (".md", ".txt") else _converted(ending, content)
        text = ACTIVE.sub("", text).replace("\x00", "").replace("\f", "\n").strip()
        if len(re.findall(r"\w", text)) < SHORTEST:
            raise LibraryError("document.scanned" if ending == ".pdf" else "document.empty")
        return re.sub(r"(?<=\S) {2,}", " ", re.sub(r"\n{3,}", "\n\n", text[:LONGEST]))


def _converted(ending: str, content: bytes) -> str:
    from markitdown import MarkItDown, MarkItDownException, StreamInfo  # slow to import, and seldom needed

    try:
        made = MarkItDown(enable_plugins=False).convert_stream(io.BytesIO(content), stream_info=StreamInfo(extension=ending))
    except (MarkItDownException, ValueError, OSError, KeyError) as error:
        raise LibraryError("document.broken") from error
    return str(made.text_content)
