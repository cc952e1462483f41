"""The manual, inside the window."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTextBrowser, QWidget

from programmer.resources_location import resource_path
from programmer.ui.theme import Tokens, TypeSize, follow_theme, type_font
from programmer.ui.views.page import Page
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card

_TEXT_WIDTH = 760


class HelpPage(Page):
    """``closed`` when the page before it is wanted again."""

    closed = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("Help", "F1 opens this page, Esc closes it", parent=parent)
        self.back = ActionButton("Close help", icon_name="close")
        self.browser = QTextBrowser()
        self.browser.setAccessibleName("Manual")
        self.browser.setOpenLinks(False)
        self.browser.anchorClicked.connect(lambda url: self.browser.scrollToAnchor(url.fragment()))
        self.browser.setFont(type_font(TypeSize.TEXT))
        self.browser.setLineWrapMode(QTextBrowser.LineWrapMode.FixedPixelWidth)
        self.browser.setLineWrapColumnOrWidth(_TEXT_WIDTH)
        card = Card()
        card.add(self.browser, 1)
        self.head.add_action(self.back)
        self.column.addWidget(card, 1)
        self.back.clicked.connect(self.closed)
        follow_theme(self)

    def focus_first(self) -> QWidget | None:
        return self.browser

    def apply_tokens(self, tokens: Tokens) -> None:
        """Set the manual in the colours of the theme; where one had read to is kept."""
        place = self.browser.verticalScrollBar().value()
        document = self.browser.document()
        document.setDocumentMargin(8)
        document.setDefaultStyleSheet(_style(tokens))
        self.browser.setHtml(_manual())
        self.browser.verticalScrollBar().setValue(place)


def _manual() -> str:
    """The manual as the document's own HTML."""
    return resource_path("manual", "index.html").read_text(encoding="utf-8")


def _style(tokens: Tokens) -> str:
    return (
        f"body {{ color: {tokens.text}; }}"
        f".title {{ font-size: {TypeSize.TITLE}px; font-weight: 600; }}"
        f".part {{ font-size: {TypeSize.NAME}px; font-weight: 600; margin-top: 22px; }}"
        f"p, li {{ font-size: 14px; line-height: 150%; }}"
        f"td {{ font-size: 14px; padding: 4px 24px 4px 0; }}"
        f".note {{ color: {tokens.muted}; }}"
        f"a {{ color: {tokens.accent}; }}"
    )
