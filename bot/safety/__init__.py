"""Looks at every message first: danger, personal data, and what the bot declines to do."""
