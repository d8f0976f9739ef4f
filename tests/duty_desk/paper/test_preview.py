"""What is previewed is what prints."""

from __future__ import annotations

import threading
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from duty_desk.errors import StorageError
from duty_desk.paper import ListColumn, PassCard, Preview, print_passes, write_list
from tests.duty_desk.paper.reading import image, needs_poppler, poppler_image


@pytest.fixture
def passes(plain: PassCard) -> bytes:
    target = BytesIO()
    print_passes(target, [plain])
    return target.getvalue()


@pytest.fixture
def register() -> bytes:
    target = BytesIO()
    write_list(
        target,
        title="登记表",
        office="总务处",
        columns=(ListColumn("姓名"), ListColumn("备注", 60)),
        rows=[("贺志远", "结构实验室")] * 12,
        officer="周敏",
        printed_at=datetime(2020, 3, 6, 17, 20),
    )
    return target.getvalue()


@needs_poppler
@pytest.mark.parametrize("paper", ["passes", "register"])
def test_preview_shows_what_another_program_prints(
    paper: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Two programs smooth edges differently: compared are patches of half a millimetre."""
    pdf: bytes = request.getfixturevalue(paper)
    ours = patches(np.asarray(image(pdf, 0, 254).convert("L"), dtype=float))
    theirs = patches(np.asarray(poppler_image(pdf, tmp_path, 0, 254).convert("L"), dtype=float))
    rows, columns = min(ours.shape[0], theirs.shape[0]), min(ours.shape[1], theirs.shape[1])
    differing = np.abs(ours[:rows, :columns] - theirs[:rows, :columns]) > 64
    assert differing.mean() < 0.005
    assert (ours < 200).mean() > 0.02, "something must be drawn"


def patches(dots: np.ndarray) -> np.ndarray:
    rows, columns = dots.shape[0] // 5, dots.shape[1] // 5
    return dots[: rows * 5, : columns * 5].reshape(rows, 5, columns, 5).mean(axis=(1, 3))


def test_preview_and_saved_file_are_the_same(tmp_path: Path, passes: bytes) -> None:
    saved = tmp_path / "pass.pdf"
    saved.write_bytes(passes)
    with Preview(saved) as one, Preview(passes) as two:
        assert one.render(0, 150) == two.render(0, 150)


def test_size_and_dots(passes: bytes) -> None:
    with Preview(passes) as preview:
        assert preview.page_count == 1
        assert preview.size_mm(0) == pytest.approx((105, 148), abs=0.01)
        dots = preview.render(0, 254)
    assert (dots.width, dots.height) == pytest.approx((1050, 1480), abs=1)
    assert len(dots.data) == dots.stride * dots.height
    assert dots.data[:3] == b"\xff\xff\xff"


def test_a_file_that_is_no_paper_is_reported(tmp_path: Path) -> None:
    for source in (b"no pdf", tmp_path / "gone.pdf"):
        with pytest.raises(StorageError) as refused:
            Preview(source)
        assert "预览" in refused.value.text


def test_several_threads_may_look(passes: bytes) -> None:
    """Thumbnails are made aside while a page is shown."""
    results: list[bytes] = []

    def look() -> None:
        with Preview(passes) as preview:
            for _ in range(5):
                results.append(preview.render(0, 60).data)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 20
    assert len(set(results)) == 1
