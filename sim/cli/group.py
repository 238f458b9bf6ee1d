"""Commands that are imported when they are called, and for which a user's mistake is one sentence."""

from __future__ import annotations

import errno
import importlib
import sys
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any, NoReturn

import click

USER, MACHINE, STOPPED = 2, 3, 130
TO_FOLDERS = ("run", "chart", "export", "sweep")
RESUMED = ("batch", "resume")
UNSUITED = {
    errno.ENOTDIR: "a file stands where a folder is to be",
    errno.EEXIST: "a file stands where a folder is to be",
    errno.ENOENT: "no folder can be made there",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "nothing can be written there",
    errno.ENAMETOOLONG: "the name is too long",
}
"""Why a place is of no use for results; room is not what it lacks."""
SENTENCE = 200  # characters: the first sentence of a help text, whole


class Stop(Exception):
    """The end of a command before its time: a sentence for standard error, and the exit code."""

    def __init__(self, sentence: str, code: int = USER) -> None:
        super().__init__(sentence)
        self.code = code


class Group(click.Group):
    """The commands of ``sim``, below headings."""

    def __init__(self, *, parts: Mapping[str, tuple[str, ...]], **words: Any) -> None:
        self.parts = parts
        super().__init__(commands=Imported(name for names in parts.values() for name in names), **words)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, in the order of the headings."""
        longest = max(map(len, self.commands))
        for heading, names in self.parts.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{n:{longest}}", self.commands[n].get_short_help_str(SENTENCE)) for n in names])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what goes wrong becomes a sentence and an exit code."""
        try:
            return super().invoke(ctx)
        except Stop as stop:
            _end(str(stop), stop.code)
        except (KeyError, ValueError) as error:
            if ctx.params.get("debug") and not _about_a_file(error):
                raise
            _end(_sentence(error), USER)
        except BrokenPipeError:
            raise  # who read along has seen enough; click ends quietly
        except OSError as error:
            _end(_refused(error, ctx.invoked_subcommand or ""), MACHINE)
        except KeyboardInterrupt:
            _end("stopped; nothing was written", STOPPED)


class Imported(MutableMapping[str, click.Command]):
    """Commands by name, each imported when it is asked for: the command ``NAME`` is the function of ``NAME.py``."""

    def __init__(self, names: Iterable[str]) -> None:
        self._found: dict[str, click.Command | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> click.Command:
        found = self._found[name]
        if found is None:
            found = self._found[name] = getattr(importlib.import_module(f"sim.cli.{name}"), name)
        return found

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._found[name] = command

    def __delitem__(self, name: str) -> None:
        del self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _end(sentence: str, code: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(code)


def _sentence(error: KeyError | ValueError) -> str:
    """A KeyError's own text is its words in quotes."""
    return str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)


def _about_a_file(error: Exception) -> bool:
    """Such an error says where in the file it arose, which is what counts."""
    from sim.scenario import ScenarioError

    return isinstance(error, ScenarioError)


def _refused(error: OSError, command: str) -> str:
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    if command not in (*TO_FOLDERS, *RESUMED):
        return what
    if error.errno in UNSUITED:
        other = "name another place with --out" if command != "resume" else "mend that, then give the command again"
        return f"{what}: {UNSUITED[error.errno]}; {other}"
    if command in TO_FOLDERS:
        return f"{what}; make room, or choose another folder with --out"
    return f"{what}; make room, then give the same command again: it goes on from what is there"
