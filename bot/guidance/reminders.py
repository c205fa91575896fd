"""When a reminder is due: in the time zone of the person's state, at an hour at which it helps."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.conversation import Facts, Wish
from bot.domain.knowledge import Knowledge
from bot.domain.reminders import awake

CAPITAL = "America/Mexico_City"
ZONES = {
    "baja-california": "America/Tijuana", "baja-california-sur": "America/Mazatlan", "sonora": "America/Hermosillo",
    "sinaloa": "America/Mazatlan", "nayarit": "America/Mazatlan", "chihuahua": "America/Chihuahua", "quintana-roo": "America/Cancun",
    "el-salvador": "America/El_Salvador", "guatemala": "America/Guatemala", "honduras": "America/Tegucigalpa",
    "costa-rica": "America/Costa_Rica", "panama": "America/Panama", "republica-dominicana": "America/Santo_Domingo",
}
FIRST_AFTER = timedelta(days=3)
HOUR = time(18, 0)  # after school and most work
ADMISSION = "admision"  # what topics on admission are called, and what "avísame cuando salga la convocatoria" is about
BEFORE = timedelta(days=3)


class Timing:
    """Fits the conversation's Timing."""

    def zone(self, facts: Facts) -> str:
        """The time zone of their state or country, else Mexico City's."""
        return ZONES.get(facts.state or "") or ZONES.get(facts.country or "") or CAPITAL

    def step(self, facts: Facts, now: datetime) -> Wish:
        """A reminder of the next step: in three days at six in the evening, then each week."""
        zone = self.zone(facts)
        day = (now.astimezone(ZoneInfo(zone)) + FIRST_AFTER).date()
        due = datetime.combine(day, HOUR, ZoneInfo(zone)).astimezone(now.tzinfo)
        return Wish(kind="step", about="plan", due=awake(due, zone), zone=zone)

    def opening(self, facts: Facts) -> Wish:
        """A word when the next call for admission is published; its date is not known yet."""
        return Wish(kind="opening", about=ADMISSION, zone=self.zone(facts))

    def news(self, facts: Facts) -> Wish:
        """Consent to announcements."""
        return Wish(kind="news", about="rumbo", zone=self.zone(facts))


def openings(knowledge: Knowledge, today: date) -> dict[str, date]:
    """What is open now or will be, and its last day: the calls whose dates the knowledge holds. Empty while it holds only past ones."""
    days = [section.valid_until for topic in knowledge.topics if topic.id.startswith(ADMISSION) for section in topic.sections
            if section.valid_until is not None and section.valid_until >= today]
    return {ADMISSION: min(days)} if days else {}
