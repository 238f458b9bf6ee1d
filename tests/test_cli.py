"""The command: what it prints and where, what it refuses, and that nothing is ever written over."""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim
from sim import batch, progress, store
from sim.cli import main
from tests.commands import CASE, LARGE, ROOT, ask, command, content, shell

SMALL_TEXT = CASE.read_text(encoding="utf-8")
SIM = Path(sys.executable).with_name("sim")  # as the README calls it


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Iterator[tuple[subprocess.CompletedProcess[str], Path]]:
    """One whole ``sim run``, charts and all, as a person would type it."""
    here = tmp_path_factory.mktemp("played")
    words = [SIM, "run", CASE, "--runs", "30", "--seed", "4", "--policy", "no_channel"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    yield subprocess.run(words, capture_output=True, text=True, cwd=here, env=env, timeout=240), here


@pytest.fixture
def elsewhere(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


QUICK = ("--runs", 3, "--policy", "no_enemy", "--no-charts")


# ---- sim run


def test_a_run_writes_tables_a_manifest_and_charts(played):
    done, here = played
    assert done.returncode == 0, done.stderr
    folder = here / "results" / "common_enemy"
    names = set(content(folder))
    assert {f"{t}.parquet" for t in store.TABLES} | {"manifest.json", "scenario.json"} <= names
    for chart in ("timeline", "modes", "network", "effects", "theory"):
        assert {f"charts/{chart}.png", f"charts/{chart}.svg"} <= names
    manifest = sim.open(folder).manifest
    assert (manifest["runs"], manifest["seeds"], manifest["policies"]) == (30, [4, 33], ["as_coded", "no_channel"])
    assert manifest["command"] == f"sim run {CASE} --runs 30 --seed 4 --policy no_channel"
    assert [p.name for p in here.iterdir()] == ["results"]


def test_the_table_is_output_and_the_rest_messages(played):
    done, _ = played
    effects = sim.compare(sim.load(CASE), ["no_channel"], runs=30, seed=4).effects()
    assert done.stdout.startswith("Chance that indirect cooperation emerges within 60 months: Two rivals, one enemy")
    assert "no_channel: nobody carries words" in done.stdout
    for _, row in effects.iterrows():
        assert f"{row['emergence']:.3f} [{row['low']:.3f}, {row['high']:.3f}]" in done.stdout
    last = effects.iloc[1]
    change = f"{last.difference:+.3f} [{last.difference_low:+.3f}, {last.difference_high:+.3f}]"
    (line,) = [line for line in done.stdout.splitlines() if change in line]
    assert "no_channel" in line
    assert "results" not in done.stdout and "runs done" not in done.stdout
    assert "Results: results/common_enemy" in done.stderr
    assert "charts/timeline.png" in done.stderr
    told = done.stderr.splitlines()
    assert told[0] == "60 runs"
    assert "60 of 60 runs done, 0 s left" in told, "on a cold start a line in between may tell how long it takes"
    assert not re.search(r"\x1b|\r", done.stdout + done.stderr), "no colours, no bar, outside a terminal"


def test_the_next_command_that_is_proposed_works(played):
    done, here = played
    (proposed,) = [line for line in done.stderr.splitlines() if line.startswith("Next: ")]
    again = subprocess.run(
        proposed.removeprefix("Next: "), shell=True, capture_output=True, text=True, cwd=here, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert again.returncode == 0 and again.stderr == "" and "run of seed" in again.stdout


def test_the_run_that_is_proposed_is_one_in_which_cooperation_begins(played):
    done, here = played
    ((run, month),) = re.findall(r"^Next: .* --run (\d+) --month (\S+) --actor North$", done.stderr, re.M)
    table = sim.open(here / "results" / "common_enemy").frame("dyads")
    row = table[(table["policy"] == "as_coded") & (table["run"] == int(run))].iloc[0]
    assert row["emergence"] == 1 and str(sim.example().months.first.plus(int(row["emergence_month"]))) == month


def test_progress_is_told_every_half_minute(monkeypatch, capsys):
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    with progress.progress(1000, "runs") as done:
        for more, now[0] in ((100, 10.0), (100, 31.0), (100, 40.0), (100, 62.0), (600, 63.0)):
            done(more)
    assert capsys.readouterr().err.splitlines()[1:] == [
        "200 of 1,000 runs done, 2 min 4 s left",
        "400 of 1,000 runs done, 1 min 33 s left",
        "1,000 of 1,000 runs done, 0 s left",
    ]


def test_all_policies_are_compared_if_none_is_named(elsewhere):
    done = ask("run", CASE, "--runs", 2, "--no-charts", "--out", "x")
    assert done.exit_code == 0
    assert sim.open("x").manifest["policies"] == list(sim.example().policy_names)
    assert "10 of 10 runs done" in done.stderr
    assert "Drawing" not in done.stderr and not (elsewhere / "x" / "charts").exists()


def test_a_policy_named_twice_is_played_once(elsewhere):
    done = ask("run", CASE, *QUICK, "--policy", "no_enemy", "--policy", "as_coded", "--out", "x")
    assert "6 of 6 runs done" in done.stderr
    assert sim.open("x").manifest["policies"] == ["as_coded", "no_enemy"]


def test_threads_change_nothing(elsewhere):
    for threads in (1, 4):
        assert ask("run", CASE, *QUICK, "--threads", threads, "--out", f"t{threads}").exit_code == 0
    one, four = content(elsewhere / "t1"), content(elsewhere / "t4")
    assert {n: c for n, c in one.items() if n != "manifest.json"} == {
        n: c for n, c in four.items() if n != "manifest.json"
    }


def test_names_are_printed_as_they_are_written(elsewhere):
    """Square brackets are no mark-up, and colons no pictures."""
    text = SMALL_TEXT.replace("title: Two rivals,", 'title: "[/b] :smile: Two [red]rivals[/red]," #')
    text = text.replace("about: the enemy never arises", 'about: "the [bold]enemy[/] [/x]"')
    (elsewhere / "case.yaml").write_text(text)
    done = ask("run", "case.yaml", *QUICK)
    assert done.exit_code == 0
    assert "[/b] :smile: Two [red]rivals[/red]," in " ".join(done.stdout.split())
    assert "no_enemy: the [bold]enemy[/] [/x]" in done.stdout


def test_a_case_without_rivals_has_nothing_to_measure(elsewhere, monkeypatch):
    never_play(monkeypatch)
    (elsewhere / "case.yaml").write_text(SMALL_TEXT.replace("rivals: true", "rivals: false"))
    done = ask("run", "case.yaml", *QUICK)
    assert done.exit_code == 2 and "rival" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (elsewhere / "results").exists()


# ---- nothing is written over


def test_the_default_folder_is_a_new_one_each_time(elsewhere):
    seen = []
    for k, name in enumerate(["common_enemy", "common_enemy-2", "common_enemy-3"]):
        done = ask("run", CASE, *QUICK, "--seed", k)
        assert done.exit_code == 0 and f"Results: results/{name}\n" in done.stderr
        seen.append(content(elsewhere / "results" / name))
    for k, name in enumerate(["common_enemy", "common_enemy-2"]):
        assert content(elsewhere / "results" / name) == seen[k]
    assert seen[0] != seen[1]


def test_the_default_folder_passes_by_whatever_is_there(elsewhere):
    (elsewhere / "results").mkdir()
    (elsewhere / "results" / "common_enemy").write_text("a file of mine")
    (elsewhere / "results" / "common_enemy-2").symlink_to("nowhere")
    assert ask("run", CASE, *QUICK).exit_code == 0
    assert (elsewhere / "results" / "common_enemy").read_text() == "a file of mine"
    assert (elsewhere / "results" / "common_enemy-3" / "manifest.json").is_file()


def never_play(monkeypatch) -> None:
    def fail(*_, **__):
        raise AssertionError("it played before it looked")

    monkeypatch.setattr(batch, "compare", fail)


@pytest.mark.parametrize("kind", ["results", "a stranger's file", "a file"])
def test_a_folder_that_is_not_empty_is_refused_and_left_alone(elsewhere, monkeypatch, kind):
    out = elsewhere / "out"
    if kind == "results":
        sim.run(sim.example(), runs=2).save(out)
    elif kind == "a file":
        out.write_text("mine")
    else:
        out.mkdir()
        (out / ".hidden").write_text("mine")
    before = content(elsewhere)
    never_play(monkeypatch)
    done = ask("run", CASE, *QUICK, "--out", out)
    assert done.exit_code == 2 and done.stdout == ""
    assert done.stderr == f"--out {out} is not an empty folder; name a new one, so that nothing is lost\n"
    assert content(elsewhere) == before


def test_an_empty_folder_may_be_used(elsewhere):
    (elsewhere / "out").mkdir()
    assert ask("run", CASE, *QUICK, "--out", "out").exit_code == 0
    assert sim.open("out").manifest["runs"] == 3


# ---- what the machine would not


def test_a_folder_that_cannot_be_made_is_known_at_once(elsewhere, monkeypatch):
    (elsewhere / "file").write_text("mine")
    never_play(monkeypatch)
    done = ask("run", CASE, *QUICK, "--out", elsewhere / "file" / "below")
    assert done.exit_code == 3 and done.stdout == ""
    why = "Not a directory: a file stands where a folder is to be; name another place with --out"
    assert done.stderr == f"{elsewhere}/file/below: {why}\n"


def test_a_full_disk_is_one_sentence_and_leaves_nothing(elsewhere, monkeypatch):
    real = store.write_whole

    def full(path, content):
        if path.name == "scenario.json":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(path, content)

    monkeypatch.setattr(store, "write_whole", full)
    done = ask("run", CASE, *QUICK, "--out", "out")
    assert done.exit_code == 3 and done.stdout == ""
    sentence = done.stderr.splitlines()[-1]
    assert sentence == "out/scenario.json: No space left on device; make room, or choose another folder with --out"
    assert not (elsewhere / "out").exists()


def test_a_chart_that_cannot_be_written_leaves_the_tables(elsewhere, monkeypatch):
    from sim import charts

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "out/charts/modes.png")

    monkeypatch.setattr(charts, "draw_all", full)
    done = ask("run", CASE, "--runs", 2, "--policy", "no_enemy", "--out", "out")
    assert done.exit_code == 3 and "out/charts/modes.png: No space left on device" in done.stderr
    assert sim.open("out").manifest["runs"] == 2


def test_who_stops_listening_is_no_fault():
    """``sim check --numbers ... | head -1``."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = command("check", LARGE, "--numbers")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout and process.stderr
        assert process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        process.wait(60)
    assert said == "" and process.returncode in (0, 1)


# ---- stopped


def test_ctrl_c_gives_a_sentence_and_leaves_nothing(tmp_path):
    words = command("run", CASE, "--runs", 300_000, "--policy", "as_coded")
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
    ) as process:  # fmt: skip
        assert process.stdout and process.stderr
        assert process.stderr.readline().startswith("300,000 runs")
        time.sleep(2.0)
        process.send_signal(signal.SIGINT)
        out, said = process.communicate(timeout=120)
    assert process.returncode == 130, said
    assert said.splitlines()[-1] == "stopped; nothing was written"
    assert "Traceback" not in said and out == ""
    assert not [p for p in tmp_path.rglob("*") if p.is_file() or p.name == "common_enemy"]


def test_stopped_while_drawing_the_tables_are_whole(elsewhere, monkeypatch):
    from sim import charts

    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(charts, "draw_all", stop)
    done = ask("run", CASE, "--runs", 2, "--policy", "no_enemy", "--out", "out")
    assert done.exit_code == 130
    assert done.stderr.splitlines()[-1] == "stopped; the tables in out are whole, charts may be missing"
    assert sim.open("out").manifest["runs"] == 2


# ---- bad input


def spoilt(old: str, new: str) -> tuple[bytes, int]:
    """The small case with one piece replaced, and the line where that piece stood."""
    assert SMALL_TEXT.count(old) == 1, f"{old!r} occurs {SMALL_TEXT.count(old)} times"
    return SMALL_TEXT.replace(old, new).encode(), SMALL_TEXT[: SMALL_TEXT.index(old)].count("\n") + 1


BASIS = 'assumed: "textbook construction: a round number, chosen so that the case can be followed by hand"\n'
SOUTH = "    theatres:\n      Middleland: {exposure: 0.8, air: 0, ground: 40}\n"
BOMB = b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
    b"%c: &%c [%s]\n" % (98 + k, 98 + k, b", ".join([b"*%c" % (97 + k)] * 9)) for k in range(12)
)
BAD: dict[str, tuple[tuple[bytes, int | None], str]] = {
    "an unknown word": (
        spoilt("title: Two", "titel: Two"),
        "titel: is not a word of the format here; did you mean 'title'?",
    ),
    "no basis": ((spoilt(BASIS, "")[0], None), "rests on nothing; write `source: DOCUMENT ¶N` or `assumed: WHY`"),
    "no such document": (spoilt("    recruits: 0.2", "    recruits: {value: 0.2, source: nowhere ¶3}"), "'nowhere'"),
    "a position out of range": (spoilt("{position: -1, salience: 1}", "{position: -1.6, salience: 1}"), "position"),
    "no number": (spoilt("    recruits: 0.2", "    recruits: .nan"), "recruits"),
    "an actor that no theatre knows": (
        (spoilt(SOUTH, "")[0], spoilt("  South:\n", "")[1]),
        "no theatre knows this state",
    ),
    "an unknown theatre": (
        spoilt("Middleland: {exposure: 0.8, air: 0, ground: 40}", "Midleland: {exposure: 0.8, air: 0, ground: 40}"),
        "did you mean 'Middleland'?",
    ),
    "a channel between strangers": (spoilt("    between: [North, South]", "    between: [North, Harbour]"), "between"),
    "the same name twice": (spoilt("  South:\n", "  North:\n"), "appears twice"),
    "an empty file": ((b"", 1), "is empty"),
    "a binary file": ((b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)) * 20, 1), "is not UTF-8 text"),
    "a YAML bomb": ((BOMB, 1), "anchors"),
    "no YAML": ((b"title: [1, 2\nmonths: }\n", 2), "this is not YAML"),
    "ten megabytes": ((SMALL_TEXT.encode() + b"# " + b"x" * 10_000_000, None), "a scenario may have at most 1 MB"),
}


@pytest.fixture
def bad(tmp_path, request) -> tuple[Path, int | None, str]:
    (text, line), phrase = BAD[request.param]
    (tmp_path / "bad.yaml").write_bytes(text)
    return tmp_path / "bad.yaml", line, phrase


def _children() -> float:
    """Seconds of processor time of the commands so far: a busy machine does not make bad input slower."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("bad", BAD, indirect=True)
def test_bad_input_is_a_sentence_with_its_line_and_soon(bad, tmp_path):
    file, line, phrase = bad
    began = _children()
    done = shell("check", file, cwd=tmp_path)
    took = _children() - began
    assert done.returncode == 2 and done.stdout == ""
    assert "Traceback" not in done.stderr
    first = done.stderr.splitlines()[0]
    assert re.match(re.escape(str(file)) + (r":\d+: " if line or "MB" not in phrase else r": "), first), first
    hits = [one for one in done.stderr.splitlines() if phrase in one]
    assert hits, done.stderr
    if line is not None:
        assert hits[0].startswith(f"{file}:{line}: "), hits[0]
    assert took < 2.0, f"{took:.1f} s"


@pytest.mark.parametrize("bad", BAD, indirect=True)
@pytest.mark.parametrize("words", [("run",), ("chart", "timeline")], ids=["run", "chart"])
def test_bad_input_is_refused_by_every_command_and_nothing_is_made(bad, words, elsewhere):
    file, _, phrase = bad
    before = content(elsewhere)
    done = ask(*words, file)
    assert done.exit_code == 2 and done.stdout == "" and phrase in done.stderr
    assert content(elsewhere) == before and not (elsewhere / "results").exists()


def test_a_file_that_is_not_there(elsewhere):
    (elsewhere / "other.yaml").write_text("")
    done = ask("check", "mine.yaml")
    assert (
        done.exit_code == 2 and done.stderr == "mine.yaml: there is no such file; in that directory are: other.yaml\n"
    )


def test_many_mistakes_are_told_together(elsewhere):
    text = spoilt("    recruits: 0.2", "    recruits: .nan")[0].decode().replace("title: Two", "titel: Two")
    (elsewhere / "bad.yaml").write_text(text)
    lines = ask("check", "bad.yaml").stderr.splitlines()
    assert len(lines) == 3 and all(re.match(r"bad\.yaml:\d+: ", line) for line in lines)


@pytest.mark.parametrize("words", [("run", CASE, "--policy"), ("run", CASE, "--policy", "as_coded", "--policy")])
def test_an_unknown_policy_gets_a_suggestion(words, elsewhere, monkeypatch):
    never_play(monkeypatch)
    done = ask(*words, "no_chanel")
    assert done.exit_code == 2
    assert done.stderr == "the scenario has no policy 'no_chanel'; did you mean 'no_channel'?\n"
    done = ask(*words, "peace")
    assert "write one of: as_coded, no_enemy, no_channel" in done.stderr
    assert not (elsewhere / "results").exists()


@pytest.mark.parametrize(
    "words",
    [
        (), ("rnu",), ("run",), ("run", CASE, "--runs", "0"), ("run", CASE, "--runs", "many"),
        ("run", CASE, "--seed", "-1"), ("run", CASE, "--threads", "0"), ("run", CASE, "--month", "3"),
        ("explain", "x"), ("check",), ("chart", "timeline"),
    ],
    ids=lambda words: " ".join(str(w).rpartition("/")[2] for w in words),
)  # fmt: skip
def test_words_that_the_command_does_not_know(words, elsewhere):
    done = ask(*words)
    assert done.exit_code == 2 and "sage:" in done.output
    assert not list(elsewhere.iterdir())


def test_a_fault_is_shown_where_it_arose_if_asked(elsewhere):
    with pytest.raises(ValueError, match="no policy"):
        ask("--debug", "run", CASE, "--policy", "x")


# ---- sim check


def test_check_says_what_the_case_is_and_rests_on():
    done = ask("check", CASE)
    assert done.exit_code == 0 and done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == f"{CASE}: Two rivals, one enemy, one intermediary"
    assert lines[1] == "  4 actors, 4 issues, 1 pair of rivals, 1 channel, 0 events, 60 months"
    ((total, parts),) = re.findall(r"^  (\d+) numbers: (.*)$", lines[2])
    assert sum(int(n) for n in re.findall(r"(\d+) \w+ \(", parts)) == int(total) > 50


def test_check_lists_every_number():
    done = ask("check", CASE, "--numbers")
    lines = done.stdout.splitlines()
    rows = lines[: lines.index(f"{CASE}: Two rivals, one enemy, one intermediary")]
    assert len(rows) == int(re.findall(r"^  (\d+) numbers: ", done.stdout, re.M)[0])
    (cost,) = [row for row in rows if row.startswith("actors.North.fixed_cost: ")]
    assert cost.startswith("actors.North.fixed_cost: 0.5 in 0.25 to 0.75  assumed")
    assert "textbook construction: a round number" in cost


def test_help_shows_an_example_on_its_own_line():
    for name in main.commands:
        done = ask(name, "--help")
        assert done.exit_code == 0 and "\b" not in done.stdout and "\\b" not in done.stdout
        assert name == "schema" or re.search(rf"^  sim {name} ", done.stdout, re.M), done.stdout


def test_schema_is_the_exported_one():
    done = ask("schema")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["title"] == "Scenario"
    assert done.stdout == (ROOT / "docs" / "scenario.schema.json").read_text()
    assert ask("schema", "--batch").stdout == (ROOT / "docs" / "batch.schema.json").read_text()


# ---- sim explain


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> Path:
    return sim.compare(sim.example(), ["no_channel"], runs=5, seed=7).save(tmp_path_factory.mktemp("kept") / "r")


def asked(results: Path, **changed: object):
    options = {"run": 3, "month": "2003-06", "actor": "North", **changed}
    return ask("explain", results, *[word for name, value in options.items() for word in (f"--{name}", value)])


@pytest.mark.parametrize("policy", [None, "no_channel"])
def test_explain_explains_the_run_of_that_number(results, policy):
    done = asked(results, **({"policy": policy} if policy else {}))
    assert done.exit_code == 0 and done.stderr == ""
    assert done.stdout == str(sim.explain(sim.example(), 9, "2003-06", "North", policy)) + "\n"
    assert f"run of seed 9, policy {policy or 'as_coded'}" in done.stdout


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"run": 6}, "--run 6 is not there; these results have runs 1 to 5"),
        ({"month": "2006-01"}, "'2006-01' is no month of this scenario; they run from 2001-01 to 2005-12"),
        ({"month": "June"}, "'June' is no month of this scenario; they run from 2001-01 to 2005-12"),
        ({"actor": "Nroth"}, "the scenario has no 'Nroth'; did you mean 'North'?"),
        ({"policy": "no_chanel"}, "the scenario has no policy 'no_chanel'; did you mean 'no_channel'?"),
    ],
    ids=lambda x: next(iter(x)) if isinstance(x, dict) else "",
)
def test_what_cannot_be_explained_is_said_in_a_sentence(results, wrong, sentence):
    done = asked(results, **wrong)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", sentence + "\n")


