"""What theories that are solved on paper expect of a case, to be set beside what the simulation does.

No part of the month: public functions of plain numbers (``landscape``, ``balance``, ``lanchester``, ``contest``), and
``sim.diagnose(case)``, which asks them about a case.
"""
