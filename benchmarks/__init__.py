"""Benchmarks: the same model in plain Mesa and in agentpy, and one command that measures all three beside targets."""
