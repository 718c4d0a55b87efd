import gzip

import numpy as np
import pytest

from adadelta_studies.mnist import load_mnist, mnist_folder

# MNIST, in small files of its format


def test_mnist_is_read_as_rows_of_numbers_from_0_to_1(idx_folder):
    data = load_mnist(idx_folder)
    assert [array.shape for array in data] == [(5, 6), (5,), (4, 6), (4,)]
    assert [array.dtype for array in data] == [np.float32, np.int64] * 2
    content = (idx_folder / "t10k-images-idx3-ubyte").read_bytes()
    np.testing.assert_array_equal(data.X_test.ravel(), np.array(list(content[16:]), np.float32) / np.float32(255))
    assert data.y.tolist() == list((idx_folder / "train-labels-idx1-ubyte").read_bytes()[8:])


def test_mnist_may_be_packed(idx_folder):
    plain = load_mnist(idx_folder)
    for path in list(idx_folder.iterdir())[:3]:
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    for one, other in zip(load_mnist(str(idx_folder)), plain, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_environment_names_the_folder_of_mnist(idx_folder, monkeypatch):
    monkeypatch.setenv("ADADELTA_DATA", str(idx_folder))
    assert mnist_folder() == idx_folder
    assert len(load_mnist().X) == 5


def test_mnist_that_is_missing_says_what_to_do(idx_folder):
    (idx_folder / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(FileNotFoundError, match=r"(?s)train-labels-idx1-ubyte.*make data.*ADADELTA_DATA") as caught:
        load_mnist(idx_folder)
    assert str(idx_folder) in str(caught.value).replace("\\\\", "\\")


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: content + b"0", lambda content: b""])
def test_mnist_that_is_damaged_says_what_to_do(idx_folder, damage):
    path = idx_folder / "t10k-images-idx3-ubyte"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=r"t10k-images-idx3-ubyte must have the SHA-256 .* got .*make data"):
        load_mnist(idx_folder)


@pytest.mark.parametrize("damage", [lambda packed: packed[:-9], lambda packed: b"no gzip", lambda packed: packed[:-1]])
def test_a_packed_file_that_is_damaged_says_what_to_do(idx_folder, damage):
    path = idx_folder / "t10k-images-idx3-ubyte"
    path.with_name(f"{path.name}.gz").write_bytes(damage(gzip.compress(path.read_bytes())))
    path.unlink()
    with pytest.raises(ValueError, match=r"t10k-images-idx3-ubyte.gz must be a whole gzip file.*make data"):
        load_mnist(idx_folder)


def test_a_byte_within_a_packed_file_matters(idx_folder):
    path = idx_folder / "t10k-labels-idx1-ubyte"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(bytes(content)))
    path.unlink()
    with pytest.raises(ValueError, match="damaged or another"):
        load_mnist(idx_folder)
