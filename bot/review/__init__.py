"""The counselors' site: read conversations and why each reply came out as it did, rate, correct, and step in."""
