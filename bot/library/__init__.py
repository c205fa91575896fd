"""Reads what counselors edit under knowledge/ and makes it searchable."""
