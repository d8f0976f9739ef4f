"""Charts of the office: columns by day, stacked by reason, for the screen and for a black-and-white printer.

Kinds are told apart by pattern and by words, never by hue alone, so that a copy of a copy can still be read. The
numbers behind a chart always stand beside it. matplotlib is imported when the first chart is made.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal

from duty_desk.paper import dates
from duty_desk.paper.layout import POINT
from duty_desk.paper.text import ems, printable
from duty_desk.paths import default_data_folder, resources
from duty_desk.strings import language, t

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.legend import Legend
    from matplotlib.text import Text as ChartText

Look = Literal["light", "dark", "print"]
MOST_SERIES: Final = 5
LABEL: Final = 8.0  # points
SMALLER: Final = 7.0
FEW: Final = 20  # more columns than this carry their figures in the smaller size
MOST_TOTALS: Final = 32  # more columns than this carry no figure above them
# Where the columns stand on the picture: left, lower edge, width and height as shares of it.
AXES: Final = (0.07, 0.13, 0.915, 0.70)
NARROWED: Final = (0.07, 0.13, 0.86, 0.70)  # with a second scale at the right
RAISED: Final = 1.13  # how high the unit stands above a long legend, in heights of the scale
_BEFORE, _AFTER = 0.7, 0.3  # free room beside the first and the last column, in columns
# matplotlib is one for the whole process and is not made for two threads inside it.
_inside: Final = threading.Lock()
HATCHES: Final = ("", "////", "....", "xxxx", "\\\\\\\\")


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing counted, one value for each column of the chart."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a chart, as #RRGGBB; `fills` are those of the kinds in their order."""

    ground: str
    text: str
    rule: str
    edge: str
    fills: tuple[str, ...]


_PALETTES: Final[dict[Look, Palette]] = {
    "light": Palette(
        "#FFFFFF", "#475463", "#D8DEE6", "#16202B", ("#1D5FAF", "#A9C6E8", "#E3EEFB", "#7F8A97", "#E8ECF1")
    ),
    "dark": Palette(
        "#1B2027", "#B3BDC8", "#343D48", "#E7ECF1", ("#8DBDF7", "#2F6FBF", "#1F3A5C", "#76828F", "#2A313B")
    ),
    "print": Palette(
        "#FFFFFF", "#000000", "#BBBBBB", "#000000", ("#333333", "#FFFFFF", "#DDDDDD", "#FFFFFF", "#AAAAAA")
    ),
}


def day_labels(days: Sequence[date]) -> tuple[str, ...]:
    """The first day and every first of a month in full, the others by their number."""
    return tuple(
        dates.day(day, language()) if not place or day.day == 1 else str(day.day)
        for place, day in enumerate(days)
    )


def stacked_days(days: Sequence[date], series: Sequence[Series], **options: Any) -> bytes:
    """Columns by day; see `stacked`."""
    return stacked(day_labels(days), series, **options)


def stacked(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    look: Look | Palette = "light",
    width: float = 160.0,
    height: float = 70.0,
    dpi: float = 200.0,
    unit: str = "",
    beside: bool = False,
    line: Series | None = None,
) -> bytes:
    """A PNG of `width` × `height` mm with one column for each label, the series on top of one another.

    From the sixth series on they are added up as "other". `unit` stands at the head of the scale. `beside` sets them side by side,
    where their sum says nothing; `line` is drawn over them on a scale of its own at the right.
    """
    _prepare()
    with _inside:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        palette = look if isinstance(look, Palette) else _PALETTES[look]
        figure = Figure(figsize=(width / 25.4, height / 25.4), dpi=dpi, facecolor=palette.ground)
        canvas = FigureCanvasAgg(figure)
        place = AXES if line is None else NARROWED
        axes = figure.add_axes(place, facecolor=palette.ground)
        shown = gathered(series)
        if beside:
            _side_by_side(axes, len(labels), shown, palette)
        else:
            _columns(axes, len(labels), shown, palette)
            _totals(axes, shown, len(labels), palette)
        head = _scale(axes, labels, palette, unit, width * place[2])
        if line is not None:
            _over(figure, axes, line, palette)
        if shown:
            legend = _legend(axes, palette, canvas.get_renderer())
            if head is not None:
                _keep_apart(head, legend, canvas.get_renderer())
        picture = BytesIO()
        canvas.print_png(picture, metadata={"Software": None})
        return picture.getvalue()


def _legend(axes: Axes, palette: Palette, renderer: RendererBase) -> Legend:
    """The names over the chart at its right; in two lines or three where one would leave the picture."""
    for columns in (MOST_SERIES + 1, 3, 2):
        legend = axes.legend(
            loc="lower right",
            bbox_to_anchor=(1.0, 1.02),
            ncols=columns,
            frameon=False,
            prop=_font(LABEL),
            labelcolor=palette.text,
            borderaxespad=0,
            handlelength=1.6,
            columnspacing=1.4,
        )
        if legend.get_window_extent(renderer).x0 >= 0:
            break
    legend.set_in_layout(False)
    return legend


def _keep_apart(head: ChartText, legend: Legend, renderer: RendererBase) -> None:
    """A long legend reaches as far as the unit, which then stands above it."""
    names = legend.get_window_extent(renderer)
    if names.x0 < head.get_window_extent(renderer).x1 + names.height / 2:
        head.set_y(RAISED)


def column_edges(place: int, count: int, *, line: bool = False) -> tuple[float, float]:
    """Where column `place` of `count` begins and ends, as shares of the picture's width; for pointing at it."""
    axes = NARROWED if line else AXES
    step = axes[2] / (count - _AFTER + _BEFORE)
    left = axes[0] + (place - 0.5 + _BEFORE) * step
    return left, left + step


