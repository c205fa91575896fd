"""Asks for web pages to learn whether they are still there: politely, and never within one's own network.

Of each server one page at a time, with a pause; HEAD first, GET where that is not understood; no page is read. A name is resolved here and
the connection goes to the address that was looked at, so that no name and no redirect leads to a private address. Behind a proxy
(HTTP_PROXY, HTTPS_PROXY, NO_PROXY) the proxy resolves names; those that are private here are not asked for either.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_result, stop_after_attempt, wait_exponential

from bot.domain.link import LinkSeen, LinkState

HEADERS = {"user-agent": "Mozilla/5.0 (compatible; RumboLinks/1.0)", "accept": "text/html,application/pdf;q=0.9,*/*;q=0.8",
           "accept-language": "es-MX,es;q=0.9,en;q=0.5"}
REDIRECTS, FOR_GOOD = frozenset({301, 302, 303, 307, 308}), frozenset({301, 308})
GONE = frozenset({404, 410})
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
NAT64 = ipaddress.ip_network("64:ff9b::/96")
WITHIN = ("localhost", ".local", ".internal", ".lan", ".home.arpa")
LOOPBACK = ipaddress.IPv4Address("127.0.0.1")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class LinkLimits:
    """`seconds` to connect and to wait for an answer; `in_all` for one link with its redirects, each try; servers `at_once`; the `pause`
    between two pages of one server; `tries` of what may pass; at `most` so many links; `hops`: redirects followed. A server that
    was silent for so many pages in a row (`silences`) is not asked for its others.
    """

    seconds: float = 10.0
    in_all: float = 25.0
    at_once: int = 8
    pause: float = 1.0
    tries: int = 2
    most: int = 2000
    hops: int = 6
    silences: int = 3


class LinkLooker:
    """Fits the site's port `LinkLooking`."""

    def __init__(self, limits: LinkLimits | None = None, may_ask: Callable[[Address], bool] | None = None) -> None:
        """`may_ask`: which addresses may be connected to; by default those of the public internet."""
        self._limits, self._may_ask = limits or LinkLimits(), may_ask or is_public

    def look(self, urls: Sequence[str], heard: Callable[[LinkSeen], None]) -> None:
        """Ask for each, at most as many as the limits say; `heard` is told of each as soon as it is known."""
        asyncio.run(self._all(urls[: self._limits.most], heard))

    async def _all(self, urls: Sequence[str], heard: Callable[[LinkSeen], None]) -> None:
        servers: dict[str, list[str]] = {}
        for url in urls:
            servers.setdefault(urlsplit(url).netloc.lower(), []).append(url)
        free = asyncio.Semaphore(self._limits.at_once)

        async def one_server(pages: list[str]) -> None:
            async with free:
                silent: list[LinkSeen] = []
                for number, url in enumerate(pages):
                    if len(silent) == self._limits.silences:
                        heard(replace(silent[-1], url=url))
                        continue
                    if number:
                        await asyncio.sleep(self._limits.pause)
                    seen = await self._tried(url)
                    silent = [*silent, seen] if seen.state is LinkState.SILENT else []
                    heard(seen)

        await asyncio.gather(*(one_server(pages) for pages in servers.values()))

    async def _tried(self, url: str) -> LinkSeen:
        """What a link gives in the end, tried again when what went wrong may pass."""
        retrying = AsyncRetrying(stop=stop_after_attempt(self._limits.tries), wait=wait_exponential(self._limits.pause, max=20),
                                 retry=retry_if_result(_may_pass), retry_error_callback=_last)
        seen: LinkSeen = await retrying(self._once, url)
        return seen

    async def _once(self, url: str) -> LinkSeen:
        try:
            async with asyncio.timeout(self._limits.in_all):
                return await self._followed(url)
        except TimeoutError:
            return LinkSeen(url, LinkState.SILENT, problem="timeout")
        except _Private:
            return LinkSeen(url, LinkState.SILENT, problem="private")
        except httpx.ProxyError:
            return LinkSeen(url, LinkState.CLOSED, problem="proxy")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return LinkSeen(url, LinkState.SILENT, problem=_problem(error))

    async def _followed(self, url: str) -> LinkSeen:
        """The link with its redirects."""
        here, moved_to, for_good = url, "", True
        for _ in range(self._limits.hops + 1):
            status, location = await self._asked(here)
            if status not in REDIRECTS or not location:
                return LinkSeen(url, _state(status), status, moved_to=moved_to)
            here, for_good = urljoin(here, location), for_good and status in FOR_GOOD
            moved_to = here if for_good else moved_to
        return LinkSeen(url, LinkState.SILENT, status, "redirects")

    async def _asked(self, url: str) -> tuple[int, str]:
        """Status and where it redirects to."""
        async with self._client(httpx.URL(url)) as client:
            status, location = 0, ""
            for method in ("HEAD", "GET"):
                try:
                    async with client.stream(method, url) as response:
                        status, location = response.status_code, response.headers.get("location", "")
                except httpx.RemoteProtocolError:
                    if method == "GET":
                        raise
                    continue
                if status < 400:
                    break
            return status, location

    def _client(self, url: httpx.URL) -> httpx.AsyncClient:
        if url.scheme not in ("http", "https") or not url.host:
            raise httpx.UnsupportedProtocol(f"not a web address: {url.scheme}")
        through = _proxy(url)
        transport = _Looking(self._may_ask, through) if through else _Pinned(self._may_ask)
        return httpx.AsyncClient(transport=transport, headers=HEADERS, timeout=self._limits.seconds, trust_env=False)


