"""What a cell prints is joined to what it printed: a page must not show where the kernel's buffer happened to be sent.

MyST-NB joins such pieces with a line's end between them, so a line that was printed while the buffer went out would be
broken. Here nbclient, which runs the cells, joins them first, as they are.
"""

from functools import partial

from jupyter_cache.executors import utils
from nbclient import execute
from sphinx.application import Sphinx


def setup(app: Sphinx) -> None:
    """Give MyST-NB, which offers no such setting, a way to run notebooks that joins."""
    utils.executenb = partial(execute, coalesce_streams=True)
