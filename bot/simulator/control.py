"""The other side of the simulator: be a person, watch a chat, read what happened, make things go wrong. For tests and the chat page.

Everything is JSON, and a POST must say so (`content-type: application/json`), so that no other web page can post here. `user` is a
person's number from 1 up; with `group` (from 1 up) the message is written in that group, whose chat id is the number negated.
A wrong call gets status 400 and `{"ok": false, "description": …}`; a good one what stands here after →.

    POST /control/send      {user, group?, language?, caption?, edit?: message_id, and one of
                             text: "…" | photo | voice | document: true or {data: base64, name?, mime_type?} | sticker: "👍" |
                             location: true or {latitude, longitude} | contact: true or {phone_number, first_name}}
                            → {message, update_id}
    POST /control/press     {user, group?, message_id, data, forged?: true}           → {callback_query_id, update_id}
    POST /control/block     {user, blocked: true | false}                             → {blocked}
    GET  /control/messages  ?user=1[&group=1][&after=message_id][&wait=seconds]       → {messages: […]}
                            with `wait` (up to 60) it answers once the bot has written something after `after`
    GET  /control/log       ?after=0[&limit=1000]                                     → {entries: […], last: n}
                            an entry: {n, time: seconds since 1970, direction: "in" (an update was made) | "out" (the bot called),
                            what: kind of update or method, chat_id, ok, content}; getUpdates and getMe are not in it
    GET  /control/status    → {waiting: updates not confirmed, polling: polls under way, webhook: true | false, blocked, troubles}
    POST /control/trouble   {kind, n?: 1, method?: "sendMessage" | "" | "*", seconds?: 1}   kinds: see `trouble.py`
    POST /control/reset     {}             forget people, messages, updates, files, log and troubles; the bot's commands stay
    GET  /control/chat      ?user=1[&group=1][&lang=en]       what a page shows first → {bot, person, commands, messages, …}
    GET  /control/events    the same query, or none for all chats     server-sent events: {event: "message" | "edit" | "delete" |
                            "action" | "answer" | "read" | "profile" | "blocked" | "reset", chat_id, …}
    GET  /control/file/ID   a file of a chat, by its file_id
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import islice

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.simulator import people
from bot.simulator.calls import Json, Refusal, bad_request, loaded_object
from bot.simulator.profile import about, commands_for
from bot.simulator.state import Chat, Telegram, Watchers

Action = Callable[[Telegram, Json], Awaitable[Json]]
SHOWN_INLINE = {"image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg"}
HEARTBEAT_SECONDS = 15.0
LONGEST_WAIT = 60


async def send(telegram: Telegram, body: Json) -> Json:
    user = _number(body, "user")
    telegram.person(user, str(body.get("language", "")))
    return await people.send(telegram, user, _number(body, "group", 0), people.content(telegram, body), _number(body, "edit", 0))


async def press(telegram: Telegram, body: Json) -> Json:
    return await people.press(telegram, _number(body, "user"), _number(body, "group", 0), _number(body, "message_id"),
                              str(body.get("data", "")), bool(body.get("forged")))


async def block(telegram: Telegram, body: Json) -> Json:
    return await people.block(telegram, _number(body, "user"), bool(body.get("blocked", True)))


async def trouble(telegram: Telegram, body: Json) -> Json:
    seconds = body.get("seconds", 1)
    if not isinstance(seconds, int | float):
        raise bad_request("seconds must be a number")
    telegram.troubles.add(str(body.get("kind", "")), _number(body, "n", 1), str(body.get("method", "")), seconds)
    return {"troubles": telegram.troubles.coming()}


async def reset(telegram: Telegram, body: Json) -> Json:
    telegram.forget()
    return {}


async def messages(request: Request) -> Response:
    after = _query(request, "after")
    await _bot_wrote(request, after, min(_query(request, "wait"), LONGEST_WAIT))
    chat = _watched(request)
    return JSONResponse({"messages": [message for number, message in chat.messages.items() if number > after]})


async def log(request: Request) -> Response:
    telegram, after = _telegram(request), _query(request, "after")
    skipped = max(after - (telegram.logged - len(telegram.log)), 0)
    entries = list(islice(telegram.log, skipped, skipped + (_query(request, "limit") or 1000)))
    return JSONResponse({"entries": entries, "last": entries[-1]["n"] if entries else after})


async def status(request: Request) -> Response:
    telegram = _telegram(request)
    return JSONResponse({"waiting": len(telegram.updates), "polling": telegram.polling, "webhook": telegram.webhook is not None,
                         "blocked": sorted(telegram.blocked), "troubles": telegram.troubles.coming()})


async def chat(request: Request) -> Response:
    telegram, watched = _telegram(request), _watched(request)
    person = telegram.person(_query(request, "user"))
    language = str(person["language_code"])
    return JSONResponse({
        "bot": about(telegram, language), "person": person, "group": watched.id if watched.id < 0 else 0,
        "commands": commands_for(telegram, watched.id, language), "messages": list(watched.messages.values()),
        "read_up_to": watched.read_up_to, "blocked": watched.id in telegram.blocked,
    })


async def events(request: Request) -> Response:
    watchers = _watched(request).watchers if _query(request, "user") else _telegram(request).watchers
    return StreamingResponse(_events(watchers), media_type="text/event-stream", headers={"cache-control": "no-store"})


async def file(request: Request) -> Response:
    stored = _telegram(request).files.get(request.path_params["id"])
    if not stored:
        return JSONResponse({"ok": False, "description": "no such file"}, status_code=404)
    kind = stored.mime_type if stored.mime_type in SHOWN_INLINE else "application/octet-stream"
    headers = {} if kind in SHOWN_INLINE else {"content-disposition": "attachment"}
    return Response(stored.content, media_type=kind, headers=headers)


async def _bot_wrote(request: Request, after: int, seconds: int) -> None:
    """Come back when the chat has a message of the bot above `after`, or when the seconds are over."""
    queue: asyncio.Queue[Json] = asyncio.Queue()
    watchers = _watched(request).watchers
    watchers.add(queue)
    try:
        async with asyncio.timeout(seconds):
            while not _newer_of_bot(_watched(request), after):
                await queue.get()
    except TimeoutError:
        pass
    finally:
        watchers.discard(queue)


def _newer_of_bot(chat: Chat, after: int) -> bool:
    for number, message in reversed(chat.messages.items()):
        if number <= after:
            return False
        if message["from"]["is_bot"]:
            return True
    return False


async def _events(watchers: Watchers) -> AsyncIterator[str]:
    queue: asyncio.Queue[Json] = asyncio.Queue()
    watchers.add(queue)
    try:
        yield 'data: {"event":"ready"}\n\n'
        while True:
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    event = await queue.get()
                yield f"data: {json.dumps(event)}\n\n"
            except TimeoutError:
                yield ": still here\n\n"
    finally:
        watchers.discard(queue)


def _act(action: Action) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return JSONResponse({"ok": False, "description": "content-type must be application/json"}, status_code=415)
        return JSONResponse(await action(_telegram(request), loaded_object(await request.body())))
    return endpoint


async def refused(request: Request, error: Exception) -> Response:
    """Telegram's refusal of something a person tried, as this side answers it."""
    if not isinstance(error, Refusal):
        raise error
    return JSONResponse({"ok": False, "description": str(error)}, status_code=error.code)


def _telegram(request: Request) -> Telegram:
    telegram: Telegram = request.app.state.telegram
    return telegram


def _watched(request: Request) -> Chat:
    user, language = _query(request, "user"), request.query_params.get("lang", "")[:2].lower()
    _telegram(request).person(user, language)
    return _telegram(request).room(user, _query(request, "group"))


def _query(request: Request, name: str) -> int:
    return _number(dict(request.query_params), name, 0)


def _number(body: Json, name: str, default: int | None = None) -> int:
    found = body.get(name, default)
    try:
        return int(found if found is not None else "")
    except (TypeError, ValueError, OverflowError):
        raise bad_request(f"{name} must be a number") from None


ROUTES = [
    *(Route(f"/control/{action.__name__}", _act(action), methods=["POST"]) for action in (send, press, block, trouble, reset)),
    *(Route(f"/control/{view.__name__}", view, methods=["GET"]) for view in (messages, log, status, chat, events)),
    Route("/control/file/{id}", file, methods=["GET"]),
]
