"""The page as plain HTML: headings, tables and pictures that word processors open, too."""

from __future__ import annotations

from base64 import b64encode
from html import escape

from ankunft.output.factsheet.sheet import Drawing, FactSheet, Figure

PIXELS = {"map": 420, "chart": 420, "qr": 130, "swatch": 30}
"""Width of each picture."""
SHARPNESS = 2
"""Pixels of the file per pixel on the page."""


def html(sheet: FactSheet) -> str:
    """A document of its own; pictures are PNG inside it, because word processors know no SVG."""
    body = [
        f"<h1>{escape(sheet.name)}</h1>",
        _paragraph(sheet.place),
        _paragraph(sheet.subtitle),
        _badge(sheet),
        *(_paragraph(text) for text in (" ".join(sheet.reasons), *sheet.people)),
        _heading(sheet.words["figures"]),
        _table(sheet),
        *_map(sheet.map),
        *_drawing(sheet.chart, PIXELS["chart"]),
        *_peers(sheet),
        _heading(sheet.words["method"]),
        *(_paragraph(text) for text in sheet.method),
        _heading(sheet.words["live"]),
        _picture(sheet.qr, sheet.words["qr"], PIXELS["qr"]),
        f'<p><a href="{escape(sheet.url)}">{escape(sheet.url)}</a></p>',
        _heading(sheet.words["credits"]),
        *(f"<p><small>{escape(line)}</small></p>" for line in sheet.credits),
    ]
    head = (
        f'<!DOCTYPE html>\n<html lang="{escape(sheet.lang)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(sheet.title)}</title>\n"
        "<style>body{font-family:sans-serif;max-width:50em;margin:1em auto;padding:0 1em}"
        "table{border-collapse:collapse}th,td{border-bottom:1px solid #c9ccd0;padding:2px 6px;"
        "text-align:left}td.value{text-align:right}</style>\n</head>\n<body>\n"
    )
    return head + "\n".join(body) + "\n</body>\n</html>\n"


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _badge(sheet: FactSheet) -> str:
    badge = sheet.badge
    letter = (
        f'<span style="background:{badge.fill};color:{badge.ink};border:1px solid #767676;'
        f'padding:2px 8px">{escape(badge.letter)}</span>'
    )
    label = " · ".join(filter(None, (badge.label, badge.firmness)))
    return f"<p>{escape(sheet.words['class'])}: <strong>{letter} {escape(label)}</strong></p>"


def _table(sheet: FactSheet) -> str:
    names = ("figure", "value", "year", "source", "place")
    head = "".join(f'<th scope="col">{escape(sheet.words[name])}</th>' for name in names)
    parts = [f"<table>\n<thead><tr>{head}</tr></thead>"]
    for block in sheet.blocks:
        title = f'<tr><th scope="colgroup" colspan="5">{escape(block.title)}</th></tr>'
        rows = "\n".join(_row(figure) for figure in block.figures)
        parts.append(f"<tbody>\n{title}\n{rows}\n</tbody>")
    return "\n".join([*parts, "</table>"])


def _row(figure: Figure) -> str:
    others = (figure.year, figure.sources, figure.place)
    cells = "".join(f"<td>{escape(text)}</td>" for text in others)
    label = f'<th scope="row" style="font-weight:normal">{escape(figure.label)}</th>'
    return f'<tr>{label}<td class="value">{escape(figure.value)}</td>{cells}</tr>'


def _map(drawing: Drawing) -> list[str]:
    rows = "".join(
        f"<tr><td>{_picture(item.swatch, '', PIXELS['swatch'])}</td>"
        f"<td>{escape(item.label)}</td></tr>"
        for item in drawing.legend
    )
    legend = [f"<table>{rows}</table>"] if rows else []
    return [*_drawing(drawing, PIXELS["map"]), *legend]


def _drawing(drawing: Drawing, width: int) -> list[str]:
    shown = [f"<p>{_picture(drawing.svg, drawing.alt, width)}</p>"] if drawing.svg else []
    return [_heading(drawing.title), *shown, _paragraph(drawing.note)]


def _picture(svg: str, alt: str, width: int) -> str:
    import vl_convert

    from ankunft.output.factsheet.chart import register_fonts

    register_fonts()
    scale = SHARPNESS * width / _width(svg)
    data = b64encode(vl_convert.svg_to_png(svg, scale=scale)).decode()
    return f'<img src="data:image/png;base64,{data}" alt="{escape(alt)}" width="{width}">'


def _width(svg: str) -> float:
    """The third number of the view box."""
    return float(svg.partition('viewBox="')[2].partition('"')[0].split()[2])


def _peers(sheet: FactSheet) -> list[str]:
    words = sheet.words
    items = [
        f"<li><strong>{escape(peer.name)}</strong> ({escape(peer.place)}): "
        f"{escape(words['joins'])}: {escape(peer.joins)}; "
        f"{escape(words['separates'])}: {escape(peer.separates)}</li>"
        for peer in sheet.peers
    ]
    listed = f"<ol>{''.join(items)}</ol>" if items else _paragraph(words["none"])
    note = [_paragraph(sheet.peers_note)] if sheet.peers_note else []
    return [_heading(words["peers"]), listed, *note]