class _Private(Exception):
    """An address that is not to be asked for."""


class _Pinned(httpx.AsyncHTTPTransport):
    """Connects to the address that was looked at, under the name that was asked for."""

    def __init__(self, may_ask: Callable[[Address], bool]) -> None:
        super().__init__(trust_env=False)
        self._may_ask = may_ask

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Look at where the name leads, and go there."""
        host = request.url.raw_host.decode("ascii")
        addresses = await _addresses(host)
        if not all(map(self._may_ask, addresses)):
            raise _Private(host)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=str(addresses[0]))
        return await super().handle_async_request(request)


class _Looking(httpx.AsyncHTTPTransport):
    """Through a proxy, which resolves the name; what is private as far as it is known here is not asked for."""

    def __init__(self, may_ask: Callable[[Address], bool], proxy: str) -> None:
        super().__init__(trust_env=False, proxy=proxy)
        self._may_ask = may_ask

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Look at where the name leads, if that is known, and ask the proxy."""
        host = request.url.raw_host.decode("ascii")
        try:
            addresses = await _addresses(host)
        except OSError:
            addresses = [LOOPBACK] if host.endswith(WITHIN) else []
        if not all(map(self._may_ask, addresses)):
            raise _Private(host)
        return await super().handle_async_request(request)


async def _addresses(host: str) -> list[Address]:
    """Where a name leads, the older kind of address first, which more networks reach."""
    found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(address[0]).partition("%")[0]) for *_, address in found]
    return sorted(addresses, key=lambda address: address.version)


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, also where it hides another one."""
    if isinstance(address, ipaddress.IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in NAT64:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(hidden)
    return address.is_global and not address.is_multicast


def _proxy(url: httpx.URL) -> str:
    """The proxy that the environment names for this address, "" for none."""
    if proxy_bypass(url.host):
        return ""
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all") or ""


def _state(status: int) -> LinkState:
    if status < 400:
        return LinkState.ANSWERS
    if status in GONE:
        return LinkState.GONE
    return LinkState.FAILING if status >= 500 and status != 999 else LinkState.CLOSED


def _may_pass(seen: LinkSeen) -> bool:
    return seen.status in PASSING or seen.problem in ("timeout", "refused", "broken", "name")


def _last(state: RetryCallState) -> LinkSeen:
    assert state.outcome is not None
    seen: LinkSeen = state.outcome.result()
    return seen


def _problem(error: Exception) -> str:
    """Why there was no answer."""
    chain: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in chain:
        chain.append(cause)
        cause = cause.__cause__ or cause.__context__
    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (httpx.TimeoutException, "timeout"), (socket.gaierror, "name"), (ssl.SSLError, "tls"),
        (ConnectionRefusedError, "refused"))
    return next((name for kind, name in kinds if any(isinstance(one, kind) for one in chain)), _of_words(chain))


def _of_words(chain: Sequence[BaseException]) -> str:
    """The same where only the words tell: connections fail together, as "All connection attempts failed"."""
    return "refused" if any(isinstance(one, httpx.ConnectError) for one in chain) else "broken"
