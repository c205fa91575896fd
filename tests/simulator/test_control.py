"""The side of people and tests: what it refuses, what the log holds, and that nobody else on this machine's browser gets in."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.simulator.app import build_app
from bot.simulator.state import Telegram
from tests.simulator.conftest import Raw
from tests.stand_ins.telegram import ROOT, AsyncSimulator, NoReply, Simulator


@pytest.mark.parametrize(("what", "body", "description"), [
    ("send", {"user": 1}, "Bad Request: send needs text, photo, voice, sticker, document, location or contact"),
    ("send", {"user": 1, "text": ""}, "Bad Request: message text is empty"),
    ("send", {"user": 1, "text": "a" * 4097}, "Bad Request: message is too long"),
    ("send", {"user": 0, "text": "hola"}, "Bad Request: user must be a positive number"),
    ("send", {"text": "hola"}, "Bad Request: user must be a number"),
    ("send", {"user": 1, "text": "hola", "edit": 5}, "Bad Request: message to edit not found"),
    ("send", {"user": 1, "photo": {"data": "¡"}}, "Bad Request: data must be base64"),
    ("press", {"user": 1, "message_id": 5, "data": "x"}, "Bad Request: there is no such button to press"),
    ("send", {"user": 1e400, "text": "hola"}, "Bad Request: user must be a number"),
    ("trouble", {"kind": "earthquake"}, "Bad Request: kind must be one of fail, cut, lost, flood, silence, duplicate, reorder, jump"),
])
def test_what_no_person_could_do_is_refused(simulator: Simulator, what: str, body: dict[str, object], description: str) -> None:
    answer = simulator.http.post(f"/control/{what}", content=json.dumps(body), headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()) == (400, {"ok": False, "description": description})


def test_half_a_surrogate_pair_is_refused_before_it_is_kept(simulator: Simulator) -> None:
    answer = simulator.http.post("/control/send", content='{"user": 1, "text": "\\ud83d"}', headers={"content-type": "application/json"})

    assert (answer.status_code, simulator.person(1).messages()) == (400, [])


def test_only_buttons_that_are_there_can_be_pressed_unless_forged(simulator: Simulator, call: Raw) -> None:
    ana = simulator.person(1)
    ana.say("hola")
    keys = {"inline_keyboard": [[{"text": "Sí", "callback_data": "yes"}]]}
    sent = call("sendMessage", chat_id=1, text="¿Sí?", reply_markup=keys)[1]["result"]

    ana.press("Sí")
    refused = simulator.http.post("/control/press", json={"user": 1, "message_id": sent["message_id"], "data": "no"})
    simulator.act("press", user=1, message_id=sent["message_id"], data="no", forged=True)

    pressed = [update["callback_query"]["data"] for update in call("getUpdates")[1]["result"] if "callback_query" in update]
    assert (refused.status_code, pressed) == (400, ["yes", "no"])


def test_the_log_tells_what_went_in_and_out_in_order_with_times(simulator: Simulator, call: Raw) -> None:
    before = time.time()
    simulator.person(1).say("hola")
    call("sendMessage", chat_id=1, text="¡Hola!")
    call("sendMessage", chat_id=1, text="")

    log = simulator.log()

    assert [(entry["direction"], entry["what"], entry["chat_id"], entry["ok"], entry["content"]["text"]) for entry in log] == [
        ("in", "message", 1, True, "hola"), ("out", "sendMessage", 1, True, "¡Hola!"), ("out", "sendMessage", 1, False, "")]
    assert log[2]["content"]["error"] == "Bad Request: message text is empty"
    assert before <= log[0]["time"] <= log[1]["time"] <= log[2]["time"] <= time.time()
    assert simulator.log(after=log[1]["n"]) == log[2:]


def test_after_a_reset_nothing_is_left_and_ids_go_on(simulator: Simulator, call: Raw) -> None:
    ana = simulator.person(1)
    first = ana.say("hola")
    simulator.trouble("fail", n=5)

    simulator.reset()
    second = simulator.person(1).say("de nuevo")

    assert (second > first, [message["text"] for message in ana.messages()], call("sendMessage", chat_id=1, text="ok")[0]) == (
        True, ["de nuevo"], 200)


def test_another_web_page_cannot_post_here_nor_reach_this_by_another_name(simulator: Simulator) -> None:
    as_text = simulator.http.post("/control/send", content='{"user": 1, "text": "hola"}', headers={"content-type": "text/plain"})
    elsewhere = simulator.http.get("/control/status", headers={"host": "attacker.example"})

    assert (as_text.status_code, elsewhere.status_code) == (415, 400)


def test_a_file_that_could_run_in_a_browser_is_only_downloaded(simulator: Simulator) -> None:
    page = {"name": "x.html", "mime_type": "text/html", "data": "PHNjcmlwdD4="}
    simulator.person(1).send(document=page)
    file_id = simulator.person(1).messages()[0]["document"]["file_id"]

    answer = simulator.http.get(f"/control/file/{file_id}")

    assert (answer.content, answer.headers["content-type"], answer.headers["content-disposition"]) == (
        b"<script>", "application/octet-stream", "attachment")


def test_files_need_the_token(simulator: Simulator, call: Raw) -> None:
    simulator.person(1).send(document=True)
    path = call("getFile", file_id=simulator.person(1).messages()[0]["document"]["file_id"])[1]["result"]["file_path"]

    answers = [simulator.http.get(f"/file/bot{token}/{path}").status_code for token in (simulator.token, "1:wrong")]
    missing = simulator.http.get(f"/file/bot{simulator.token}/documents/none.txt").status_code

    assert (answers, missing) == ([200, 401], 404)


async def test_many_people_write_at_once_and_each_sees_their_own(simulator: Simulator, call: Raw) -> None:
    async with AsyncSimulator(simulator.url) as crowd:
        people = [crowd.person(user) for user in range(1, 51)]
        for number, person in enumerate(people):
            await person.say(f"soy {number}")
        for update in call("getUpdates")[1]["result"]:
            call("sendMessage", chat_id=update["message"]["chat"]["id"], text=f"eco {update['message']['text']}")
        replies = [(await person.wait_for_reply())["text"] for person in people]

    assert replies == [f"eco soy {number}" for number in range(50)]


def test_waiting_for_a_reply_that_never_comes_ends(simulator: Simulator) -> None:
    with pytest.raises(NoReply):
        simulator.person(1).wait_for_reply(timeout=0.5)


@pytest.fixture
async def later() -> AsyncIterator[tuple[httpx.AsyncClient, list[float]]]:
    """A simulator inside this process, whose clock the test moves."""
    clock = [1_800_000_000.0]
    app = build_app("1:t", clock=lambda: clock[0])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client:
        yield client, clock


async def test_a_pressed_button_can_be_answered_for_a_minute(later: tuple[httpx.AsyncClient, list[float]]) -> None:
    client, clock = later
    await client.post("/control/send", json={"user": 1, "text": "hola"})
    sent = await client.post("/bot1:t/sendMessage", json={
        "chat_id": 1, "text": "¿Sí?", "reply_markup": {"inline_keyboard": [[{"text": "Sí", "callback_data": "yes"}]]}})
    press = {"user": 1, "message_id": sent.json()["result"]["message_id"], "data": "yes"}
    queries = [(await client.post("/control/press", json=press)).json()["callback_query_id"] for _ in range(2)]

    in_time = await client.post("/bot1:t/answerCallbackQuery", json={"callback_query_id": queries[0]})
    clock[0] += 61
    too_late = await client.post("/bot1:t/answerCallbackQuery", json={"callback_query_id": queries[1]})

    assert (in_time.json()["ok"], too_late.json()["description"]) == (
        True, "Bad Request: query is too old and response timeout expired or query ID is invalid")


def test_a_bot_that_outlives_the_simulator_meets_no_old_ids() -> None:
    clock = [1_800_000_000.0]
    first = Telegram("1:t", lambda: clock[0])
    used = first.next_update_id + 900

    clock[0] += 60
    second = Telegram("1:t", lambda: clock[0])

    assert second.next_update_id > used


def test_a_port_in_use_ends_the_command_with_one_line(simulator: Simulator) -> None:
    port = simulator.url.rpartition(":")[2]

    ended = subprocess.run([sys.executable, "-m", "bot", "simulator", "--port", port], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert (ended.returncode, ended.stdout, ended.stderr) == (
        1, "", f"Port {port} is taken: stop the program that listens there, or choose another with --port.\n")
