#!/usr/bin/env python3
"""From a fresh checkout to the program, with nothing but Python 3.11 or newer.

    python3 mt plan examples/cyclist.toml     any magtitrate command
    python3 mt test [pytest arguments]        the tests, run from the top of the checkout
    python3 mt tool ruff check                a tool of the development lock

The first run makes .venv, installs exactly what the lock names, each file checked against its
hash, and builds the compiled engine where there is a C++ compiler. Later runs compare one stamp
and start the program. Progress goes to standard error; standard output belongs to the program.
MT_VENV names another folder than .venv.

This file uses the standard library alone and the Python of long ago (no annotations, no
f-strings), because an old Python must be able to read it before it can be told that it is old.
"""

import os
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.abspath(__file__))
SRC = os.path.join(ROOT, "src")
MARK = "made-by-mt"  # a file in every environment that this script may replace

RUNTIME = "requirements.lock"
DEVELOPMENT = "requirements-dev.lock"  # holds every line of the other one, too

KERNEL = os.path.join("src", "magtitrate", "engine", "kernel")
KERNEL_SCRIPT = os.path.join("scripts", "build_kernel")

# Settings that would bring foreign packages in, or send an install elsewhere.
FOREIGN = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")


def main(words):
    if sys.version_info < OLDEST:
        stop(
            "magtitrate needs Python 3.11 or newer, and %s is Python %d.%d: "
            "run this again with a newer one, such as python3.12 mt."
            % (sys.executable or "this", sys.version_info[0], sys.version_info[1])
        )
    first = words[0] if words else ""
    if first == "test":
        prepare(DEVELOPMENT)
        os.chdir(ROOT)
        become(["pytest"] + words[1:])
    elif first == "tool":
        if len(words) < 2:
            stop("mt tool: name a tool of the development lock, such as ruff, mypy or pytest.")
        prepare(DEVELOPMENT)
        become(words[1:])
    else:
        prepare(RUNTIME)
        become(["magtitrate"] + words)


def folder():
    """Where the environment lies. A .venv that somebody else made is left alone."""
    named = os.environ.get("MT_VENV")
    if named:
        return os.path.join(ROOT, named)
    usual = os.path.join(ROOT, ".venv")
    return usual if free_or_ours(usual) else os.path.join(ROOT, ".venv-mt")


def free_or_ours(path):
    return (
        os.path.exists(os.path.join(path, MARK))
        or not os.path.lexists(path)
        or (os.path.isdir(path) and not os.listdir(path))
    )


VENV = folder()
BIN = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(BIN, "python.exe" if os.name == "nt" else "python")


def prepare(lock):
    """Make the environment hold what the lock names, unless it already does."""
    if ready(lock):
        return
    with one_at_a_time():
        if ready(lock):  # another mt did it while this one waited
            return
        say("installing %s into %s, once ..." % (lock, VENV))
        make_environment()
        install(lock)
        show_sources()
        build_kernel()
        write(stamp(lock), fingerprint(lock))
        say("ready.")


def ready(lock):
    enough = (RUNTIME, DEVELOPMENT) if lock == RUNTIME else (DEVELOPMENT,)
    return os.path.exists(PYTHON) and any(read(stamp(one)) == fingerprint(one) for one in enough)


def stamp(lock):
    return lock + ".stamp"


def fingerprint(lock):
    """All that an environment depends on; with another value it is brought up to date."""
    from hashlib import sha256

    known = sha256()
    for name in [lock, "pyproject.toml", "mt"] + kernel_sources():
        with open(os.path.join(ROOT, name), "rb") as file:
            known.update(file.read())
    # The place counts because programs in an environment hold their own path.
    return "\n".join((known.hexdigest(), interpreter(), VENV))


def interpreter():
    return " ".join((sys.implementation.cache_tag, sys.platform, sys.base_prefix))


def make_environment():
    """A virtual environment of this interpreter; one that was left half made is replaced."""
    if os.path.exists(PYTHON) and read(MARK) == interpreter():
        return
    if not free_or_ours(VENV):
        stop("%s was not made by mt and is left alone: name another folder in MT_VENV." % VENV)
    empty(VENV)
    write(MARK, "unfinished")
    base = getattr(sys, "_base_executable", None) or sys.executable
    if uv():
        made = attempt([uv(), "venv", "--quiet", "--allow-existing", "--python", base, VENV])
    elif has_ensurepip():
        made = attempt([base, "-I", "-m", "venv", VENV])
    else:
        stop(
            "This Python lacks ensurepip, the part that makes virtual environments. On Debian "
            "or Ubuntu install it with: sudo apt install python%d.%d-venv. Or install uv, which "
            "is used when it is found and needs no such part. Then run the same command again."
            % (sys.version_info[0], sys.version_info[1])
        )
    if not made:
        stop("mt: no virtual environment could be made in %s; the reason stands above." % VENV)


