"""How fast papers are made, beside the limit of the same library in the same run (limit, desk, limit).

    python -m benchmarks.paper            one JSON line for each job
    python -m benchmarks.paper --count N  with another number of passes

Each result carries its check: decoded codes equal the payloads, rows read back equal the rows written.
"""

from __future__ import annotations

import argparse
import resource
import secrets
from collections.abc import Callable
from datetime import datetime
from functools import partial
from io import BytesIO
from itertools import cycle, islice

import zxingcpp
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from benchmarks.measuring import Took, middle, say, took
from duty_desk.paper import ListColumn, PassCard, Preview, fonts, print_passes, write_list
from duty_desk.paper.layout import MM

PASSES = 1_000
ROWS = 10_000
AT = datetime(2020, 3, 6, 17, 20)


def names(count: int) -> list[str]:
    """Names over some 1,200 different characters, as a campus of a few thousand people has them."""
    characters = "".join((fonts.file_of("sans").parent / "general-use-8105.txt").read_text("utf-8").split())
    common = [c for c in characters if "\u4e00" <= c <= "\u9fff"][:6000:5]
    return [f"{common[i % 97]}{common[i * 7 % 1200]}{common[i * 13 % 1200]}" for i in range(count)]


def cards(count: int) -> list[PassCard]:
    unit = "".join(map(chr, (0x571F, 0x6728, 0x5DE5, 0x7A0B, 0x5B66, 0x9662)))
    gate = "".join(map(chr, (0x5357, 0x6E56, 0x5357, 0x95E8)))
    return [
        PassCard(
            kind_title="\u4e34\u65f6" + "\u901a\u884c" + "\u8bc1",
            mark="\u6559",
            reason_label="\u6559\u5b66",
            office=unit,
            holder=name,
            holder_line=f"{unit}  ****{i:04d}",
            valid_from=datetime(2020, 2, 22, 6),
            valid_until=datetime(2020, 3, 7),
            hours="06:00\u201322:00",
            gates=gate,
            reason=unit,
            number=f"\u3014{2020}\u3015{i:04d}",
            check_code=f"K7P4-{i % 100:02d}",
            issued_on=datetime(2020, 2, 22, 9, 52),
            issuer=name,
            payload="1" + "".join(secrets.choice("0123456789") for _ in range(41)),
            phone="6010",
        )
        for i, name in enumerate(names(count))
    ]


