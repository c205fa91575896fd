"""Getting in, staying in and getting out."""

from __future__ import annotations

import pyotp
import pytest

from bot.review.access import FORM, SESSION
from bot.storage.sessions import FAILURES_HERE
from tests.review.site import PASSWORD, Site, csrf_of, hidden, sign_in


def test_who_has_not_signed_in_is_led_to_the_sign_in_and_back(site: Site) -> None:
    answer = site.anonymous().get("/cuenta?x=1")

    assert (answer.status_code, answer.headers["location"]) == (303, "/entrar?ir=/cuenta%3Fx%3D1")


def test_a_right_password_opens_a_session_whose_cookie_scripts_cannot_read(site: Site) -> None:
    client = site.anonymous()

    answer = sign_in(client, "ANA")

    [cookie] = [value for value in answer.headers.get_list("set-cookie") if value.startswith(SESSION)]
    assert answer.status_code == 303
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/cuenta").status_code == 200


@pytest.mark.parametrize(("name", "password"), [("ana", "otra clave larga"), ("nadie", PASSWORD), ("ana' OR 1=1 --", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(site: Site, name: str, password: str) -> None:
    answer = sign_in(site.anonymous(), name, password)

    assert answer.status_code == 401
    assert "El nombre o la contraseña no son correctos." in answer.text
    assert SESSION not in answer.headers.get("set-cookie", "")


def test_a_sign_in_that_was_not_begun_in_this_browser_is_refused(site: Site) -> None:
    mine, theirs = site.anonymous(), site.anonymous()
    form = hidden(theirs.get("/entrar").text, "form")
    mine.get("/entrar")

    forged = mine.post("/entrar", data={"nombre": "ana", "clave": PASSWORD, "form": form})

    assert forged.status_code == 403


def test_a_session_planted_before_the_sign_in_is_not_used_after_it(site: Site) -> None:
    client = site.anonymous()
    client.cookies.set(SESSION, "planted")

    answer = sign_in(client, "ana")

    [given] = [value for value in answer.headers.get_list("set-cookie") if value.startswith(SESSION)]
    attacker = site.anonymous()
    attacker.cookies.set(SESSION, "planted")
    assert "planted" not in given
    assert attacker.get("/cuenta").status_code == 303


def test_signing_out_ends_the_session_on_the_server(site: Site) -> None:
    client = site.client("ana")
    token = client.cookies[SESSION]

    client.post("/salir")

    copy = site.anonymous()
    copy.cookies.set(SESSION, token)
    assert copy.get("/cuenta").status_code == 303


@pytest.mark.parametrize("pause", [{"minutes": 121}, {"hours": 13}])
def test_a_session_ends_when_it_is_idle_or_old(site: Site, pause: dict[str, float]) -> None:
    client = site.client("ana")

    site.clock.forward(**pause)

    assert client.get("/cuenta").status_code == 303


def test_a_flood_of_failures_is_stopped_and_forgotten_after_a_quarter_of_an_hour(site: Site) -> None:
    site.clock.forward(minutes=16)
    statuses = [sign_in(site.anonymous(), "beto", "no es esta clave").status_code for _ in range(FAILURES_HERE + 2)]
    blocked = sign_in(site.anonymous(), "beto")
    site.clock.forward(minutes=16)
    later = sign_in(site.anonymous(), "beto")

    assert statuses == [401] * FAILURES_HERE + [429, 429]
    assert (blocked.status_code, later.status_code) == (429, 303)


def test_the_second_factor_is_asked_for_and_each_code_works_once(site: Site) -> None:
    client = site.client("eva")
    secret = shown_once(client.post("/cuenta/segundo-factor").text)
    code = pyotp.TOTP(secret).at(site.clock.now())
    client.post("/cuenta/segundo-factor/activar", data={"codigo": code})

    second = site.anonymous()
    first_step = sign_in(second, "eva")
    meanwhile = second.get("/cuenta")
    csrf = hidden(second.get("/entrar/codigo").text, "csrf")
    before = second.cookies[SESSION]
    wrong = second.post("/entrar/codigo", data={"codigo": "000000", "csrf": csrf})
    right = second.post("/entrar/codigo", data={"codigo": code, "csrf": csrf})
    third = site.anonymous()
    sign_in(third, "eva")
    again = third.post("/entrar/codigo", data={"codigo": code, "csrf": hidden(third.get("/entrar/codigo").text, "csrf")})

    assert first_step.headers["location"] == "/entrar/codigo"
    assert (meanwhile.status_code, wrong.status_code, right.status_code, again.status_code) == (303, 401, 303, 401)
    assert second.cookies[SESSION] != before
    assert second.get("/cuenta").status_code == 200


def shown_once(html: str) -> str:
    return html.split("<code>")[1].split("</code>")[0]


def test_a_changed_password_ends_the_other_sessions(site: Site) -> None:
    mine, other = site.client("beto"), site.client("beto")

    answer = mine.post("/cuenta/clave", data={"actual": PASSWORD, "nueva": "una clave muy nueva"})

    assert answer.status_code == 303
    assert (mine.get("/cuenta").status_code, other.get("/cuenta").status_code) == (200, 303)


def test_cookies_travel_only_through_tls_where_the_site_is_reached_through_it(site: Site) -> None:
    answer = site.anonymous().get("/entrar", headers={"x-forwarded-proto": "https"})

    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert FORM in answer.headers["set-cookie"]


@pytest.mark.parametrize("towards", ["https://malo.example/", "//malo.example", "/\\malo.example", "javascript:alert(1)"])
def test_the_sign_in_leads_only_to_pages_of_the_site(site: Site, towards: str) -> None:
    client = site.anonymous()
    form = hidden(client.get("/entrar", params={"ir": towards}).text, "form")

    answer = client.post("/entrar", data={"nombre": "ana", "clave": PASSWORD, "form": form, "ir": towards})

    assert answer.headers["location"] == "/"


def test_an_admin_adds_a_counselor_who_can_sign_in_and_closing_the_account_ends_it_at_once(site: Site) -> None:
    admin = site.client("alma")
    password = shown_once(admin.post("/equipo", data={"nombre": "nora", "rol": "counselor"}).text)
    nora = site.anonymous()
    entered = sign_in(nora, "nora", password)
    number = site.parts.counselors.named("nora").id

    admin.post(f"/equipo/{number}", data={"rol": "counselor", "cerrada": "true"})

    assert entered.status_code == 303
    assert nora.get("/cuenta").status_code == 303
    assert sign_in(site.anonymous(), "nora", password).status_code == 401
    assert [deed.action for deed in site.parts.audit.page()][:3] == ["sign_in_failed", "counselor_changed", "sign_in"]
    assert csrf_of(admin)
