"""`make lint` finds holes in workflows, and secrets, where there are some."""

from __future__ import annotations

import pytest
import security

WORKFLOW = """
name: greet
on: pull_request
permissions: {{}}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: {}
"""


@pytest.mark.parametrize(
    ("step", "finding"),
    [
        ('echo "hello"', ""),
        ('echo "${{ github.event.pull_request.title }}"', "template-injection"),  # a title can be a program
    ],
)
def test_holes_in_a_workflow_are_found(tmp_path, capfd, step, finding):
    (tmp_path / "workflows").mkdir()
    (tmp_path / "workflows" / "greet.yml").write_text(WORKFLOW.format(step), encoding="utf-8")
    assert security.workflows_are_tight(tmp_path) == (not finding)
    assert finding in "".join(capfd.readouterr())


def test_a_secret_is_found_but_where_it_is_a_false_alarm(tmp_path, capfd):
    key = "AKIA" + "Z7VRSQ5TJN2XMPLY"
    found = tmp_path / "settings.py"
    found.write_text(f'access = "{key}"\n', encoding="utf-8")
    assert not security.no_secrets([str(found)])
    assert "AWS Access Key" in "".join(capfd.readouterr())
    found.write_text(f'access = "{key}"  # pragma: allowlist secret\n', encoding="utf-8")
    assert security.no_secrets([str(found)])


def test_every_file_is_looked_at():
    assert {"Makefile", "tools/security.py", "requirements.txt", ".github/workflows/test.yml"} <= {*security.tracked()}
