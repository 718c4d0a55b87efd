"""What every chapter holds, in which order: the contract between the book and its readers."""

import re
from pathlib import Path

import nbformat
import pytest
import yaml
from notebooks import stale
from prose import only_prose

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
PARTS = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
CHAPTERS = [page["file"] for part in PARTS if part["caption"] != "At hand" for page in part["chapters"]]
SECTIONS = [
    "Before you read on",
    "What goes wrong in practice",
    "In short",
    "Test yourself",
    "Exercises",
    "Further reading",
]
# Settings that a reader chooses, and names; every other decimal number comes from a cell.
SETTINGS = {"0.5", "0.9", "0.95", "0.99", "0.999", "0.9999", "0.001", "0.01", "0.05", "0.1", "1.0"}


@pytest.fixture(params=CHAPTERS, scope="module")
def chapter(request):
    return nbformat.read(BOOK / f"{request.param}.ipynb", as_version=4)


def texts(chapter):
    return [cell.source for cell in chapter.cells if cell.cell_type == "markdown"]


def headings(chapter):
    """Return level and text of each heading."""
    fenceless = re.sub(r"```.*?```", "", "\n".join(texts(chapter)), flags=re.DOTALL)
    return [(len(mark), text.strip()) for mark, text in re.findall(r"^(#+) (.*)$", fenceless, flags=re.MULTILINE)]


def section(chapter, title, level=2):
    """Return the cells of a section; its heading is the first line of the first."""
    cells, inside = [], False
    for cell in chapter.cells:
        if cell.cell_type == "markdown":
            for part in re.split(rf"(?m)^(?=#{{1,{level}}} )", cell.source):
                if re.match(rf"#{{1,{level}}} ", part):
                    inside = part.startswith(f"{'#' * level} {title}")
                if inside and part.strip():
                    cells.append(nbformat.v4.new_markdown_cell(part))
        elif inside:
            cells.append(cell)
    return cells


def tags(cell):
    return cell.metadata.get("tags", [])


def printed(cell):
    return "".join(output.get("text", "") for output in cell.outputs)


def test_a_chapter_begins_with_a_question_and_says_what_it_needs(chapter):
    first = "\n".join(texts(chapter)[:2])
    assert re.match(r"# \S.*\n\n\*\*[^*]+\?\*\*", first), "a title, and a question in bold"
    assert "**You will**" in first
    assert "**You need**" in first


def test_a_chapter_has_its_sections_in_order(chapter):
    found = [text for level, text in headings(chapter) if level == 2 and text in SECTIONS]
    assert found == SECTIONS


def test_no_two_headings_of_a_chapter_are_the_same(chapter):
    found = [text.casefold() for _, text in headings(chapter)]
    assert sorted(set(found)) == sorted(found)


def test_an_explorable_stands_where_its_idea_is_after_a_question(chapter):
    places = [
        i
        for i, cell in enumerate(chapter.cells)
        if any(
            'class="explorable"' in output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])
        )
    ]
    assert places, "at least one explorable"
    before = " ".join(cell.source for cell in chapter.cells[: places[0]] if cell.cell_type == "markdown")
    asked = before.count("?") >= 2 or re.search(r"^- \(a\)", before, flags=re.MULTILINE)
    assert asked, "besides the chapter's question, one to answer before the figure is moved"


def test_in_short_is_short(chapter):
    [cell] = section(chapter, "In short")
    items = re.findall(r"^- ", cell.source, flags=re.MULTILINE)
    assert 1 <= len(items) <= 5


