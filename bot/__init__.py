"""Rumbo: career guidance on Telegram, from sourced knowledge, with counselors behind it."""
