"""Interests, eligibility, planning, comparing, places and reminders: pure functions over the catalog."""