def bare_passes(passes: list[PassCard]) -> bytes:
    """The same page on a plain canvas: every string drawn, every dark run of the code a rectangle of one path."""
    target = BytesIO()
    sans, bold = fonts.font("sans").fontName, fonts.font("bold").fontName
    canvas = Canvas(target, pagesize=(105 * MM, 148 * MM), initialFontName=sans, pageCompression=1)
    for card in passes:
        strings = (
            (bold, 28, card.mark, 20, 390),
            (bold, 20, card.kind_title, 70, 390),
            (sans, 10, card.office, 70, 365),
            (bold, 11, card.reason_label, 220, 365),
            (bold, 28, card.holder, 17, 320),
            (sans, 11, card.holder_line, 17, 295),
            (sans, 9, card.since, 180, 270),
            (bold, 24, card.until, 25, 240),
            (bold, 10.5, card.hours, 190, 240),
            (bold, 12, card.gates, 54, 205),
            (sans, 11, card.reason, 54, 186),
            (bold, 10.5, card.number, 142, 158),
            (sans, 10.5, card.code_text, 142, 141),
            (sans, 9, card.issuer, 142, 124),
        )
        for font, size, text, x, y in strings:
            canvas.setFont(font, size)
            canvas.drawString(x, y, text)
        canvas.line(17, 350, 280, 350)
        canvas.rect(17, 227, 263, 57)
        canvas.rect(161, 51, 119, 65)
        canvas.line(17, 41, 280, 41)
        image = zxingcpp.create_barcode(card.payload, zxingcpp.BarcodeFormat.QRCode, ec_level="Q").to_image(
            scale=1, add_quiet_zones=False
        )
        dots = memoryview(image)
        path = canvas.beginPath()
        step = 36 * MM / 25
        for row in range(25):
            start = None
            for column in range(26):
                dark = column < 25 and dots[row, column] == 0
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    path.rect(23 + start * step, 167 - (row + 1) * step, (column - start) * step, step)
                    start = None
        canvas.drawPath(path, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def desk_passes(passes: list[PassCard]) -> bytes:
    target = BytesIO()
    print_passes(target, passes)
    return target.getvalue()


def codes_agree(pdf: bytes, passes: list[PassCard]) -> bool:
    with Preview(pdf) as preview:
        for page in range(0, len(passes), max(1, len(passes) // 50)):
            dots = preview.render(page, 150)
            picture = Image.frombuffer("RGB", (dots.width, dots.height), dots.data, "raw", "RGB", dots.stride)
            found = zxingcpp.read_barcode(picture)
            if found is None or found.text != passes[page].payload:
                return False
    return True


WIDTHS = (20, 18, 36, 20, 28, 46, 26, 28, 12, 38)


def register(count: int) -> list[tuple[str, ...]]:
    people = names(count)
    return [
        (
            f"{i:05d}",
            people[i],
            people[i] * 3,
            people[(i * 3) % count],
            people[(i * 5) % count] * 2,
            f"2020-02-22 \u2014 2020-03-{i % 28 + 1:02d}",
            "06:00\u201322:00",
            f"199 0000 {i % 10000:04d}",
            f"{i % 40}",
            people[(i * 7) % count] * (3 if i % 7 else 6),  # one row in seven needs a second line
        )
        for i in range(count)
    ]


def bare_register(rows: list[tuple[str, ...]]) -> bytes:
    target = BytesIO()
    sans = fonts.font("sans").fontName
    canvas = Canvas(target, pagesize=(297 * MM, 210 * MM), initialFontName=sans, pageCompression=1)
    edges = [20 * MM]
    for width in WIDTHS:
        edges.append(edges[-1] + width * 265 / sum(WIDTHS) * MM)
    height, per_page = 6.6 * MM, 24
    lines = iter(rows)
    while page := list(islice(lines, per_page)):
        canvas.setFont(sans, 8.5)
        y = 176 * MM
        for row in page:
            for x, text in zip(edges, row, strict=False):
                canvas.drawString(x + 3, y + 5, text)
            canvas.line(edges[0], y, edges[-1], y)
            y -= height
        for x in edges:
            canvas.line(x, 183 * MM, x, y + height)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def desk_register(rows: list[tuple[str, ...]]) -> bytes:
    target = BytesIO()
    columns = [ListColumn(f"{i}", width, "right" if i == 8 else "left") for i, width in enumerate(WIDTHS)]
    write_list(
        target, title="T", office="O", columns=columns, rows=rows, officer="P", printed_at=AT, cut_off=AT
    )
    return target.getvalue()


def rows_agree(pdf: bytes, rows: list[tuple[str, ...]]) -> bool:
    found = 0
    with Preview(pdf) as preview:
        for page in range(preview.page_count):
            words = preview.text(page)
            found += sum(f"{i:05d}" in words for i in range(found, min(found + 60, len(rows))))
    return found == len(rows)


def compare(
    job: str,
    limit: Callable[[], bytes],
    desk: Callable[[], bytes],
    pieces: int,
    check: Callable[[bytes], bool],
    checked: str,
) -> None:
    """Limit, desk, limit; shares are of the processor too, which other programs do not disturb."""
    before, _ = took(limit)
    ours, result = took(desk)
    after, bare = took(limit)
    assert check(result)
    say(
        job,
        n=pieces,
        value=ours.clock,
        limit=(before.clock + after.clock) / 2,
        work=ours.work,
        limit_work=min(before.work, after.work),
        megabytes=round(len(result) / 1e6, 3),
        limit_megabytes=round(len(bare) / 1e6, 3),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        checked=checked,
    )


def measure_passes(count: int) -> None:
    """Cards on one document (J3), and a single one."""
    for face in ("sans", "bold"):
        fonts.uncovered(face)
    passes = cards(count)
    compare(
        "J3",
        lambda: bare_passes(passes),
        lambda: desk_passes(passes),
        len(passes),
        lambda pdf: codes_agree(pdf, passes),
        "codes decoded from the pages are those of the passes",
    )
    times: list[Took] = []
    for card in islice(cycle(passes), 50):
        one, pdf = took(partial(desk_passes, [card]))
        assert codes_agree(pdf, [card])
        times.append(one)
    mean = middle(times)
    say("J3 beside: one A6 pass", n=1, value=mean.clock, work=mean.work, checked="each code decoded")


def measure_register(count: int) -> None:
    """A register on paper (J8)."""
    rows = register(count)
    compare(
        "J8 paper",
        lambda: bare_register(rows),
        lambda: desk_register(rows),
        len(rows),
        lambda pdf: rows_agree(pdf, rows),
        "every row is on the paper",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the paper kit beside a bare canvas.")
    parser.add_argument("--count", type=int, default=PASSES)
    parser.add_argument("--rows", type=int, default=ROWS)
    chosen = parser.parse_args()
    measure_passes(chosen.count)
    measure_register(chosen.rows)


if __name__ == "__main__":
    main()
