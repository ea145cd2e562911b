"""Does the repository keep its promises to whoever clones it?

The locks cover what is declared, no machine shows through, what the pages tell people to type
exists, the script that starts everything works, and the wheel holds the whole package.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PAGES = ("README.md", "ARCHITECTURE.md", "STYLE.md", "CONTRIBUTING.md", "examples/README.md")
LOCKS = ("requirements.lock", "requirements-dev.lock")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def our_files() -> list[Path]:
    """What git holds or would take; without git, every file that no tool made."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        names = filter(None, listed.stdout.split("\0"))
        return sorted(path for path in (ROOT / name for name in names) if path.is_file())
    except (OSError, subprocess.CalledProcessError):
        made = re.compile(
            r"(^|/)(\.venv[^/]*|\.git|__pycache__|\.\w+_cache|\.hypothesis|build|dist)/"
        )
        return sorted(
            path
            for path in ROOT.rglob("*")
            if path.is_file() and not made.search(path.relative_to(ROOT).as_posix())
        )


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names_in(requirements: list[object]) -> set[str]:
    """Canonical names of the requirements of a list, its groups unfolded."""
    found: set[str] = set()
    for one in requirements:
        if isinstance(one, dict):
            found |= names_in(PROJECT["dependency-groups"][one["include-group"]])
        else:
            found.add(canonical(re.match(r"[\w.-]+", str(one)).group()))
    return found


def pins(lock: str) -> dict[str, set[str]]:
    """Canonical name -> its pinned versions with their conditions."""
    found: dict[str, set[str]] = {}
    for line in text_of(lock).splitlines():
        pin = re.match(r"([\w.-]+)==(.*?) *\\?$", line)
        if pin:
            found.setdefault(canonical(pin[1]), set()).add(pin[2])
    return found


# ---------------------------------------------------------------- locks


@pytest.mark.parametrize("lock", LOCKS)
def test_each_declared_library_is_locked(lock):
    """A dependency that was added to pyproject.toml is in its lock; else run scripts/lock."""
    declared = names_in(PROJECT["project"]["dependencies"])
    if lock == "requirements-dev.lock":
        declared |= names_in(PROJECT["dependency-groups"]["dev"])

    assert declared <= set(pins(lock))


def test_development_holds_what_users_get():
    """The tests run with the very versions that a user installs."""
    development = pins("requirements-dev.lock")

    assert all(development[name] == versions for name, versions in pins(LOCKS[0]).items())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_only(lock):
    """Each line is an exact version or one of its hashes: no address, path or option."""
    shape = re.compile(r"([\w.-]+==[\w.!+]+( ; .*)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|)")
    others = [line for line in text_of(lock).splitlines() if not shape.fullmatch(line)]

    assert others == []
    assert not re.search(r"https?:|file:|/", text_of(lock))


# ---------------------------------------------------------------- no machine shows through

# Written so that this file does not contain what it looks for.
FOREIGN = {
    "a path of one machine": r"(?<![\w.~/-])/(?:work|farm|root|tmp|opt|home)/(?!\*)\w",
    "a file address": r"file:/" + r"/",
    "a registry address": r"(?:pypi|pythonhosted|anaconda)\." + r"(?:org|com)",
    "an address with a name and a password": r"https?://[^\s/]+:[^\s/]+@",
}


def test_no_machine_shows_through():
    """No file names a folder of one machine, a registry, or a secret in an address."""
    found = []
    for path in our_files():
        content = path.read_bytes()
        if b"\0" in content:
            continue
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            if number == 1 and line.startswith("#!/"):
                continue
            for what, pattern in FOREIGN.items():
                if re.search(pattern, line):
                    found.append(f"{path.relative_to(ROOT)}:{number}: {what}: {line.strip()[:90]}")

    assert not found, "\n".join(found)


