"""A report as a PDF: A4, headed, every page with its subject and ``page n of m``. The only Qt in this room."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

from programmer.known_error import KnownError
from programmer.reports.report import Facts, Report, Section, Statement, Table
from programmer.reports.session_report import NOTICE

_DPI = 96
_MARGIN_MM = 18
_FOOT = 44.0
_INK = "#15202B"
_MUTED = "#566472"
_TINT = "#E1F0F5"
_LINE = "#D5DCE3"


def write_pdf(report: Report, file: Path, font_family: str = "Inter") -> None:
    """Write the report. Needs a running ``QGuiApplication`` with the font loaded. Raises ``KnownError``."""
    _require_writable(file)
    writer = QPdfWriter(str(file))
    writer.setResolution(_DPI)
    writer.setTitle(report.title)
    writer.setCreator("Intrathecal programmer")
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            margins,
            QPageLayout.Unit.Millimeter,
        )
    )
    area = QRectF(writer.pageLayout().paintRectPixels(_DPI))
    document = _document(report, font_family, QSizeF(area.width(), area.height() - _FOOT))
    painter = QPainter(writer)
    try:
        _paint_pages(painter, writer, document, report, font_family)
    finally:
        painter.end()


def _require_writable(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("ab"):
            pass
    except OSError as trouble:
        raise KnownError(
            f"The report {file} was not written",
            f"The system says: {trouble.strerror or trouble}",
            "Choose a folder that this user may write to",
        ) from trouble


def _document(report: Report, family: str, page: QSizeF) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(_font(family, 12))
    document.setDocumentMargin(0)
    document.setHtml(_html(report))
    document.setPageSize(page)
    return document


def _font(family: str, pixels: int) -> QFont:
    """Plain glyphs only: tabular figures and contextual forms have no letters of their own in a PDF, so that
    numbers could be neither searched nor copied."""
    font = QFont(family)
    font.setPixelSize(pixels)
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def _paint_pages(
    painter: QPainter, writer: QPdfWriter, document: QTextDocument, report: Report, family: str
) -> None:
    size = document.pageSize()
    for page in range(document.pageCount()):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * size.height())
        document.drawContents(painter, QRectF(0, page * size.height(), size.width(), size.height()))
        painter.restore()
        _paint_foot(painter, size, f"{report.subject}", f"page {page + 1} of {document.pageCount()}", family)


def _paint_foot(painter: QPainter, size: QSizeF, left: str, right: str, family: str) -> None:
    painter.setFont(_font(family, 10))
    painter.setPen(QColor(_LINE))
    top = size.height() + 10
    painter.drawLine(0, int(top), int(size.width()), int(top))
    painter.setPen(QColor(_MUTED))
    first, second = QRectF(0, top + 4, size.width(), 14), QRectF(0, top + 18, size.width(), 14)
    painter.drawText(first, Qt.AlignmentFlag.AlignLeft, left)
    painter.drawText(first, Qt.AlignmentFlag.AlignRight, right)
    painter.drawText(second, Qt.AlignmentFlag.AlignLeft, NOTICE)


def _html(report: Report) -> str:
    head = (
        f'<p style="font-size:22px; font-weight:600; margin:0; color:{_INK}">{escape(report.title)}</p>'
        f'<p style="font-size:13px; color:{_MUTED}; margin:4px 0 12px 0">{escape(report.subtitle)}</p>'
    )
    return head + "".join(_section_html(section) for section in report.sections)


def _section_html(section: Section) -> str:
    match section:
        case Statement(text):
            return (
                f'<table width="100%" cellpadding="8" style="margin-top:8px"><tr><td bgcolor="#FBF1D9">'
                f"<b>{escape(text)}</b></td></tr></table>"
            )
        case Facts(title, rows):
            cells = "".join(
                f'<tr><td width="30%" style="color:{_MUTED}">{escape(label)}</td>'
                f"<td><b>{escape(value)}</b></td></tr>"
                for label, value in rows
            )
            return _heading(title) + f'<table width="100%" cellpadding="3" cellspacing="0">{cells}</table>'
        case Table():
            return _heading(section.title) + _table_html(section)


def _heading(title: str) -> str:
    return (
        f'<p style="font-size:14px; font-weight:600; margin:16px 0 4px 0; color:{_INK}">{escape(title)}</p>'
    )


def _table_html(table: Table) -> str:
    if not table.rows:
        return f'<p style="color:{_MUTED}; margin:0">none</p>'
    heads = "".join(f'<td style="color:{_MUTED}">{escape(heading)}</td>' for heading in table.headings)
    rows = "".join(_row_html(row, number in table.marked) for number, row in enumerate(table.rows))
    return (
        f'<table width="100%" cellpadding="4" cellspacing="0"><thead><tr>{heads}</tr></thead>{rows}</table>'
    )


def _row_html(row: tuple[str, ...], marked: bool) -> str:
    ground = f' bgcolor="{_TINT}"' if marked else ""
    opening, closing = ("<b>", "</b>") if marked else ("", "")
    return "<tr>" + "".join(f"<td{ground}>{opening}{escape(cell)}{closing}</td>" for cell in row) + "</tr>"
