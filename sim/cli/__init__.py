"""The command ``sim``, a file for each word. Everything heavy is imported inside the command that needs it.

Exit codes: 0 done; 1 a fault of this program; 2 something to mend in what was asked; 3 the machine would not (a
full disk); 130 stopped with Ctrl-C. Tables go to standard output, messages to standard error.
"""

from __future__ import annotations

import os

import click

from sim.cli.group import Group

COMMANDS = {
    "Cases": ("check", "run", "explain", "chart", "diagnose", "hindcast"),
    "Batches": ("batch", "sweep", "status", "resume", "replay", "compare", "export", "report"),
    "The program": ("schema", "book"),
}
"""Headings of the help, and the commands below each; the command ``NAME`` is the function ``NAME`` of ``NAME.py``."""


@click.group(
    cls=Group, parts=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="backchannel", prog_name="sim")
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
def main(debug: bool) -> None:
    """Backchannel: when does indirect cooperation between rivals emerge?

    \b
    sim run scenarios/common_enemy.yaml             play a case under all its policies, with charts
    sim check scenarios/common_enemy.yaml           look a scenario over before anything runs
    sim batch scenarios/batches/emergence.yaml      play many variants of a case; goes on where it stopped
    """
    # Else pydantic looks for plugins of its own in every installed package, which takes longer than reading a case.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