def gathered(series: Sequence[Series]) -> tuple[Series, ...]:
    """At most five series: the smallest of a longer list are added up."""
    if len(series) <= MOST_SERIES:
        return tuple(series)
    ranked = sorted(series, key=lambda one: -sum(one.values))
    kept = ranked[: MOST_SERIES - 1]
    rest = ranked[MOST_SERIES - 1 :]
    other = Series(t("paper.figures.other"), tuple(map(sum, zip(*(one.values for one in rest), strict=True))))
    return (*(one for one in series if one in kept), other)


def _columns(axes: Axes, count: int, series: Sequence[Series], palette: Palette) -> None:
    below = [0.0] * count
    for one, fill, hatch in zip(series, palette.fills, HATCHES, strict=False):
        axes.bar(
            range(count),
            one.values,
            0.72,
            bottom=below,
            color=fill,
            edgecolor=palette.edge,
            linewidth=0.5,
            hatch=hatch,
            label=_drawable(one.name),
            zorder=2,
        )
        below = [a + b for a, b in zip(below, one.values, strict=True)]


def _side_by_side(axes: Axes, count: int, series: Sequence[Series], palette: Palette) -> None:
    wide = 0.8 / max(len(series), 1)
    for number, (one, fill, hatch) in enumerate(zip(series, palette.fills, HATCHES, strict=False)):
        axes.bar(
            [place + (number - (len(series) - 1) / 2) * wide for place in range(count)],
            one.values,
            wide,
            color=fill,
            edgecolor=palette.edge,
            linewidth=0.5,
            hatch=hatch,
            label=_drawable(one.name),
            zorder=2,
        )


def _over(figure: Figure, axes: Axes, line: Series, palette: Palette) -> None:
    """A line over the columns, with its own scale at the right; gaps where there is no value."""
    from matplotlib.ticker import MaxNLocator

    second = axes.twinx()
    second.plot(
        range(len(line.values)),
        line.values,
        color=palette.edge,
        linewidth=1.4,
        marker="o",
        markersize=3,
        zorder=3,
    )
    known = [value for value in line.values if value == value]
    second.set_ylim(0, max([*known, 1]) * 1.15)
    second.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    second.tick_params(length=0, colors=palette.text, pad=3)
    for label in second.get_yticklabels():
        label.set_fontproperties(_font(LABEL))
        label.set_color(palette.text)
    for spine in second.spines.values():
        spine.set_visible(False)
    # The legend is that of the columns, so the line says its name there too.
    axes.plot([], [], color=palette.edge, linewidth=1.4, marker="o", markersize=3, label=_drawable(line.name))


def _totals(axes: Axes, series: Sequence[Series], count: int, palette: Palette) -> None:
    if not series or count > MOST_TOTALS:
        return
    for place in range(count):
        total = sum(one.values[place] for one in series)
        if total:
            axes.annotate(
                f"{total:g}",
                (place, total),
                (0, 1.5),
                textcoords="offset points",
                ha="center",
                va="bottom",
                color=palette.text,
                fontproperties=_font(LABEL if count <= FEW else SMALLER),
            )


def _scale(axes: Axes, labels: Sequence[str], palette: Palette, unit: str, width: float) -> ChartText | None:
    """Dress the axes; gives the unit at the head of the scale."""
    from matplotlib.ticker import MaxNLocator

    places = legible(labels, width)
    axes.set_xticks(places, [_drawable(labels[place]) for place in places])
    axes.set_xlim(-_BEFORE, max(len(labels), 1) - _AFTER)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_ylim(bottom=0)
    # A column ending where an empty one begins would stick to the top, and its number stand in the legend.
    axes.use_sticky_edges = False
    axes.margins(y=0.12)
    axes.autoscale(axis="y")
    axes.set_ylim(0, max(axes.get_ylim()[1], 1))
    axes.grid(axis="y", color=palette.rule, linewidth=0.5, zorder=0)
    axes.tick_params(length=0, colors=palette.text, pad=3)
    for label in (*axes.get_xticklabels(), *axes.get_yticklabels()):
        label.set_fontproperties(_font(LABEL))
        label.set_color(palette.text)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "bottom")
        spine.set_color(palette.text)
    if not unit:
        return None
    return axes.text(
        0,
        1.03,
        _drawable(unit),
        transform=axes.transAxes,
        color=palette.text,
        fontproperties=_font(LABEL),
        ha="right",
        va="bottom",
    )


def legible(labels: Sequence[str], width: float) -> list[int]:
    """The columns whose labels can stand side by side in `width` mm; longer labels go first."""
    column = width / max(len(labels), 1)
    kept: dict[int, float] = {}
    for place in sorted(range(len(labels)), key=lambda place: -len(labels[place])):
        half = (ems(labels[place]) * LABEL * POINT + 1.2) / 2
        if all(abs(place - other) * column >= half + room for other, room in kept.items()):
            kept[place] = half
    return sorted(kept)


@cache
def _font(size: float) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(resources() / "fonts" / "NotoSansSC-Regular.ttf"), size=size)


@cache
def _glyphs() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(str(resources() / "fonts" / "NotoSansSC-Regular.ttf")).get_charmap())


def _drawable(text: str) -> str:
    """`text` without mathematics, and with the code of a character the font lacks."""
    known = _glyphs()
    drawn = "".join(c if ord(c) in known else f"[U+{ord(c):04X}]" for c in printable(text))
    return drawn.replace("$", r"\$")


@cache
def _prepare() -> None:
    """matplotlib keeps its font list with the office's data, not in a hidden folder of the user."""
    if "MPLCONFIGDIR" not in os.environ:
        os.environ["MPLCONFIGDIR"] = str(default_data_folder() / "matplotlib")
