import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adadelta import METHODS, SGD, Adadelta, Adam, load_checkpoint, save_checkpoint

SHAPES = [((3, 2), np.float32), ((4,), np.float64), ((), np.float64), ((0, 2), np.float32)]


def start():
    """Parameters of several shapes and dtypes, and a generator to draw gradients from."""
    rng = np.random.default_rng(7)
    return [np.asarray(rng.normal(size=shape), dtype) for shape, dtype in SHAPES], rng


def train(params, optimizer, rng, steps):
    for _ in range(steps):
        optimizer.step(params, [np.asarray(rng.normal(size=p.shape), p.dtype) for p in params])


def contents(params, optimizer, rng=None):
    """Return all that could change, to compare before and after."""
    state = [a for name in optimizer.state_names for a in getattr(optimizer, name) or ()]
    return [a.tobytes() for a in (*params, *state)], repr(optimizer), optimizer.t, rng and str(rng.bit_generator.state)


@pytest.mark.parametrize("method", METHODS)
@given(stop=st.integers(0, 12))
def test_a_resumed_run_is_bit_for_bit_the_run_that_never_stopped(method, stop, tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "checkpoint.npz"
    params, rng = start()
    optimizer = method(learning_rate=0.03)
    train(params, optimizer, rng, stop)
    save_checkpoint(path, params, optimizer, rng)
    train(params, optimizer, rng, 12 - stop)

    resumed, resumed_optimizer, resumed_rng = [np.full_like(p, 9) for p in params], method(), np.random.default_rng(0)
    load_checkpoint(path, resumed, resumed_optimizer, resumed_rng)
    train(resumed, resumed_optimizer, resumed_rng, 12 - stop)
    assert contents(resumed, resumed_optimizer, resumed_rng) == contents(params, optimizer, rng)


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_every_kind_of_generator_goes_on_where_it_stood(kind, tmp_path):
    rng, other = (np.random.Generator(getattr(np.random, kind)(seed)) for seed in (1, 2))
    rng.random(7)
    rng.integers(3, dtype=np.uint32)  # leaves half a number in store
    save_checkpoint(tmp_path / "a.npz", [], SGD(), rng)
    expected = rng.random(5).tolist(), rng.integers(9, size=5, dtype=np.uint32).tolist()
    load_checkpoint(tmp_path / "a.npz", [], SGD(), other)
    assert (other.random(5).tolist(), other.integers(9, size=5, dtype=np.uint32).tolist()) == expected


def test_the_file_is_an_npz_without_pickle(tmp_path):
    params, rng = start()
    optimizer = Adam()
    train(params, optimizer, rng, 2)
    save_checkpoint(tmp_path / "run.npz", params, optimizer, rng)
    with np.load(tmp_path / "run.npz", allow_pickle=False) as file:
        arrays = dict(file)
    assert set(arrays) == {"about"} | {f"{kind}/{i}" for kind in ("params", "state/m", "state/v") for i in range(4)}
    assert all(array.dtype.kind in "fU" for array in arrays.values())
    about = json.loads(arrays["about"].item())
    assert about["optimizer"]["method"] == "Adam"
    assert about["optimizer"]["t"] == 2


def test_settings_come_from_the_file_to_the_last_digit(tmp_path):
    save_checkpoint(tmp_path / "a.npz", [np.ones(1)], Adadelta(rho=1 / 3, epsilon=1e-300, learning_rate=0.1))
    optimizer = Adadelta()
    load_checkpoint(tmp_path / "a.npz", [np.ones(1)], optimizer)
    assert repr(optimizer) == "Adadelta(rho=0.3333333333333333, epsilon=1e-300, learning_rate=0.1)"
    assert optimizer.t == 0
    assert optimizer.Eg2 is None


def test_views_are_saved_and_loaded_in_place(tmp_path):
    whole = np.arange(12.0).reshape(3, 4)
    save_checkpoint(tmp_path / "a.npz", [whole.T[::2]], SGD())
    other = np.zeros((3, 4))
    load_checkpoint(tmp_path / "a.npz", [other.T[::2]], SGD())
    np.testing.assert_array_equal(other, whole * [1, 0, 1, 0])


# Atomic


def test_only_the_checkpoint_is_left_in_the_folder(tmp_path):
    for x in (1.0, 2.0):
        save_checkpoint(tmp_path / "a.npz", [np.array([x])], SGD())
    assert [file.name for file in tmp_path.iterdir()] == ["a.npz"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_checkpoint_may_be_read_by_whom_other_files_may(tmp_path):
    (tmp_path / "other").touch()
    save_checkpoint(tmp_path / "a.npz", [], SGD())
    assert (tmp_path / "a.npz").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "folder").mkdir()
    try:
        (tmp_path / "link.npz").symlink_to(tmp_path / "folder" / "real.npz")
    except OSError:
        pytest.skip("no links may be made here")
    save_checkpoint(tmp_path / "link.npz", [np.ones(1)], SGD())
    assert (tmp_path / "link.npz").is_symlink()
    assert (tmp_path / "folder" / "real.npz").is_file()


@pytest.mark.parametrize("broken", ["savez", "fsync", "replace"])
def test_when_writing_fails_the_old_file_stands_and_nothing_else(broken, tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    save_checkpoint(path, [np.array([1.0])], SGD())
    before = path.read_bytes()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*{"savez": (np, "savez"), "fsync": (os, "fsync"), "replace": (Path, "replace")}[broken], full)
    with pytest.raises(OSError, match="No space left"):
        save_checkpoint(path, [np.array([2.0])], SGD())
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.npz"]


def test_the_bytes_are_on_the_disk_before_the_old_file_goes(tmp_path, monkeypatch):
    done = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (done.append(("fsync", os.fstat(fd).st_size)), fsync(fd))[1])
    monkeypatch.setattr(
        Path, "replace", lambda self, to: (done.append(("replace", self.stat().st_size)), replace(self, to))[1]
    )
    save_checkpoint(tmp_path / "a.npz", [np.ones(1000)], SGD())
    size = (tmp_path / "a.npz").stat().st_size
    assert done == [("fsync", size), ("replace", size)]


