"""Chat models through langchain, kept within limits of time, number and money."""
