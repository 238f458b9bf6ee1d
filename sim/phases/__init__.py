"""The phases of a month that are the same for all actors; ``sim/month.py`` puts them in order."""
