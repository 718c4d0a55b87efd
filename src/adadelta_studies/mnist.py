"""MNIST: where it is looked for, and how it is read."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Mnist", "load_mnist", "mnist_folder"]


class Mnist(NamedTuple):
    """Images of handwritten digits with the digits that they show: some to train on, others to test.

    Attributes
    ----------
    X : ndarray of float32, shape (60000, 784)
        Images of 28 by 28 pixels, row by row, from 0 (paper) to 1 (ink).
    y : ndarray of int64, shape (60000,)
        The digit, from 0 to 9.
    X_test, y_test : ndarray, shapes (10000, 784) and (10000,)
        The same of other writers, for the error on what was not trained on.

    Examples
    --------
    >>> images = Mnist(np.zeros((1, 784), np.float32), np.array([0]), np.ones((1, 784), np.float32), np.array([1]))
    >>> images.X.shape, images.y_test
    ((1, 784), array([1]))
    """

    X: NDArray[np.float32]
    y: NDArray[np.int64]
    X_test: NDArray[np.float32]
    y_test: NDArray[np.int64]


def mnist_folder() -> Path:
    """Return where MNIST is looked for: the folder that ADADELTA_DATA names, or `.cache/adadelta` at home.

    Returns
    -------
    pathlib.Path
        The folder, which need not exist.

    Examples
    --------
    >>> os.environ["ADADELTA_DATA"] = "images"
    >>> print(mnist_folder())
    images
    >>> del os.environ["ADADELTA_DATA"]
    >>> print(mnist_folder().name)
    adadelta
    """
    named = os.environ.get("ADADELTA_DATA")
    return Path(named) if named else Path.home() / ".cache" / "adadelta"


def load_mnist(folder: str | os.PathLike[str] | None = None) -> Mnist:
    """MNIST: 70,000 handwritten digits in 28 by 28 pixels, what the paper's network is trained and tested on.

    The files do not come with the package: in a clone of the book's repository, `make data` downloads them. Each is
    read whole and its checksum compared, so what is returned is the true data set, or nothing.

    Parameters
    ----------
    folder : path, optional
        Where the four files are, as published (`train-images-idx3-ubyte` and so on) or with `.gz` behind their names;
        by default `mnist_folder()`.

    Returns
    -------
    Mnist
        `X` and `y` to train on, `X_test` and `y_test` to test on.

    Raises
    ------
    FileNotFoundError
        If a file is missing.
    ValueError
        If a file is damaged, or another.

    References
    ----------
    LeCun, Cortes and Burges (1998), The MNIST database of handwritten digits. Zeiler (2012), section 4.1.

    Examples
    --------
    >>> load_mnist("an empty folder")
    Traceback (most recent call last):
    ...
    FileNotFoundError: folder must hold MNIST's train-images-idx3-ubyte, plain or as .gz; got 'an empty folder', ...
    """
    folder = mnist_folder() if folder is None else Path(folder)
    X, y, X_test, y_test = (_read_idx(folder, name, sha256) for name, sha256 in _MNIST.items())
    return Mnist(_as_pixels(X), y.astype(np.int64), _as_pixels(X_test), y_test.astype(np.int64))


_MNIST = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""The files, and the SHA-256 of what is in them once unpacked."""


def _read_idx(folder: Path, name: str, sha256: str) -> NDArray[np.uint8]:
    """Return the bytes of one file in their shape; raise unless they are those that `sha256` stands for.

    An IDX file is two zeros, 8 for bytes, the number of dimensions, each of them in four bytes, and the bytes.
    """
    advice = "Run `make data` in a clone of the book, or name the folder that has the files, here or in ADADELTA_DATA."
    plain, packed = folder / name, folder / f"{name}.gz"
    if not plain.exists() and not packed.exists():
        raise FileNotFoundError(
            f"folder must hold MNIST's {name}, plain or as .gz; got {str(folder)!r}, which has neither. {advice}"
        )
    try:
        content = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError(f"{packed} must be a whole gzip file; got one that ends in: {error}. {advice}") from None
    if (got := hashlib.sha256(content).hexdigest()) != sha256:
        raise ValueError(
            f"{name} must have the SHA-256 {sha256[:12]}… when unpacked; got {got[:12]}… in {str(folder)!r}, "
            f"a file that is damaged or another. {advice}"
        )
    dimensions = content[3]
    shape = np.frombuffer(content, ">u4", count=dimensions, offset=4).tolist()
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def _as_pixels(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return images as rows of numbers from 0 to 1."""
    return np.divide(images.reshape(len(images), -1), 255, dtype=np.float32)
