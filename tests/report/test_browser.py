"""Reports in a real browser, opened from the disk: everything is seen, nothing is asked for, nothing runs."""

import base64
import json
import shutil

import pytest

import sim
from sim.report import write

webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed (python3 setup_env.py test)")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
TITLE = "<script>alert('title')</script> & \"quotes\" <img src=http://example.org/x.png> שלום " + "long" * 40
PHONE, DESK, A4 = 360, 1280, 672  # pixels; the last is what the margins leave of the paper


class Boundless(sim.State):
    """Raises in one run, with a text that would be a script and is wide."""

    def hostility(self, rival):
        if self.model.seed_of_run == 2:
            raise RuntimeError("<script>alert('error')</script> " + "wide" * 50)
        return super().hostility(rival)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    found, driver = next(filter(None, map(shutil.which, BROWSERS)), None), shutil.which("chromedriver")
    if found is None or driver is None:
        pytest.skip("no chromium and chromedriver are installed (Debian: apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = found
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=driver))
    yield opened
    opened.quit()


def played(folder, **words):
    run = words.pop("run", {})
    sim.Batch(sim.example(), title=TITLE, question=TITLE, **words).run(folder, progress=False, **run)
    return write(folder)


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    vary = {"threat_weight": (2, 50), "visibility": (0, 1)}
    folder = tmp_path_factory.mktemp("grid") / "<b>folder & 'name'"
    return played(folder, policies="all", vary=vary, design={"kind": "grid", "steps": 3}, replicates=10)


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    run = {"engine": "threads"}
    return played(tmp_path_factory.mktemp("broken") / "x", replicates=4, actors={"North": Boundless}, run=run)


def look(browser, path, width=DESK, medium=""):
    """Open a page at a width; returns all addresses that the browser asked for."""
    sized = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", sized)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium})
    browser.get_log("performance")
    browser.get_log("browser")
    browser.get(path.as_uri())
    said = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [one["params"]["request"]["url"] for one in said if one["method"] == "Network.requestWillBeSent"]


def ask(browser, script):
    return browser.execute_script(f"return {script}")


@pytest.mark.parametrize("report", ["grid", "broken"])
def test_it_opens_from_the_disk_and_asks_for_nothing_else(browser, report, request):
    path = request.getfixturevalue(report)
    asked = look(browser, path)
    assert path.as_uri() in asked
    assert {url for url in asked if not url.startswith("data:")} == {path.as_uri()}
    assert browser.get_log("browser") == []


@pytest.mark.parametrize("report", ["grid", "broken"])
def test_names_are_text_and_nothing_runs(browser, report, request):
    look(browser, request.getfixturevalue(report))
    assert browser.title == TITLE
    assert ask(browser, "document.querySelector('h1').innerText") == TITLE
    assert ask(browser, "document.scripts.length") == 0
    assert ask(browser, "document.querySelectorAll('b, i, iframe').length") == 0
    with pytest.raises(Exception, match="no such alert"):
        _ = browser.switch_to.alert.text


def test_all_pictures_are_there_and_are_told_in_words(browser, grid):
    look(browser, grid)
    pictures = ask(browser, "[...document.images].map(i => [i.complete, i.naturalWidth, i.naturalHeight, i.alt])")
    assert len(pictures) == 5  # the policies, and a phase diagram for each under which anything emerges
    for complete, wide, high, alt in pictures:
        assert complete and wide > 100 and high > 50 and len(alt) > 20


def test_tables_have_their_rows_and_captions(browser, grid):
    look(browser, grid)
    tables = ask(browser, "[...document.querySelectorAll('table')].map(t => [t.caption.innerText, t.rows.length])")
    found = dict(tables)
    title = sim.example().title
    assert found[f"{title}: pairs of rivals, by policy"] == 6
    assert found["Factors: the numbers that were varied"] == 3
    assert found[f"{title}: emergence of North – South at each point"] == 10


@pytest.mark.parametrize("report", ["grid", "broken"])
@pytest.mark.parametrize(("width", "medium"), [(PHONE, ""), (DESK, ""), (A4, "print")])
def test_nothing_is_wider_than_the_screen_or_the_paper(browser, report, width, medium, request):
    look(browser, request.getfixturevalue(report), width, medium)
    assert ask(browser, "document.documentElement.scrollWidth") <= width
    if medium:
        assert ask(browser, "[...document.images].every(i => i.getBoundingClientRect().right <= innerWidth)")


def test_on_a_phone_charts_keep_the_size_of_their_letters_and_it_is_said_that_they_move(browser, grid):
    look(browser, grid, PHONE)
    scales = ask(browser, "[...document.images].map(i => i.getBoundingClientRect().width / +i.getAttribute('width'))")
    assert all(0.8 <= one <= 1 for one in scales), scales
    shown = "getComputedStyle(document.querySelector('.sideways')).display"
    assert ask(browser, shown) == "block"
    look(browser, grid, DESK)
    assert ask(browser, shown) == "none"


def test_it_prints_with_every_picture_whole(browser, grid):
    look(browser, grid)
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert base64.b64decode(printed["data"]).startswith(b"%PDF")
    look(browser, grid, A4, "print")
    high = 1000  # pixels that the margins leave of the paper
    assert max(ask(browser, "[...document.querySelectorAll('figure')].map(f => f.offsetHeight)")) < high
    assert ask(browser, "getComputedStyle(document.querySelector('figure')).breakInside") == "avoid"


def test_a_dark_screen_has_a_dark_page(browser, grid):
    look(browser, grid)
    dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    light_page = ask(browser, "getComputedStyle(document.body).backgroundColor")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
    assert light_page == "rgb(253, 253, 251)"
    assert ask(browser, "getComputedStyle(document.body).backgroundColor") == "rgb(23, 24, 26)"
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
