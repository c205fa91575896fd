"""Telegram: receiving, answering, sending, commands and keyboards."""
