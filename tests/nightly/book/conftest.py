"""The browser and the built book, for the tests of this folder."""

from browsing import address, below, browser, contexts, folder, kept, playwright, troubles, visit

__all__ = ["address", "below", "browser", "contexts", "folder", "kept", "playwright", "troubles", "visit"]
