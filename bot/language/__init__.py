"""Reads a message: its language, the words meant, and what it names."""
