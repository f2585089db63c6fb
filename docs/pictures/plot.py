#!/usr/bin/env python3
"""Draws docs/pictures/outage.svg from the signals.csv of two runs.

    ./rt run scenarios/outage/lead-acid.yaml --out build/picture/lead-acid
    ./rt run scenarios/outage/lfp-bess.yaml --out build/picture/lfp-bess
    python3 docs/pictures/plot.py build/picture docs/pictures/outage.svg
"""

import sys

RUNS = [
    # folder, label, colour, column of the charge
    ("lead-acid", "2N lead-acid UPS", "#c2410c", "vrla-a.soc"),
    ("lfp-bess", "distributed LFP cabinets", "#1d4ed8", "lfp-a.1-6.soc"),
]
EVENTS = [(60, 90), (180, 180.15), (300, 320), (620, 620.1), (900, 1500)]
NOTES = ["1  training load 70 to 91 %, for 30 s", "2  both feeds dip to 0.4 pu, for 150 ms",
         "3  both feeds out, for 20 s", "4  from the gensets back to the feeds",
         "5  both feeds out, for 10 min", "",
         "The UPS never lets the racks see it. With", "the cabinets the supplies' hold-up bridges",
         "the few ms until they form a grid."]
WIDTH, HEIGHT = 960, 430
GREY, LIGHT, INK = "#6b7280", "#e5e7eb", "#111827"


class Panel:
    """A rectangle of the picture with linear axes."""

    def __init__(self, left, top, width, height, times, values):
        self.left, self.top, self.width, self.height = left, top, width, height
        self.first, self.last = times
        self.low, self.high = values

    def x(self, time):
        return self.left + self.width * (time - self.first) / (self.last - self.first)

    def y(self, value):
        return self.top + self.height * (self.high - value) / (self.high - self.low)

    def path(self, points, colour, width):
        """A line through `points`; per pixel only first, least, greatest and last are kept."""
        inside = clipped(points, self.first, self.last)
        kept, column = [], []
        for point in inside:
            if column and int(self.x(point[0])) != int(self.x(column[0][0])):
                kept += thinned(column)
                column = []
            column.append(point)
        kept += thinned(column)
        corners = " ".join(f"{self.x(t):.2f},{self.y(v):.2f}" for t, v in kept)
        return (f'<polyline points="{corners}" fill="none" stroke="{colour}" '
                f'stroke-width="{width}" stroke-linejoin="round"/>')

    def frame(self, ticks_x, ticks_y, title, unit_x):
        parts = [f'<rect x="{self.left}" y="{self.top}" width="{self.width}" '
                 f'height="{self.height}" fill="none" stroke="{LIGHT}"/>']
        for value, text in ticks_y:
            parts.append(f'<line x1="{self.left}" x2="{self.left + self.width}" '
                         f'y1="{self.y(value):.1f}" y2="{self.y(value):.1f}" stroke="{LIGHT}"/>')
            parts.append(label(self.left - 6, self.y(value) + 4, text, anchor="end"))
        for value, text in ticks_x:
            parts.append(label(self.x(value), self.top + self.height + 15, text, anchor="middle"))
        parts.append(label(self.left, self.top - 8, title, INK, weight="600"))
        parts.append(label(self.left + self.width, self.top + self.height + 29, unit_x,
                           anchor="end"))
        return parts


def label(x, y, text, colour=GREY, anchor="start", weight="400", size=12):
    return (f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" '
            f'font-weight="{weight}" text-anchor="{anchor}">{text}</text>')


def thinned(column):
    """Up to four points of one pixel column, in order of time."""
    if len(column) <= 4:
        return column
    order = range(len(column))
    least = min(order, key=lambda i: column[i][1])
    most = max(order, key=lambda i: column[i][1])
    return [column[i] for i in sorted({0, least, most, len(column) - 1})]


