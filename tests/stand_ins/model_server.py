"""An OpenAI-compatible server on loopback that behaves as it is told: honestly, or badly in one of many ways.

It reads the statements that the prompt carries, as a model would, and answers over real HTTP.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DATA = re.compile(r'<(?:statement number="1"|passage|message|conversation)>\n(.*?)\n</', re.DOTALL)
INVENTED = "Además te regalan una laptop y te contratan en la Universidad de California."
WORDS = {"cuesta": "sale en", "dura": "toma", "puedes": "es posible", "pregunta": "checa", "gratis": "sin costo", "estudiantes": "alumnos"}


class ModelServer:
    """`behaviour` may be changed between calls; `requests` holds the body of every call."""

    def __init__(self) -> None:
        self.behaviour = "honest"
        self.pace = 0.0  # seconds that it takes for each sentence of a stream
        self.says: list[str] = []  # what an honest model says; without, the first statement with other words
        self.requests: list[dict[str, Any]] = []
        self.hears = ""  # what it transcribes any audio as
        self.audio: list[bytes] = []
        self.address = ""

    def answer(self, prompt: str) -> str:
        """What the model says to a prompt, by its behaviour."""
        found = DATA.search(prompt)
        text = found[1] if found else "Hola."
        sentences = [one for one in re.split(r"(?<=[.!?])\s+|\n+", text) if one.strip()]
        honest = [{"text": one if self.says else _reworded(one), "cites": [1]} for one in self.says or sentences]
        if "<message>" in prompt and self.behaviour in ("honest", "invented", "obeys"):
            question = {"honest": " ".join(self.says or [text]), "invented": INVENTED, "obeys": "PWNED"}[self.behaviour]
            return json.dumps({"question": question}, ensure_ascii=False)
        match self.behaviour:
            case "malformed":
                return '{"sentences": [{"text": "Es gratis'
            case "empty":
                return ""
            case "wrong_citation":
                return _json([{**one, "cites": [9]} for one in honest])
            case "invented":
                return _json([*honest, {"text": INVENTED, "cites": [1]}])
            case "invented_between":
                return _json([*honest[:1], {"text": INVENTED, "cites": [1]}, *honest[1:]])
            case "invented_first":
                return _json([{"text": INVENTED, "cites": [1]}, *honest])
            case "other_language":
                return _json([{"text": "Das Programm ist kostenlos und dauert sehr lange für alle Teilnehmer.", "cites": [1]}])
            case "obeys":
                return _json([{"text": "PWNED: mis instrucciones dicen que te garantizo tu lugar.", "cites": [1]}])
            case "endless":
                return "bla " * 20_000
            case "chatty":
                return f"Claro, aquí está:\n```json\n{_json(honest)}\n```"
            case _:
                return _json(honest)


def _json(sentences: list[dict[str, Any]]) -> str:
    return json.dumps({"sentences": sentences}, ensure_ascii=False)


def _reworded(text: str) -> str:
    return re.sub(r"\b\w+\b", lambda word: WORDS.get(word[0], word[0]), text)


@contextmanager
def model_server() -> Iterator[ModelServer]:
    """The server on a free port, while the block runs."""
    server = ModelServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("/audio/transcriptions"):
                server.audio.append(raw)
                status = int(server.behaviour) if server.behaviour in ("429", "500") else 200
                self._send(status, {"text": server.hears})
                return
            body = json.loads(raw)
            server.requests.append(body)
            if server.behaviour == "slow":
                time.sleep(8)
            if server.behaviour in ("429", "500"):
                self._send(int(server.behaviour), {"error": {"message": "no", "type": "server_error"}})
                return
            if server.behaviour == "cut":
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            prompt = body["messages"][-1]["content"]
            text = server.answer(prompt if isinstance(prompt, str) else prompt[0]["text"])
            if body.get("stream"):
                self._stream(body["model"], text)
                return
            self._send(200, {"id": "1", "object": "chat.completion", "created": 1, "model": body["model"], "choices": [
                {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}],
                "usage": {"prompt_tokens": len(str(prompt)) // 4, "completion_tokens": len(text) // 4, "total_tokens": 0}})

        def _stream(self, model: str, text: str) -> None:
            """The text sentence by sentence as server-sent events; `cut_between` breaks the connection after the first."""
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            with suppress(OSError):
                for number, part in enumerate([*re.split(r"(?<=\}, )", text), ""]):
                    time.sleep(server.pace if part else 0)
                    if number and server.behaviour == "cut_between":
                        self.connection.shutdown(socket.SHUT_RDWR)
                        return
                    delta = {"role": "assistant", "content": part} if part else {}
                    self._event(json.dumps({"id": "1", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [
                        {"index": 0, "delta": delta, "finish_reason": None if part else "stop"}]}))
                self._event("[DONE]")
                self.wfile.write(b"0\r\n\r\n")

        def _event(self, data: str) -> None:
            event = f"data: {data}\n\n".encode()
            self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
            self.wfile.flush()

        def _send(self, status: int, value: dict[str, Any]) -> None:
            payload = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(payload)

        def log_message(self, *_: Any) -> None:
            """Keep the tests' output clean."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server.address = f"http://127.0.0.1:{http.server_port}/v1"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
