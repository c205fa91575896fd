"""The Bot API over HTTP: one address for every method, one for files; wrong tokens, wrong methods and asked-for troubles met here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.simulator import messages, profile, updates, webhook
from bot.simulator.calls import Call, Refusal, read_call
from bot.simulator.state import Telegram
from bot.simulator.trouble import too_many

Method = Callable[[Telegram, Call], Awaitable[Any]]
METHODS: dict[str, Method] = {
    "getme": profile.get_me, "logout": profile.log_out, "close": profile.log_out,
    "getupdates": updates.get_updates, "setwebhook": webhook.set_webhook, "deletewebhook": webhook.delete_webhook,
    "getwebhookinfo": webhook.get_webhook_info,
    "sendmessage": messages.send_message, "sendphoto": messages.send_photo, "senddocument": messages.send_document,
    "sendlocation": messages.send_location, "sendvenue": messages.send_venue, "sendchataction": messages.send_chat_action,
    "editmessagetext": messages.edit_message_text, "editmessagereplymarkup": messages.edit_message_reply_markup,
    "deletemessage": messages.delete_message, "answercallbackquery": messages.answer_callback_query, "getfile": messages.get_file,
    "setmycommands": profile.set_my_commands, "getmycommands": profile.get_my_commands, "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_name, "getmyname": profile.get_my_name,
    "setmydescription": profile.set_my_description, "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description, "getmyshortdescription": profile.get_my_short_description,
    "setchatmenubutton": profile.set_chat_menu_button, "getchatmenubutton": profile.get_chat_menu_button,
}
UNLOGGED = {"getupdates", "getme", "getwebhookinfo", "getfile"}
SERVER_ERROR = Refusal(500, "Internal Server Error")


class BrokenAnswer(Response):
    """An answer that promises more than it brings, whereupon the server closes the connection."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-type", b"application/json"), (b"content-length", b"100000")]})
        await send({"type": "http.response.body", "body": b'{"ok":true,', "more_body": True})


async def call_method(request: Request) -> Response:
    """`/bot<TOKEN>/<method>`, by GET or POST, the method's name in any case."""
    telegram: Telegram = request.app.state.telegram
    try:
        method = _method(telegram, request)
        call = await read_call(request, request.path_params["method"])
    except Refusal as refusal:
        return _refused(refusal)
    if await _silenced(telegram):
        return BrokenAnswer()
    trouble = telegram.troubles.of_call(call.method)
    kind = trouble.kind if trouble else ""
    if kind == "cut":
        _note(telegram, call, ok=False, outcome="cut")
        return BrokenAnswer()
    if trouble and kind in {"fail", "flood"}:
        struck = SERVER_ERROR if kind == "fail" else too_many(trouble.seconds)
        _note(telegram, call, ok=False, outcome=str(struck))
        return _refused(struck)
    answer = await _answer(telegram, method, call)
    return BrokenAnswer() if kind == "lost" or await _silenced(telegram) else answer


async def download(request: Request) -> Response:
    """`/file/bot<TOKEN>/<path>`: a file that went through a chat."""
    telegram: Telegram = request.app.state.telegram
    if request.path_params["token"] != telegram.token:
        return _refused(Refusal(401, "Unauthorized"))
    stored = telegram.paths.get(request.path_params["path"])
    return Response(stored.content, media_type="application/octet-stream") if stored else _refused(Refusal(404, "Not Found"))


def _method(telegram: Telegram, request: Request) -> Method:
    if request.path_params["token"] != telegram.token:
        raise Refusal(401, "Unauthorized")
    try:
        return METHODS[request.path_params["method"].lower()]
    except KeyError:
        raise Refusal(404, "Not Found: method not found") from None


async def _answer(telegram: Telegram, method: Method, call: Call) -> Response:
    try:
        result = await method(telegram, call)
    except Refusal as refusal:
        _note(telegram, call, ok=False, outcome=str(refusal))
        return _refused(refusal)
    _note(telegram, call, ok=True, outcome="", message_id=result.get("message_id", 0) if isinstance(result, dict) else 0)
    return JSONResponse({"ok": True, "result": result})


async def _silenced(telegram: Telegram) -> bool:
    """Wait out a silence; True when there was one."""
    seconds = telegram.troubles.silence()
    if seconds:
        await asyncio.sleep(seconds)
    return seconds > 0


def _note(telegram: Telegram, call: Call, ok: bool, outcome: str, message_id: int = 0) -> None:
    if call.method.lower() not in UNLOGGED:
        chat = str(call.values.get("chat_id", "0"))
        number = int(chat) if chat.removeprefix("-").isdigit() else 0
        telegram.note("out", call.method, number, {**call.values, "error": outcome, "message_id": message_id} if outcome else
                      {**call.values, "message_id": message_id or call.values.get("message_id", 0)}, ok)


def _refused(refusal: Refusal) -> Response:
    return JSONResponse(refusal.body, status_code=refusal.code)


ROUTES = [
    Route("/bot{token}/{method}", call_method, methods=["GET", "POST"]),
    Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
]