SAVER = """
import sys
import numpy as np
from adadelta import SGD, save_checkpoint
n = 0
while True:
    n += 1
    save_checkpoint(sys.argv[1], [np.full(200_000, float(n))], SGD(learning_rate=n))
    if n == 2:
        print("saving", flush=True)
"""


def test_a_killed_process_leaves_the_old_file_or_the_new_one(tmp_path):
    path = tmp_path / "a.npz"
    for wait in np.linspace(0.0, 0.02, 6):  # at other points of a save, which takes a few milliseconds
        with subprocess.Popen([sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE) as process:
            assert process.stdout.readline().strip() == b"saving"
            time.sleep(wait)
            process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        x, optimizer = np.zeros(200_000), SGD()
        load_checkpoint(path, [x], optimizer)
        assert np.all(x == optimizer.learning_rate), "parameters and settings are of one save"
        assert optimizer.learning_rate >= 2


# Misuse


def save_one(path, optimizer=None, rng=None, params=None):
    params = [np.array([1.0, 2.0])] if params is None else params
    optimizer = optimizer or Adadelta()
    optimizer.step(params, [np.ones_like(p) for p in params])
    save_checkpoint(path, params, optimizer, rng)


def rewrite(path, change):
    """Save the file anew with something in it changed."""
    with np.load(path) as file:
        arrays = dict(file)
    about = json.loads(arrays["about"].item())
    change(arrays, about)
    np.savez(path, **{**arrays, "about": np.array(json.dumps(about))})


@pytest.mark.parametrize(
    ("prepare", "params", "optimizer", "rng", "error", "words"),
    [
        (None, [np.ones(3)], Adadelta(), None, ValueError, "params must be the 1 arrays of a.npz, float64 (2,); got"),
        (None, [np.ones(2, "f4")], Adadelta(), None, ValueError, "float64 (2,); got float32 (2,)"),
        (None, [np.ones(2), np.ones(2)], Adadelta(), None, ValueError, "params must be the 1 arrays of a.npz"),
        (None, np.ones(2), Adadelta(), None, TypeError, "params must be a list of arrays; got ndarray"),
        (None, [np.ones(2)], Adam(), None, ValueError, "state_dict must be of method Adam; got 'Adadelta'"),
        (None, [np.ones(2)], Adadelta(), np.random.default_rng(0), ValueError, "rng must be left out, since a.npz"),
        ("rng", [np.ones(2)], Adadelta(), None, TypeError, "rng must be a numpy.random.Generator; got None"),
        ("rng", [np.ones(2)], Adadelta(), 5, TypeError, "rng must be a numpy.random.Generator; got 5"),
        (
            "rng",
            [np.ones(2)],
            Adadelta(),
            np.random.Generator(np.random.MT19937(0)),
            ValueError,
            "rng must be driven by PCG64, as in a.npz; got MT19937",
        ),
        (
            lambda arrays, about: about["optimizer"].update(version=99),
            [np.ones(2)],
            Adadelta(),
            None,
            ValueError,
            "state_dict must be of version 1; got 99",
        ),
        (
            lambda arrays, about: about["optimizer"]["settings"].update(rho=1.0),
            [np.ones(2)],
            Adadelta(),
            None,
            ValueError,
            "rho must lie in [0, 1); got 1.0",
        ),
        (
            lambda arrays, about: arrays.pop("state/Edx2/0"),
            [np.ones(2)],
            Adadelta(),
            None,
            ValueError,
            "Edx2 must hold one array for each of the 1 params; got 0",
        ),
        (
            lambda arrays, about: arrays.update({"state/Eg2/0": np.array([1.0, np.nan])}),
            [np.ones(2)],
            Adadelta(),
            None,
            ValueError,
            "Eg2[0] must be finite; 1 of its 2 numbers",
        ),
        (
            lambda arrays, about: about.pop("rng"),
            [np.ones(2)],
            Adadelta(),
            None,
            ValueError,
            "path must be a whole checkpoint; a.npz is not: 'rng'",
        ),
    ],
)
def test_what_does_not_fit_is_named_and_changes_nothing(prepare, params, optimizer, rng, error, words, tmp_path):
    path = tmp_path / "a.npz"
    save_one(path, rng=np.random.default_rng(1) if prepare == "rng" else None)
    if callable(prepare):
        rewrite(path, prepare)
    held = [params] if isinstance(params, np.ndarray) else params
    generator = rng if isinstance(rng, np.random.Generator) else None
    before = contents(held, optimizer, generator)
    with pytest.raises(error, match=re.escape(words)):
        load_checkpoint(path, params, optimizer, rng)
    assert contents(held, optimizer, generator) == before


@pytest.mark.parametrize("damage", ["empty", "text", "half", "flipped", "npy", "pickle", "foreign"])
def test_a_file_that_is_no_whole_checkpoint_is_named(damage, tmp_path):
    path = tmp_path / "a.npz"
    save_one(path, params=[np.arange(500.0)])
    whole = path.read_bytes()
    if damage == "npy":
        with path.open("wb") as file:
            np.save(file, np.ones(3))
    elif damage == "pickle":
        np.savez(path, about=np.array({"a": 1}, dtype=object))
    elif damage == "foreign":
        np.savez(path, W=np.ones(3))
    else:
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 0xFF
        path.write_bytes({"empty": b"", "text": b"hello", "half": whole[:600], "flipped": bytes(flipped)}[damage])
    x, optimizer = np.ones(500), Adadelta()
    with pytest.raises(ValueError, match=re.escape("path must be a whole checkpoint; a.npz is not")):
        load_checkpoint(path, [x], optimizer)
    assert np.all(x == 1.0)
    assert optimizer.t == 0


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_checkpoint(tmp_path / "none.npz", [np.ones(1)], SGD())


@pytest.mark.parametrize(
    ("path", "params", "rng", "error", "words"),
    [
        ("a.pkl", [np.ones(2)], None, ValueError, "path must end in .npz; got"),
        ("a", [np.ones(2)], None, ValueError, "path must end in .npz; got"),
        ("a.npz", [np.ones(3)], None, ValueError, "params must be the 1 arrays that the state was made for"),
        ("a.npz", [[1.0, 2.0]], None, TypeError, "params[0] must be a float32 or float64 array"),
        ("a.npz", [np.ones(2)], 7, TypeError, "rng must be a numpy.random.Generator; got 7"),
    ],
)
def test_nothing_is_written_that_could_not_be_read_back(path, params, rng, error, words, tmp_path):
    optimizer = Adadelta()
    optimizer.step([np.ones(2)], [np.ones(2)])
    with pytest.raises(error, match=re.escape(words)):
        save_checkpoint(tmp_path / path, params, optimizer, rng)
    assert [file.name for file in tmp_path.iterdir()] == []


def test_loading_asks_for_an_npz_too(tmp_path):
    with pytest.raises(ValueError, match=re.escape("path must end in .npz; got")):
        load_checkpoint(tmp_path / "a.pkl", [], SGD())
