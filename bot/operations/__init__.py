"""Running Rumbo: logs, and what is checked before and while it runs."""
