"""Asking for web pages, over real HTTP: what each answer means, that it is polite, and that nothing leads into one's own network."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.domain.link import LinkSeen, LinkState, no_network
from bot.operations.links import Address, LinkLimits, LinkLooker, is_public

pytestmark = pytest.mark.alone
QUICK = LinkLimits(seconds=0.6, in_all=1.5, pause=0.01, tries=2)
HERE = ipaddress.ip_address("127.0.0.1")
ANSWERS, CLOSED, GONE, FAILING, SILENT = LinkState


class Web:
    """A web server on every address of this machine. `asked`: method, host and path of every request; `most`: at the same time."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.port, self.now, self.most, self.lock = 0, 0, 0, threading.Lock()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def answer(self, method: str, path: str) -> tuple[int, str]:
        """Status, and where it leads."""
        times = Counter(one for _, _, one in self.asked)[path]
        there = {"/moved": (301, "/ok"), "/for-now": (302, "/ok"), "/circle": (302, "/circle"),
                 "/inside": (302, self.url("/secret", "127.0.0.2")), "/inside-by-name": (302, self.url("/secret", "localhost")),
                 "/metadata": (301, "http://169.254.169.254/latest"), "/file": (302, "file:///etc/passwd")}
        status = {"/404": 404, "/410": 410, "/403": 403, "/500": 500, "/soon": 503 if times == 1 else 200,
                  "/no-head": 405 if method == "HEAD" else 200, "/head-is-404": 404 if method == "HEAD" else 200}
        return there.get(path, (status.get(path, 200), ""))


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with web.lock:
                web.asked.append((self.command, self.headers["host"] or "", self.path))
                web.now += 1
                web.most = max(web.most, web.now)
            if self.path.startswith("/slow"):
                time.sleep(1.0)
            status, location = web.answer(self.command, self.path)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", "0")
            with web.lock:
                web.now -= 1
            self.end_headers()

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    web.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield web
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def only_here(address: Address) -> bool:
    """As the public internet is to the bot: this one address of the machine, and no other."""
    return address == HERE


def seen(*urls: str, looker: LinkLooker | None = None) -> list[LinkSeen]:
    found: list[LinkSeen] = []
    (looker or LinkLooker(QUICK, only_here)).look(urls, found.append)
    return sorted(found, key=lambda one: urls.index(one.url))


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize(("path", "state", "status", "problem"), [
    ("/ok", ANSWERS, 200, ""), ("/404", GONE, 404, ""), ("/410", GONE, 410, ""), ("/403", CLOSED, 403, ""), ("/500", FAILING, 500, ""),
    ("/no-head", ANSWERS, 200, ""), ("/head-is-404", ANSWERS, 200, ""), ("/for-now", ANSWERS, 200, ""), ("/soon", ANSWERS, 200, ""),
    ("/slow", SILENT, 0, "timeout"), ("/circle", SILENT, 302, "redirects"), ("/file", SILENT, 0, "broken")])
def test_what_an_answer_means(web: Web, path: str, state: LinkState, status: int, problem: str) -> None:
    assert seen(web.url(path)) == [LinkSeen(web.url(path), state, status, problem)]


def test_a_page_that_moved_for_good_says_where_to(web: Web) -> None:
    assert seen(web.url("/moved")) == [LinkSeen(web.url("/moved"), ANSWERS, 200, moved_to=web.url("/ok"))]


def test_a_server_that_is_not_there_is_silent() -> None:
    url = f"http://127.0.0.1:{closed_port()}/"

    assert seen(url) == [LinkSeen(url, SILENT, problem="refused")]


def test_head_comes_first_and_get_only_where_head_does_not_do(web: Web) -> None:
    seen(web.url("/ok"), web.url("/no-head"))

    assert [(method, path) for method, _, path in web.asked] == [("HEAD", "/ok"), ("HEAD", "/no-head"), ("GET", "/no-head")]
    assert {host for _, host, _ in web.asked} == {f"127.0.0.1:{web.port}"}


def test_of_a_server_one_page_at_a_time_and_no_more_than_the_limit(web: Web) -> None:
    urls = [web.url(f"/{number}") for number in range(12)]

    found = seen(*urls, looker=LinkLooker(LinkLimits(pause=0.01, most=10), only_here))

    assert (web.most, len(found), len(web.asked)) == (1, 10, 10)


def test_a_server_that_stays_silent_is_not_asked_for_all_its_pages(web: Web) -> None:
    urls = [web.url(f"/slow?{number}") for number in range(6)]

    found = seen(*urls, looker=LinkLooker(LinkLimits(seconds=0.1, pause=0.01, tries=1, silences=2), only_here))

    assert [(one.url, one.problem) for one in found] == [(url, "timeout") for url in urls]
    assert len(web.asked) == 2


@pytest.mark.parametrize("path", ["/inside", "/inside-by-name", "/metadata"])
def test_no_redirect_leads_into_ones_own_network(web: Web, path: str) -> None:
    looker = LinkLooker(QUICK, lambda address: str(address) == "127.0.0.1" and not_yet())
    first = [True]

    def not_yet() -> bool:  # the first page is out there; whatever it leads to is within
        return first.pop() if first else False

    assert seen(web.url(path), looker=looker) == [LinkSeen(web.url(path), SILENT, problem="private")]
    assert [one for _, _, one in web.asked] == [path]


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/ok", "http://localhost:{port}/ok", "http://2130706433:{port}/ok",
                                 "http://127.1:{port}/ok", "http://[::1]:{port}/ok", "http://[::ffff:127.0.0.1]:{port}/ok"])
def test_nothing_within_is_asked_for_however_it_is_written(web: Web, url: str) -> None:
    url = url.format(port=web.port)

    assert seen(url, looker=LinkLooker(QUICK)) == [LinkSeen(url, SILENT, problem="private")]
    assert web.asked == []


@pytest.mark.parametrize(("address", "public"), [
    ("8.8.8.8", True), ("2606:4700::1111", True), ("10.1.2.3", False), ("192.168.1.1", False), ("172.16.0.1", False), ("100.64.0.1", False),
    ("169.254.169.254", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fd00::1", False), ("fe80::1", False),
    ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("64:ff9b::808:808", True), ("2002:a00:1::", False)])
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def test_a_proxy_of_the_environment_is_used_and_not_for_what_is_within(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", web.url(""))
    monkeypatch.setenv("no_proxy", "not-through.invalid")
    urls = ("http://a-source.invalid/page", "http://intranet.local/page", "http://not-through.invalid/page", "http://127.0.0.1:1/page")

    found = seen(*urls, looker=LinkLooker(QUICK))

    assert [(one.state, one.problem) for one in found] == [(ANSWERS, ""), (SILENT, "private"), (SILENT, "name"), (SILENT, "private")]
    assert web.asked == [("HEAD", "a-source.invalid", "http://a-source.invalid/page")]


def test_what_a_proxy_does_not_let_pass_is_no_dead_link(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", web.url(""))  # this server does not know CONNECT

    found = seen("https://a-source.invalid/", looker=LinkLooker(QUICK))

    assert found == [LinkSeen("https://a-source.invalid/", CLOSED, problem="proxy")]
    assert no_network(tuple(found))


def test_no_network_is_told_apart_from_links_that_are_dead(web: Web) -> None:
    dead = (f"http://127.0.0.1:{closed_port()}/", "http://not-there.invalid/")

    assert no_network(tuple(seen(*dead)))
    assert not no_network(tuple(seen(*dead, web.url("/404"))))
    assert not no_network(())