def test_each_question_has_choices_and_a_folded_answer_that_explains(chapter):
    text = "\n\n".join(cell.source for cell in section(chapter, "Test yourself"))
    questions = re.split(r"^\*\*(?=\d+\. )", text, flags=re.MULTILINE)[1:]
    assert 3 <= len(questions) <= 5
    for number, question in enumerate(questions, start=1):
        assert question.startswith(f"{number}. ")
        choices = re.findall(r"^- \(([a-e])\)", question, flags=re.MULTILINE)
        assert len(choices) >= 3, f"question {number} has too few choices"
        answer = re.search(
            rf"<details>\n<summary>Answer to question {number}</summary>\n\n(.*?)\n\n</details>", question, re.DOTALL
        )
        assert answer, f"question {number} has no folded answer"
        right = re.match(r"\*\*\(([a-e])\)\.?\*\*", answer[1])
        assert right, f"the answer to question {number} begins with the right choice"
        assert right[1] in choices
        assert len(answer[1].split()) >= 15, f"the answer to question {number} does not explain"


def test_each_exercise_has_a_check_and_a_folded_solution(chapter):
    titles = [text for level, text in headings(chapter) if level == 3 and re.match(r"\d+\. ", text)]
    exercises = [title for title in titles if section(chapter, title, level=3)]
    assert len(exercises) >= 3
    assert [int(title.split(".")[0]) for title in exercises] == list(range(1, len(exercises) + 1))
    for title in exercises:
        code = [cell for cell in section(chapter, title, level=3) if cell.cell_type == "code"]
        unsolved = [cell for cell in code if "exercises.check_" in cell.source and "hide-cell" not in tags(cell)]
        solved = [cell for cell in code if "hide-cell" in tags(cell)]
        assert unsolved, f"{title}: no check"
        assert all(printed(cell).startswith("not yet: ") for cell in unsolved), f"{title}: the check of an empty answer"
        assert solved, f"{title}: no solution"
        assert solved[0].source.startswith("# Solution: "), title
        assert "right: " in printed(solved[-1]), f"{title}: the solution is not checked"
        for cell in solved:
            assert not re.search(r"^(def|class) my_|^my_\w+ =", cell.source, flags=re.MULTILINE | re.IGNORECASE), title


def test_only_solutions_are_folded(chapter):
    start = next(i for i, cell in enumerate(chapter.cells) if re.search(r"^## Exercises", cell.source, re.MULTILINE))
    assert [i for i, cell in enumerate(chapter.cells) if "hide-cell" in tags(cell) and i < start] == []


def test_code_is_short(chapter):
    for i, cell in enumerate(chapter.cells):
        if cell.cell_type == "code" and "remove-input" not in tags(cell):
            lines = cell.source.splitlines()
            assert len(lines) <= 15 or "hide-cell" in tags(cell), f"cell {i} has {len(lines)} lines"
            assert max(map(len, lines), default=0) <= 76, f"cell {i} is wider than a page"


def test_measured_numbers_come_from_cells(chapter):
    told = "\n".join(texts(chapter)).split("\n## Test yourself")[0]  # questions and exercises give numbers to work with
    told = re.sub(r"([Ss]ections?|versions?) [\d.]+( and [\d.]+)?", "", only_prose(told))
    typed = re.findall(r"(?<![\w.])\d+\.\d+(?![\w.]*\d)", told)
    assert [number for number in typed if number not in SETTINGS] == []


def test_every_sentence_is_shown(chapter):
    """A `say(...)` shows only where it is a cell's last expression."""
    for i, cell in enumerate(chapter.cells):
        if cell.cell_type == "code" and re.search(r"^say\(", cell.source, re.MULTILINE):
            assert any("text/markdown" in output.get("data", {}) for output in cell.outputs), f"cell {i} says nothing"


def test_every_figure_is_described(chapter):
    for i, cell in enumerate(chapter.cells):
        if cell.cell_type == "code" and "plots.show" in cell.source:
            said = [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
            assert any(len(text) > 40 and text.startswith("Figure: ") for text in said), f"cell {i}"


def test_a_figure_that_is_drawn_in_another_way_is_named():
    path = BOOK / "ema.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert stale({path: notebook}) == []
    [output] = [o for cell in notebook.cells for o in cell.get("outputs", []) if "text/html" in o.get("data", {})]
    output.data["text/html"] = output.data["text/html"].replace('width="', 'width="1')
    [named] = stale({path: notebook})
    assert re.fullmatch(r"ema\.ipynb: cell \d+ stores an outdated moving-average", named)