def test_results_of_another_version_are_explained_with_a_note(results, tmp_path):
    folder = tmp_path / "old"
    shutil.copytree(results, folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "source": "0" * 16}))
    done = asked(folder)
    assert done.exit_code == 0 and done.stdout == asked(results).stdout
    assert done.stderr == "note: these results were made with another version of the program; numbers may differ\n"


def test_folders_that_hold_no_whole_results(results, tmp_path):
    def broken(name: str, text: str | None) -> Path:
        folder = tmp_path / f"{name}{len(list(tmp_path.iterdir()))}"
        shutil.copytree(results, folder)
        (folder / name).unlink() if text is None else (folder / name).write_text(text)
        return folder

    other = SMALL_TEXT.replace("strength: 20", "strength: 21")
    for folder, phrase in {
        tmp_path / "nowhere": "nowhere: there is no such file; check the path",
        broken("manifest.json", None): "holds no finished results",
        broken("manifest.json", "{"): "is damaged",
        broken("manifest.json", "{}"): "is damaged",
        broken("scenario.json", None): "there is no such file",
        broken("scenario.json", "{"): "scenario.json:",
        broken("scenario.json", other): "is not the scenario that these results come from; play it again",
    }.items():
        done = asked(folder)
        assert done.exit_code == 2 and done.stdout == "" and phrase in done.stderr, phrase


