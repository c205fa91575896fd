"""Files that go through a chat: what Telegram says of them, what it refuses, and samples for the page and the tests to send."""

from __future__ import annotations

import struct
import zlib

from bot.simulator.calls import Call, Json, Refusal, Upload, bad_request
from bot.simulator.state import Stored, Telegram

LONGEST_PHOTO = 10 * 2**20
LONGEST_UPLOAD = 50 * 2**20
LONGEST_DOWNLOAD = 20 * 2**20
MOST_PIXELS_ROUND = 10_000
STEEPEST_SIDE = 20
OGG_SERIAL = 20_250_101


def attached(telegram: Telegram, call: Call, name: str, folder: str) -> Stored:
    """The file a call sends: new, or by the id of one that went through before."""
    upload = call.upload(name)
    if upload:
        return _kept(telegram, upload, folder)
    known = telegram.files.get(call.text(name))
    if not call.text(name):
        raise bad_request(f"there is no {name} in the request")
    if not known:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return known


def _kept(telegram: Telegram, upload: Upload, folder: str) -> Stored:
    if len(upload.content) > LONGEST_UPLOAD:
        raise Refusal(413, "Request Entity Too Large")
    if not upload.content:
        raise bad_request("file must be non-empty")
    return telegram.keep(upload.content, upload.mime_type, folder, upload.name)


def described(stored: Stored) -> Json:
    """What every kind of file has in a message."""
    return {"file_id": stored.id, "file_unique_id": stored.id[:16], "file_size": len(stored.content)}


def document(stored: Stored) -> Json:
    return {"document": {**described(stored), "file_name": stored.name, "mime_type": stored.mime_type}}


def photo(stored: Stored) -> Json:
    """A picture as a message has it, in one size; refused when it is none, too big, or too long for its width."""
    if len(stored.content) > LONGEST_PHOTO:
        raise bad_request(f"file of size {len(stored.content)} bytes is too big for a photo; the maximum size is {LONGEST_PHOTO} bytes")
    size = picture_size(stored.content)
    if not size:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > MOST_PIXELS_ROUND or max(size) > STEEPEST_SIDE * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"photo": [{**described(stored), "width": width, "height": height}]}


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, JPEG or GIF (a WebP counts as a sticker of 512); None when it is none of these."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) > 24:
        return struct.unpack(">II", content[16:24])
    if content[:4] == b"GIF8" and len(content) > 10:
        return struct.unpack("<HH", content[6:10])
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return 512, 512
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[position + 5:position + 9])
            return width, height
        position += 2 + struct.unpack(">H", content[position + 2:position + 4])[0]
    return None


# ----- samples

def sample_picture(width: int = 320, height: int = 200) -> bytes:
    """A PNG with a soft gradient."""
    def row(y: int) -> bytes:
        return b"\0" + b"".join(bytes((46 + 120 * x // width, 166 - 60 * y // height, 223)) for x in range(width))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(row(y) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def silent_voice(seconds: int = 2) -> bytes:
    """A playable Ogg file with Opus packets of silence (RFC 7845), 20 ms each."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 48_000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 5) + b"rumbo" + struct.pack("<I", 0)
    pages = [_ogg_page(2, 0, 0, [head]), _ogg_page(0, 0, 1, [tags])]
    for second in range(seconds):
        last = 4 if second == seconds - 1 else 0
        pages.append(_ogg_page(last, (second + 1) * 48_000, second + 2, [b"\xf8\xff\xfe"] * 50))
    return b"".join(pages)


def _ogg_page(kind: int, position: int, number: int, packets: list[bytes]) -> bytes:
    sizes = bytes(len(packet) for packet in packets)
    head = b"OggS" + struct.pack("<BBqIII", 0, kind, position, OGG_SERIAL, number, 0) + bytes([len(sizes)]) + sizes
    page = head + b"".join(packets)
    return page[:22] + struct.pack("<I", _ogg_checksum(page)) + page[26:]


def _ogg_checksum(page: bytes) -> int:
    """The CRC-32 of Ogg: polynomial 0x04c11db7, not reflected, starting at 0."""
    remainder = 0
    for byte in page:
        remainder ^= byte << 24
        for _ in range(8):
            remainder = (remainder << 1 ^ 0x04C11DB7 if remainder & 0x80000000 else remainder << 1) & 0xFFFFFFFF
    return remainder