def test_the_search_finds_what_it_should():
    """The patterns of the test above catch an example of each kind."""
    slash = "/"
    examples = (
        f"see {slash}home{slash}ada/x",
        f"{slash}opt{slash}wheels",
        f"file:{slash}{slash}x",
        "https://py" + "pi.org/simple",
        f"https:{slash}{slash}ada:secret@example.org",
    )

    for example in examples:
        assert any(re.search(pattern, example) for pattern in FOREIGN.values()), example
    for harmless in (
        "#!/usr/bin/env bash",
        "https://example.org/work/12",
        "docs/work/x",
        "10.1/opt/x",
    ):
        assert not any(re.search(pattern, harmless) for pattern in FOREIGN.values()), harmless


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    """A link inside the repository names a file that exists."""
    links = re.findall(r"\]\(([^)#]+)", text_of(page))
    inside = [link for link in links if not link.startswith("http")]

    assert [link for link in inside if not (ROOT / page).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_tells_people_to_type_exists(page):
    """Scripts, examples and commands of the program that a page names are there."""
    text = text_of(page)
    files = set(re.findall(r"(?<![\w/])((?:scripts|examples|\.ci)/[\w.-]*\w|src/[\w./-]*\w)", text))
    commands = set(re.findall(r"python3 mt ([a-z]\w*)", text)) - {"test", "tool"}

    assert [name for name in files if not (ROOT / name).exists()] == []
    for command in commands:
        asked = subprocess.run(
            [sys.executable, "-m", "magtitrate", command, "--help"],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert asked.returncode == 0, f"{command}: {asked.stderr}"


def test_the_readme_says_what_this_is_not():
    """Nobody can miss that this is no medical device."""
    readme = " ".join(text_of("README.md").replace("*", "").split())

    assert "Not a medical device" in readme
    assert "does not diagnose or treat" in readme


def test_architecture_has_the_floors_of_the_test():
    """The table people read and the table the test uses are one."""
    floors = ast.parse(text_of("tests/test_floors.py"))
    rows = next(
        ast.literal_eval(node.value)
        for node in floors.body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "FLOORS"
    )
    page = text_of("ARCHITECTURE.md").replace("`", "").replace("\\|", "|")

    for number, row in enumerate(rows):
        line = next(line for line in page.splitlines() if line.startswith(f"| {number} "))
        assert row in line


# ---------------------------------------------------------------- scripts


@pytest.mark.parametrize("name", ["mt", "scripts/test", "scripts/check", "scripts/lock", ".ci/run"])
def test_scripts_can_be_run(name):
    """A script says what runs it and may be executed."""
    path = ROOT / name

    assert path.read_text(encoding="utf-8").startswith("#!/usr/bin/env ")
    if sys.platform != "win32":
        assert path.stat().st_mode & stat.S_IXUSR


@pytest.fixture
def mt(monkeypatch, tmp_path):
    """The script as a module, looking at a checkout and an environment of its own."""
    monkeypatch.setenv("MT_VENV", str(tmp_path / "environment"))
    loader = SourceFileLoader("mt_script", str(ROOT / "mt"))
    module = module_from_spec(spec_from_loader("mt_script", loader))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    for name in (*LOCKS, "pyproject.toml", "mt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    return module


def test_mt_can_be_read_by_an_old_python():
    """Nothing in mt is newer than Python 3.0, but for arguments of functions it calls."""
    newer = (
        ast.JoinedStr,
        ast.AnnAssign,
        ast.NamedExpr,
        ast.Starred,
        ast.AsyncFunctionDef,
        ast.Match,
    )
    tree = ast.parse(text_of("mt"))

    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []
    assert [n for n in ast.walk(tree) if getattr(n, "annotation", None) is not None] == []
    assert [n for n in ast.walk(tree) if getattr(n, "returns", None) is not None] == []


def test_mt_needs_the_standard_library_alone():
    """On a fresh machine there is nothing else."""
    for node in ast.walk(ast.parse(text_of("mt"))):
        if isinstance(node, ast.Import):
            assert all(alias.name in sys.stdlib_module_names for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module.split(".")[0] in sys.stdlib_module_names


def test_mt_tells_an_old_python_so(mt, monkeypatch, capsys):
    """Python 3.10 gets one sentence and exit code 1."""
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))

    with pytest.raises(SystemExit) as stopped:
        mt.main(["plan"])

    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "needs Python 3.11 or newer" in said


def test_mt_says_what_to_install_when_no_environment_can_be_made(mt, monkeypatch, capsys):
    """Debian's Python without its venv package, and no uv: one paragraph that helps."""
    monkeypatch.setattr(mt, "uv", lambda: None)
    monkeypatch.setattr(mt, "has_ensurepip", lambda: False)

    with pytest.raises(SystemExit):
        mt.make_environment()

    assert f"apt install python3.{sys.version_info[1]}-venv" in capsys.readouterr().err


def steps_that_succeed(mt, monkeypatch) -> list[list[str]]:
    """Let every outside command of mt succeed without running; give back what was asked."""
    asked: list[list[str]] = []

    def attempt(command: list[str]) -> bool:
        asked.append(command)
        if "venv" in command:
            Path(mt.BIN).mkdir()
            Path(mt.PYTHON).touch()
        return True

    monkeypatch.setattr(mt, "attempt", attempt)
    monkeypatch.setattr(mt, "show_sources", lambda: None)
    return asked


def test_mt_installs_once(mt, monkeypatch):
    """The second run finds the stamp; another lock is another install."""
    asked = steps_that_succeed(mt, monkeypatch)

    mt.prepare(mt.RUNTIME)
    first = len(asked)
    mt.prepare(mt.RUNTIME)

    assert len(asked) == first > 0
    Path(mt.ROOT, mt.RUNTIME).write_text("another", encoding="utf-8")
    mt.prepare(mt.RUNTIME)
    assert len(asked) == first + 1, "the environment itself is kept"


def test_mt_builds_the_kernel_and_goes_on_without_it(mt, monkeypatch, capsys):
    """A change of its sources builds it again; a failure is one line on standard error."""
    steps_that_succeed(mt, monkeypatch)
    sources = Path(mt.ROOT, mt.KERNEL)
    sources.mkdir(parents=True)
    (sources / "kernel.cpp").write_text("int one;", encoding="utf-8")
    Path(mt.ROOT, "scripts").mkdir()
    Path(mt.ROOT, mt.KERNEL_SCRIPT).write_text("", encoding="utf-8")
    built: list[list[str]] = []

    def step(command: list[str]) -> subprocess.CompletedProcess[str]:
        built.append(command)
        return subprocess.CompletedProcess(command, 1, stdout="no compiler\nno luck\n")

    monkeypatch.setattr(mt, "step", step)

    for text in ("int one;", "int one;", "int two;"):
        (sources / "kernel.cpp").write_text(text, encoding="utf-8")
        mt.prepare(mt.RUNTIME)

    assert len(built) == 2
    assert all("build_kernel" in " ".join(command) for command in built)
    said = [line for line in capsys.readouterr().err.splitlines() if "compiled engine" in line]
    assert len(said) == 2
    assert all(line.endswith("only slower: no compiler") for line in said)


def test_mt_takes_the_development_environment_for_a_plan(mt, monkeypatch):
    """After the tests were run, a plan needs no further install."""
    asked = steps_that_succeed(mt, monkeypatch)
    mt.prepare(mt.DEVELOPMENT)
    before = len(asked)

    mt.prepare(mt.RUNTIME)

    assert len(asked) == before


def test_mt_begins_afresh_after_an_interruption(mt, monkeypatch):
    """An install that was cut off leaves no stamp, and its environment is replaced."""
    steps_that_succeed(mt, monkeypatch)
    monkeypatch.setattr(mt, "with_uv", interrupted)
    with pytest.raises(KeyboardInterrupt):
        mt.prepare(mt.RUNTIME)
    half = Path(mt.VENV, "half-installed")
    half.touch()
    assert not mt.ready(mt.RUNTIME)

    monkeypatch.undo()
    steps_that_succeed(mt, monkeypatch)
    monkeypatch.setattr(mt, "ROOT", str(half.parent.parent))
    mt.prepare(mt.RUNTIME)

    assert mt.ready(mt.RUNTIME)
    assert not half.exists()


def interrupted(_: object) -> bool:
    raise KeyboardInterrupt


def test_mt_leaves_an_environment_of_others_alone(mt, tmp_path):
    """Only a folder with mt's own mark, an empty one or none at all is used."""
    other = tmp_path / "other"
    other.mkdir()
    assert mt.free_or_ours(str(other))
    (other / "pyvenv.cfg").touch()
    assert not mt.free_or_ours(str(other))

    (other / mt.MARK).touch()

    assert mt.free_or_ours(str(other))


# ---------------------------------------------------------------- news, decisions, tests


def test_news_fragments_are_named_and_filled():
    """Each file in changes/ has a kind from its README and one to three sentences."""
    kinds = set(re.findall(r"^\| `(\w+)` \|", text_of("changes/README.md"), re.MULTILINE))
    fragments = [path for path in (ROOT / "changes").iterdir() if path.name != "README.md"]

    assert kinds
    for path in fragments:
        name = re.fullmatch(r"[a-z0-9-]+\.(\w+)\.md", path.name)
        assert name, path.name
        assert name[1] in kinds, path.name
        assert path.read_text(encoding="utf-8").strip(), path.name


def test_decisions_are_numbered_and_count_the_cost():
    """Each page has its own number, in its name and title, and says what the choice costs."""
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [page.name[:4] for page in pages]

    assert len(set(numbers)) == len(numbers)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]} "), page.name
        assert re.search(r"cost", text, re.IGNORECASE), page.name


