"""Killed at any moment, a batch goes on as if nothing had happened: nothing lost, doubled, or left over."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from sim.batches import shards
from sim.batches.folder import Folder
from tests.batches import stand_in

pytestmark = pytest.mark.skipif(os.name == "nt", reason="children are forked, and killed as a group")
STEPS = 3 * 3 + 3 + 3  # of one chunk: three for each table, a name for each, then the folder, the ledger, done


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    made = stand_in.Server(tmp_path_factory.mktemp("server") / "errors.txt")
    yield made
    made.close()


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("whole") / "batch"
    stand_in.batch(folder)
    return Folder.open(folder).digest()


def assert_whole(path: Path, digest: str) -> None:
    folder = Folder.open(path)
    assert folder.digest() == digest
    counts = folder.sql("SELECT count(*) AS n, count(DISTINCT (cell, replicate)) AS runs FROM runs")
    assert counts.iloc[0].tolist() == [420, 420], "nothing lost, nothing doubled"
    assert folder.sql("SELECT count(*) AS n FROM actors")["n"][0] == 4 * 420
    assert folder.verify() == [] and len(folder.lost()) == 0
    assert stand_in.leftovers(path) == []
    assert folder.progress()[:3] == (420, 0, 0)


def test_the_steps_of_a_write(tmp_path, monkeypatch):
    """If a step is added, the test below must know of it."""
    seen: list[str] = []
    monkeypatch.setattr(shards, "step", seen.append)
    stand_in.batch(tmp_path / "b", most=1)
    assert seen == ["write", "sync", "read back"] * 3 + ["name"] * 3 + ["sync folder", "enter", "done"]
    assert len(seen) == STEPS


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_killed_at_a_step_of_a_write(server, uninterrupted, tmp_path, step):
    path = tmp_path / "b"
    assert server.play(path, size=100, kill_at=2 * STEPS + step) == -signal.SIGKILL
    folder = Folder.open(path)
    entered = 300 if step == STEPS else 200
    assert folder.progress().done == entered == len(folder.frame("runs")), "readers see finished chunks only"
    assert folder.verify() == []
    assert server.play(path, size=100) == 0, server.said()
    assert_whole(path, uninterrupted)


def killed_at_random(server, path: Path, luck: random.Random) -> bool:
    """Begin or go on, and kill the whole group after a while; False when it was done before."""
    child = server.start(path, size=10)
    time.sleep(luck.random() * 0.6)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    code = server.wait()
    assert code in (0, -signal.SIGKILL), server.said()
    return code != 0


def kill_often(server, digest: str, folder: Path, kills: int) -> None:
    luck, done, batches = random.Random(kills), 0, 0
    while done < kills:
        path = folder / str(batches)
        while done < kills and killed_at_random(server, path, luck):
            done += 1
        batches += 1
        assert server.play(path, size=30) == 0, server.said()
        assert_whole(path, digest)


def test_killed_ten_times_at_random(server, uninterrupted, tmp_path):
    kill_often(server, uninterrupted, tmp_path, 10)


@pytest.mark.slow
def test_killed_a_hundred_times_at_random(server, uninterrupted, tmp_path):
    kill_often(server, uninterrupted, tmp_path, 100)
