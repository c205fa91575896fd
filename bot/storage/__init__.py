"""Tables, the crash-safe inbox and outbox, and the transcripts."""
