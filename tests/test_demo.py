"""The moving picture of the README shows what the commands say today."""

from pathlib import Path

import demo


def test_the_demo_is_what_the_commands_say(tmp_path: Path) -> None:
    now = [line for scene in demo.play(tmp_path) for line in scene]
    assert demo.said(demo.PICTURE.read_text("utf-8")) == now, "Run `uv run scripts/demo.py`."


def test_no_line_is_cut_off() -> None:
    scenes = demo.PICTURE.read_text("utf-8").split('<g class="scene"')[1:]
    assert len(scenes) == len(demo.SCENES)
    for scene in scenes:
        assert len(demo.said(scene)) <= demo.ROWS
        assert all(len(line) <= demo.WIDTH for line in demo.said(scene))
