"""The rules: one mechanism per file, pure functions of numbers, compiled.

Each rule states its meaning, its equation, its units (in the annotations), its source and a worked example.
None knows the world and none draws luck, so each can be tried by hand.
"""
