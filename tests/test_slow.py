"""The quarters of the slow tests: together they are all, and no test is in two of them."""

from collections import Counter

from tests import slow


def test_four_quarters_are_the_whole_and_none_twice():
    names = [f"tests/test_{word}.py::test_{n}" for word in "ab" for n in range(11)]
    run = Counter(name for quarter in range(slow.QUARTERS) for name in set(names) - slow.left_out(names, quarter))
    assert run == dict.fromkeys(names, 1)
    assert slow.of_commit() in range(slow.QUARTERS)