def test_each_test_says_its_behavior():
    """Every test has a docstring: one sentence on what it holds the program to."""
    silent = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_test = isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            if is_test and not ast.get_docstring(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}")

    assert not silent, "\n".join(silent)


# ---------------------------------------------------------------- release


def test_the_version_is_the_same_in_both_places():
    """pyproject.toml and version.py name one release."""
    version = re.search(r'^VERSION = "(.+)"$', text_of("src/magtitrate/version.py"), re.MULTILINE)

    assert version
    assert version[1] == PROJECT["project"]["version"]


def test_the_license_is_the_one_declared():
    """LICENSE is the whole Apache License 2.0."""
    license_text = text_of("LICENSE")

    assert PROJECT["project"]["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in license_text
    assert "END OF TERMS AND CONDITIONS" in license_text


# Built without optimizing, so that the compiler does not take longer than the rest of the tests.
BUILD = (
    "import sys; from scikit_build_core.build import build_wheel;"
    "build_wheel(sys.argv[1], {'cmake.define.OPTIMIZE': '-O0'})"
)
KERNEL = "magtitrate/engine/kernel/"


def wheel_built(folder: Path, **variables: str) -> tuple[str, set[str]]:
    """A wheel of this checkout: its name, and the files inside."""
    subprocess.run(
        [sys.executable, "-c", BUILD, str(folder)],
        cwd=ROOT,
        env={**os.environ, **variables},
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    return wheel.name, {name for name in inside if "dist-info" not in name}


def packaged() -> set[str]:
    """What of our files belongs into a wheel: all but the sources of the kernel."""
    package = ROOT / "src"
    ours = {p.relative_to(package).as_posix() for p in our_files() if p.is_relative_to(package)}
    return {name for name in ours if not name.startswith(KERNEL)}


@pytest.mark.skipif(not shutil.which("c++"), reason="there is no C++ compiler here")
def test_the_wheel_holds_the_package_its_facts_and_the_kernel(tmp_path):
    """Every module and data file below src, and the library; for this kind of system."""
    name, inside = wheel_built(tmp_path)

    assert "-py3-none-" in name
    assert not name.endswith("-any.whl")
    assert packaged() < inside
    extra = inside - packaged()
    assert len(extra) == 1
    assert re.fullmatch(KERNEL + r"kernel\.(so|dylib|dll)", extra.pop())


def test_the_wheel_is_pure_where_nothing_compiles(tmp_path):
    """A compiler that fails costs speed, not the installation."""
    name, inside = wheel_built(tmp_path, CXX="/bin/false")

    assert name.endswith("-py3-none-any.whl")
    assert inside == packaged()