def clipped(points, first, last):
    """Points between the two times, with the ends put onto the line."""
    result = []
    for (t0, v0), (t1, v1) in zip(points, points[1:]):
        if t1 < first or t0 > last:
            continue
        for t in (max(t0, first), min(t1, last)):
            value = v1 if t == t1 else v0 if t1 == t0 else v0 + (v1 - v0) * (t - t0) / (t1 - t0)
            if not result or result[-1] != (t, value):
                result.append((t, value))
    return result


def read(file, suffixes):
    """Columns of a signals.csv by the end of their name; repeated values are left out."""
    with open(file, encoding="utf-8") as rows:
        names = [cell.split(" [")[0].strip('"') for cell in rows.readline().rstrip().split(",")]
        columns = []
        for suffix in suffixes:
            found = [i for i, name in enumerate(names) if name.endswith("." + suffix)]
            if not found:
                sys.exit(f"{file} has no column that ends in {suffix}")
            columns.append(found[0])
        series = [[] for _ in suffixes]
        for row in rows:
            cells = row.split(",")
            time = float(cells[0])
            for points, column in zip(series, columns):
                value = float(cells[column])
                if len(points) > 1 and points[-1][1] == value == points[-2][1]:
                    points[-1] = (time, value)
                else:
                    points.append((time, value))
    return series


def shade(panel, with_numbers):
    parts = []
    for number, (begin, end) in enumerate(EVENTS, 1):
        left = panel.x(begin)
        width = max(panel.x(end) - left, 2)
        parts.append(f'<rect x="{left:.1f}" y="{panel.top}" width="{width:.1f}" '
                     f'height="{panel.height}" fill="#9ca3af" fill-opacity="0.25"/>')
        if with_numbers:
            middle = left + min(width, 60) / 2
            parts.append(label(middle, panel.top - 4, number, INK, "middle", "600"))
    return parts


def main(folder, picture):
    voltage = Panel(62, 66, 560, 130, (0, 1800), (-0.08, 1.15))
    charge = Panel(62, 262, 560, 116, (0, 1800), (-0.7, 0.1))
    zoom = Panel(690, 66, 250, 130, (899.99, 900.03), (-0.08, 1.15))
    hour = [(60 * m, str(m)) for m in range(0, 31, 5)]
    levels = [(0, "0"), (0.5, "0.5"), (1, "1")]
    parts = shade(voltage, True) + shade(charge, False)
    parts.append(label(62, 46, "rack voltage [pu]", INK, weight="600"))
    parts += voltage.frame(hour, levels, "", "min")
    parts += charge.frame(hour, [(-0.6, "-0.6"), (-0.4, "-0.4"), (-0.2, "-0.2"), (0, "0")],
                          "charge against the start [percentage points]", "min")
    parts += zoom.frame([(900 + 1e-3 * ms, str(ms)) for ms in (-10, 0, 10, 20, 30)], levels,
                        "the first 30 ms of the blackout", "ms")
    parts.append(f'<line x1="{zoom.x(900):.1f}" x2="{zoom.x(900):.1f}" y1="{zoom.top}" '
                 f'y2="{zoom.top + zoom.height}" stroke="{GREY}" stroke-dasharray="3 3"/>')
    for i, (name, text, colour, soc) in enumerate(RUNS):
        volts, soc_points = read(f"{folder}/{name}/signals.csv", ["rack.1-25.voltage", soc])
        parts.append(voltage.path(volts, colour, 1.6))
        parts.append(zoom.path(volts, colour, 2))
        start = soc_points[0][1]
        parts.append(charge.path([(t, v - start) for t, v in soc_points], colour, 2))
        parts.append(f'<rect x="{62 + 190 * i}" y="15" width="14" height="4" fill="{colour}"/>')
        parts.append(label(82 + 190 * i, 22, text, INK, size=13))
    parts += [label(690, 262 + 16 * i, note, INK) for i, note in enumerate(NOTES)]
    with open(picture, "w", encoding="utf-8") as svg:
        svg.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
                  f'width="{WIDTH}" height="{HEIGHT}" font-family="Helvetica, Arial, sans-serif">\n'
                  f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n')
        svg.write("\n".join(parts) + "\n</svg>\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