def test_results_of_a_case_that_was_changed_in_python_are_not_explained_wrongly(tmp_path):
    folder = sim.run(sim.example().without(channel="Harbour"), runs=2).save(tmp_path / "cut")
    done = asked(folder, run=1)
    assert done.exit_code == 2 and "a scenario that was changed in Python" in done.stderr


# ---- sim explain --about


def about(where: Path, *words: object):
    return ask("explain", where, "--month", "2003-06", *words)


def test_a_pair_is_explained_from_results_and_from_the_case_alike(results):
    done = about(results, "--run", 3, "--about", "North – South")
    assert done.exit_code == 0 and done.stderr == ""
    assert done.stdout == str(sim.explain(sim.example(), 9, "2003-06", about="North – South")) + "\n"
    from_case = about(CASE, "--run", 9, "--about", "South - North")
    assert from_case.stdout == done.stdout and from_case.exit_code == 0
    assert "And with the same luck otherwise?" in done.stdout


def test_an_actor_is_explained_about_its_rival_with_shares_over_runs():
    done = about(CASE, "--run", 1, "--actor", "North", "--about", "South", "--runs", 20, "--policy", "no_deconfliction")
    assert done.exit_code == 0
    assert done.stdout.startswith("North with South in 2003-06, run of seed 1, policy no_deconfliction")
    assert "of 20 runs [" in done.stdout and "Does it act against South?" in done.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "name whom to explain: --actor Iran, or --about 'Iran – United States', or both"),
        (("--actor", "North", "--runs", 5), "--runs gives shares for a pair of rivals; name it with --about"),
        (("--about", "North – Sout"), "'North – Sout' is no pair of rivals here; did you mean 'North – South'?"),
        (("--actor", "North", "--about", "Soth"), "North has no rival 'Soth'; did you mean 'South'?"),
    ],
    ids=lambda x: " ".join(map(str, x)) if isinstance(x, tuple) else "",
)
def test_a_pair_that_cannot_be_explained_is_said_in_a_sentence(words, sentence):
    done = about(CASE, "--run", 1, *words)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", sentence + "\n")


def test_a_case_that_is_not_there_cannot_be_explained(tmp_path):
    done = about(tmp_path / "none.yaml", "--run", 1, "--about", "North – South")
    assert done.exit_code == 2 and "none.yaml" in done.stderr


# ---- sim chart


def test_a_chart_is_drawn_and_never_over_another(elsewhere):
    done = ask("chart", "timeline", CASE, "--seed", 7)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == ["timeline.png", "timeline.svg"]
    before = content(elsewhere)
    assert set(before) == {"timeline.png", "timeline.svg"}
    again = ask("chart", "timeline", CASE, "--seed", 8)
    assert again.exit_code == 2 and again.stdout == ""
    assert again.stderr.startswith("timeline.png is there already; choose another folder with --out")
    assert content(elsewhere) == before
    assert ask("chart", "timeline", CASE, "--seed", 8, "--out", "b").exit_code == 0
    assert content(elsewhere / "b")["timeline.png"] != before["timeline.png"]


def test_an_unknown_chart_is_named_with_those_that_exist(elsewhere):
    done = ask("chart", "pie", CASE)
    assert done.exit_code == 2
    those = "burden, effects, modes, network, norm, recoding, theory, timeline"
    assert done.stderr == f"there is no chart 'pie'; charts are {those}\n"
