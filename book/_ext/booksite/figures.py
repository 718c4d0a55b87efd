"""Figures: a light and a dark image from one drawing, with words for those who do not see it.

A cell that shows a figure puts out `image/svg+xml`, drawn in the palette's light colors, and `text/plain`, which reads
"Figure: what it shows". That text becomes the alternative text. An image without one is a warning, which fails the
build. The figure's data come in the drawing, as CSV; the page offers them as a file below it.
"""

import html
import posixpath
import re
from pathlib import Path
from urllib.parse import quote

import imagesize
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from .palette import darken

logger = logging.getLogger(__name__)

PREFIX = "Figure: "
DATA = re.compile(r'<metadata id="data">(.*?)</metadata>', re.DOTALL)


class MeasuredImage(nodes.image):
    """An image whose size in pixels is known, so that the page leaves room for it before it is there."""


class DescribeFigures(SphinxTransform):
    """Give the image in each cell output its alternative text and, if it is a drawing, a dark twin."""

    default_priority = 400
    figures = 0

    def apply(self, **kwargs: object) -> None:
        """Visit the outputs of all cells; each holds one version of the output for every format."""
        for bundle in self.document.findall(nodes.container):
            if bundle.get("nb_element") != "mime_bundle":
                continue
            versions = {
                version["mime_type"]: version for version in bundle.children if isinstance(version, nodes.Element)
            }
            text = versions["text/plain"].astext() if "text/plain" in versions else ""
            for image in list(bundle.findall(nodes.image)):
                if text.startswith(PREFIX):
                    image["alt"] = " ".join(text.removeprefix(PREFIX).split())
                if image.parent.get("mime_type") == "image/svg+xml":
                    self.draw_twins(image)

    def draw_twins(self, light: nodes.image) -> None:
        """Write the drawing for each theme, each shown in its own only, and its data into a file that a link offers."""
        uri, path = Path(light["uri"]), Path(self.env.relfn2path(light["uri"])[1])
        drawing = path.read_text(encoding="utf-8")
        data = DATA.search(drawing)
        drawing = DATA.sub("", drawing)
        dark = light.copy()
        light.parent.append(dark)
        for image, theme, text in ((light, "light", drawing), (dark, "dark", darken(drawing))):
            name = f"{path.stem}-{theme}.svg"
            path.with_name(name).write_text(text, encoding="utf-8")
            image["uri"], image["classes"] = uri.with_name(name).as_posix(), [f"only-{theme}"]
        if data:
            self.figures += 1
            name = f"{Path(self.env.docname).name}-figure-{self.figures}"
            links: list[nodes.Node] = []
            for words, file, text in (
                ("Data of this figure", f"{name}.csv", html.unescape(data[1])),
                ("the figure", f"{name}.svg", drawing),
            ):
                path.with_name(file).write_text(text, encoding="utf-8", newline="\n")
                target = uri.with_name(file).as_posix()
                links += [addnodes.download_reference("", f"{words}: {file}", reftarget=target), nodes.Text("; ")]
            light.parent.append(nodes.paragraph("", "", *links[:-1], classes=["figure-data"]))


class CheckImages(SphinxTransform):
    """Measure every image, let it load when it comes into view, and warn where it has no alternative text."""

    default_priority = DescribeFigures.default_priority + 1

    def apply(self, **kwargs: object) -> None:
        """Visit the images of the page, and those in HTML that a cell or the author wrote."""
        for image in list(self.document.findall(nodes.image)):
            if not image.get("alt", "").strip():
                self.warn(image)
            path = Path(self.env.relfn2path(image["uri"])[1])
            if "://" not in image["uri"] and path.exists():
                width, height = imagesize.get(path)
                image.replace_self(MeasuredImage("", **image.attributes, size=(round(width), round(height))))
        for raw in self.document.findall(nodes.raw):
            images = BeautifulSoup(raw.astext(), "html.parser").find_all("img") if "<img" in raw.astext() else []
            if not all(str(image.get("alt", "")).strip() for image in images):
                self.warn(raw)

    def warn(self, node: nodes.Node) -> None:
        """Name the page and the line."""
        message = "an image has no alternative text: say what it shows"
        logger.warning(message, location=node, type="booksite", subtype="alt")


def visit_measured_image(writer: HTML5Translator, node: MeasuredImage) -> None:
    """Write the image with its size. Lazy: one that the theme hides is then never fetched."""
    width, height = node["size"]
    name = writer.builder.images.get(node["uri"])
    if name:
        node["uri"] = posixpath.join(writer.builder.imgpath, quote(name))
    attributes = {"src": node["uri"], "alt": node.get("alt", ""), "width": width, "height": height, "loading": "lazy"}
    writer.body.append(writer.emptytag(node, "img", "\n", **attributes))


def depart_measured_image(writer: HTML5Translator, node: MeasuredImage) -> None:
    """Leave it: it has no end."""


def setup(app: Sphinx) -> None:
    """Take part while a page is read, and while it is written."""
    app.add_transform(DescribeFigures)
    app.add_transform(CheckImages)
    app.add_node(MeasuredImage, html=(visit_measured_image, depart_measured_image))
