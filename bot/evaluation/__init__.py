"""Measures the engine: cases, their judging, noise, retrieval, and the report. Knows no file format and no command line."""
