"""Batches: which runs a question takes, laid out before any of them is played.

A batch file (``docs/batches.md``) names scenarios, policies, the numbers to vary and a design; ``plan.Batch`` is what
it asks for, cell by cell.
"""