def install(lock):
    """What the lock names, with uv where there is one, else with pip."""
    # A run that is cut off from here on must leave nothing that looks finished.
    for name in (RUNTIME, DEVELOPMENT):
        if read(stamp(name)) not in (None, fingerprint(name)):
            os.remove(os.path.join(VENV, stamp(name)))
    write(MARK, "unfinished")
    exactly = ["--quiet", "--require-hashes", "-r", os.path.join(ROOT, lock)]
    done = with_uv(exactly) or with_pip(exactly)
    write(MARK, interpreter())
    if not done:
        stop(
            "mt: the packages were not installed; the reason stands above. They come from the "
            "network once. Run the same command again when it can be reached: nothing is lost."
        )


def with_uv(exactly):
    # Compiled at once, as pip does: otherwise the first plans pay for it.
    command = ["pip", "install", "--compile-bytecode", "--python", PYTHON]
    return bool(uv()) and attempt([uv()] + command + exactly)


def with_pip(exactly):
    if uv():  # then the environment was made without pip
        say("uv did not succeed; trying pip ...")
        if not attempt([PYTHON, "-I", "-m", "ensurepip"]):
            return False
    return attempt([PYTHON, "-I", "-m", "pip", "install", "--no-input"] + exactly)


def show_sources():
    """Let the environment find src/ where it lies: edits count at once, nothing is built.

    The path is relative, so that it is plain ASCII whatever the folders above are called.
    """
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = step([PYTHON, "-I", "-c", ask]).stdout.strip()
    try:
        sources = os.path.relpath(SRC, packages)
    except ValueError:  # another drive on Windows
        sources = SRC
    write(os.path.join(packages, "magtitrate.pth"), sources + "\n")
    attempt([PYTHON, "-I", "-m", "compileall", "-q", SRC])


def build_kernel():
    """The compiled engine, beside the packages. Where it cannot be built, NumPy's engine serves."""
    if not kernel_sources():
        return
    script = os.path.join(ROOT, KERNEL_SCRIPT)
    into = os.path.join(VENV, "magtitrate")  # engine/compiled.py looks there
    done = step([PYTHON, "-I", script, "--here", "--quiet", "--into", into])
    if done.returncode:
        words = done.stdout.strip().splitlines() or ["no reason was given"]
        say("going on without the compiled engine, only slower: %s" % words[0])


def kernel_sources():
    """The files that the compiled engine is made of, from the top of the checkout."""
    place = os.path.join(ROOT, KERNEL)
    if not os.path.isdir(place):
        return []
    names = [name for name in sorted(os.listdir(place)) if name.endswith((".h", ".cpp"))]
    return [KERNEL_SCRIPT] + [os.path.join(KERNEL, name) for name in names]


def become(module):
    """Turn into the program. -P: nothing is imported from the folder the user happens to be in."""
    command = [PYTHON, "-P", "-m"] + module
    if os.name != "nt":
        os.execve(PYTHON, command, clean())
    import subprocess  # Windows cannot replace a process

    sys.exit(subprocess.call(command, env=clean()))


def attempt(command):
    """Run a step. True if it succeeded; else its own words are shown."""
    done = step(command)
    if done.returncode:
        sys.stderr.write(done.stdout)
    return done.returncode == 0


def step(command):
    import subprocess

    return subprocess.run(
        command,
        cwd=ROOT,
        env=clean(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def clean():
    """The environment variables, without those that would mix other packages in."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    kept.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1", UV_PYTHON_DOWNLOADS="never")
    return kept


def uv():
    from shutil import which

    return which("uv")


def has_ensurepip():
    from importlib.util import find_spec

    return find_spec("ensurepip") is not None


def one_at_a_time():
    """A lock that the system lets go of by itself, however the process ends."""
    file = open(os.path.join(ROOT, "mt"), "rb")
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)
    except (ImportError, OSError):
        pass  # Windows, and some network disks: two first runs at once are then on their own
    return file


def empty(path):
    from shutil import rmtree

    if not os.path.isdir(path):
        os.makedirs(path)
    for name in os.listdir(path):
        inside = os.path.join(path, name)
        if os.path.isdir(inside) and not os.path.islink(inside):
            rmtree(inside)
        elif name != MARK:
            os.remove(inside)


def read(name):
    """The text of a file, None without one. A bare name is a file of the environment."""
    try:
        with open(os.path.join(VENV, name), encoding="utf-8") as file:
            return file.read()
    except OSError:
        return None


def write(name, text):
    with open(os.path.join(VENV, name), "w", encoding="utf-8") as file:
        file.write(text)


def say(text):
    sys.stderr.write("magtitrate: %s\n" % text)
    sys.stderr.flush()


def stop(text):
    sys.stderr.write(text + "\n")
    sys.exit(1)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        stop("mt: %s. Set that right, or name a folder it may write to in MT_VENV." % error)
