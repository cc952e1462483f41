"""The one window: who and which pump above, where I am at the left, the page in the middle, what this is below."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from programmer.ui.theme import DARK, LIGHT, apply_theme, current_tokens
from programmer.ui.viewmodels.common_states import ALLOWED, Offer
from programmer.ui.viewmodels.connect_state import ConnectPhase, ConnectState
from programmer.ui.viewmodels.footer_state import FooterPageState
from programmer.ui.viewmodels.header_state import HeaderPageState
from programmer.ui.viewmodels.ways import WaysState
from programmer.ui.viewmodels.workstation import Workstation
from programmer.ui.views import pages
from programmer.ui.views.about_page import AboutPage
from programmer.ui.views.connect.page import ConnectPage
from programmer.ui.views.help_page import HelpPage
from programmer.ui.views.history.page import HistoryPage
from programmer.ui.views.leave_page import LeavePage
from programmer.ui.views.link.page import LinkPage
from programmer.ui.views.page import Page, Scrolled
from programmer.ui.views.program.page import ProgramPage
from programmer.ui.views.pump.page import PumpPage
from programmer.ui.views.training.page import TrainingPage
from programmer.ui.widgets.alarm_banner import AlarmBanner
from programmer.ui.widgets.alarm_room import AlarmRoom
from programmer.ui.widgets.flash_clock import FlashClock
from programmer.ui.widgets.footer import Footer
from programmer.ui.widgets.header import Header
from programmer.ui.widgets.navigation_rail import NavigationRail
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from programmer.ui.widgets.over_page import OverPage

_TITLE = "Intrathecal programmer"
_SMALLEST = (1180, 640)
_FIRST = (1366, 768)
_SHARE = 0.9  # of the screen, where it is larger than that
_FRAME = (16, 40)  # what a desktop puts around a window, at most


class MainWindow(QMainWindow):
    """Shows the pages of a ``Workstation``; ``show_page`` opens one by name ("connect", "pump", "program",
    "history", "train", "link", "help", "about"). ``closed`` once it is closed for good, ``first_painted`` once it
    stands on the screen: what takes long to load waits for that.
    """

    closed = Signal()
    first_painted = Signal()

    def __init__(self, workstation: Workstation) -> None:
        super().__init__()
        self.workstation = workstation
        self._page = pages.CONNECT
        self._before_panel = pages.CONNECT
        self._was = workstation.connect_page.state.phase
        self._leaving = self._open_told = False
        self._painted = False
        self.header = Header()
        self.banner = AlarmBanner(FlashClock(parent=self))
        self.trouble = NoticeBar()
        self.rail = NavigationRail(pages.RAIL, foot=pages.RAIL_FOOT)
        self.footer = Footer()
        self._stack = QStackedWidget()
        self._pages: dict[str, Page] = {}
        self._scrolled: dict[str, Scrolled] = {}
        self._build_pages()
        self._build_frame()
        self._wire_frame()
        self._wire_pages()
        self._build_shortcuts()
        self.setMinimumSize(*_SMALLEST)
        self.resize(*_FIRST)
        if QGuiApplication.platformName() != "offscreen":  # pictures drawn without a screen have one size
            self.take_first_size(self.screen().availableGeometry())
        self.show_page(pages.CONNECT)

    # ---- building ------------------------------------------------------------------------------------------

    def _build_pages(self) -> None:
        desk = self.workstation
        self.connect_page = ConnectPage(desk.connect_page)
        self.pump_page = PumpPage(desk.pump, desk.orders)
        self.program_page = ProgramPage(desk.program)
        self.history_page = HistoryPage(desk.history)
        self.training_page = TrainingPage(desk.training)
        self.help_page = HelpPage()
        self.about_page = AboutPage(desk.footer)
        self.leave_page = LeavePage(desk.leaving)
        self.link_page = LinkPage(desk.link)
        for name, page in (
            (pages.CONNECT, self.connect_page),
            (pages.PUMP, self.pump_page),
            (pages.PROGRAM, self.program_page),
            (pages.HISTORY, self.history_page),
            (pages.TRAIN, self.training_page),
            (pages.HELP, self.help_page),
            (pages.ABOUT, self.about_page),
            (pages.LEAVE, self.leave_page),
            (pages.LINK, self.link_page),
        ):
            self._pages[name] = page
            self._scrolled[name] = Scrolled(page)
            self._stack.addWidget(self._scrolled[name])

    def _build_frame(self) -> None:
        self.trouble.set_notice(None)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self._stack, 1)
        whole = QWidget()
        self.alarm_room = AlarmRoom(self.banner, parent=whole)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.header, self.alarm_room):
            column.addWidget(part)
        column.addLayout(middle, 1)
        column.addWidget(self.footer)
        self.over_page = OverPage(self._stack, self.trouble, parent=whole)
        self.setCentralWidget(whole)
        self.header.stop_button.keep_clear_of(self.banner)
        QWidget.setTabOrder(self.header.stop_button, self.header.link)  # STOP comes first

    def _wire_frame(self) -> None:
        desk, stop = self.workstation, self.header.stop_button
        stop.pressed_once.connect(desk.header.press_stop)
        stop.pressed_again.connect(desk.header.press_stop)
        self.rail.chosen.connect(self._go)
        self.header.link.pressed.connect(lambda: self._go(pages.LINK))
        self.trouble.action_asked.connect(lambda: self.trouble.set_notice(None))
        desk.header.changed.connect(self._render_header)
        desk.banner.changed.connect(self.banner.set_state)
        desk.footer.changed.connect(self._render_footer)
        desk.connect_page.changed.connect(self._follow_connection)
        desk.ways.changed.connect(self._render_ways)
        self._render_header(desk.header.state)
        self._render_footer(desk.footer.state)
        self.banner.set_state(desk.banner.state)

    def _wire_pages(self) -> None:
        self.connect_page.show_pump_asked.connect(lambda: self._go(pages.PUMP))
        self.pump_page.change_therapy_asked.connect(lambda: self._go(pages.PROGRAM))
        for page in (self.pump_page, self.program_page):
            page.simulated_asked.connect(self.connect_simulated)
            page.choose_link_asked.connect(lambda: self._go(pages.CONNECT))
        for panel in (self.help_page, self.about_page, self.link_page):
            panel.closed.connect(self._close_panel)
        self.leave_page.stayed.connect(self._close_panel)
        self.leave_page.left.connect(self._leave)
        self.pump_page.resume.asked.connect(
            lambda: self._scrolled[pages.PUMP].keep_in_view(self.pump_page.resume)
        )
        self.pump_page.order.opened.connect(
            lambda: self._scrolled[pages.PUMP].keep_in_view(self.pump_page.order)
        )
        self.first_painted.connect(self.pump_page.plot_card.make_plot)

    def _build_shortcuts(self) -> None:
        for keys, name in pages.SHORTCUTS.items():
            QShortcut(QKeySequence(keys), self, lambda name=name: self._go(name))
        QShortcut(QKeySequence("F5"), self, self._interrogate)
        QShortcut(QKeySequence("Esc"), self, self._step_back)

    def take_first_size(self, free: QRect) -> None:
        """Fill a small screen, and take most of a large one; the foot is on the screen in any case."""
        self.setMinimumSize(QSize(*_SMALLEST).boundedTo(free.size()))
        room = free.size() - QSize(*_FRAME)
        if room.width() < _FIRST[0] or room.height() < _FIRST[1]:
            self.resize(QSize(*_FIRST).boundedTo(free.size()))
            self.setWindowState(Qt.WindowState.WindowMaximized)
            return
        wanted = QSize(int(free.width() * _SHARE), int(free.height() * _SHARE))
        self.resize(wanted.expandedTo(QSize(*_FIRST)).boundedTo(room))
        self.move(free.center() - self.rect().center())

    # ---- where I am ----------------------------------------------------------------------------------------

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        return self._page

    def show_page(self, name: str) -> None:
        """Show a page, whatever is under way. Raises ``KeyError`` for a name that is none."""
        shown = self._scrolled[name]
        if name in pages.PANELS and self._page not in pages.PANELS:
            self._before_panel = self._page
        self._page = name
        self._stack.setCurrentWidget(shown)
        if name not in pages.PANELS:
            self.rail.choose(name)
        else:
            self.rail.choose_none()
        if name == pages.HISTORY:
            self.workstation.history.refresh()
        self.workstation.training.watch(name == pages.TRAIN)
        self.workstation.link.watch(name == pages.LINK)
        if not self._pages[name].take_focus():
            (self.header.link if name == pages.LINK else self.rail.button(name)).setFocus()

    def connect_simulated(self) -> None:
        """Connect the pump that lives inside this program."""
        page = self.workstation.connect_page
        page.choose_link(page.state.links[0].key)
        page.connect_pump()

    def show_trouble(self, headline: str, text: str) -> None:
        """Say across the window that something went wrong that should not."""
        self.trouble.set_notice(Notice(NoticeKind.DANGER, headline, text, "Close"))

    def _go(self, name: str) -> None:
        """Where a person wants to go, if that is possible now."""
        if name == pages.THEME:
            self._change_theme()
        elif name in pages.PANELS or self._way(name, self.workstation.ways.state).enabled:
            self.show_page(name)

    @staticmethod
    def _way(name: str, ways: WaysState) -> Offer:
        """Whether a page may be opened."""
        return {pages.CONNECT: ways.connect, pages.TRAIN: ways.train}.get(name, ALLOWED)

    def _close_panel(self) -> None:
        if self._page in pages.PANELS:
            self.show_page(self._before_panel)

    def _step_back(self) -> None:
        """Esc: only ever away from something, never into it."""
        self.workstation.header.drop_stop()
        if self._page in pages.PANELS:
            self._close_panel()

    def _interrogate(self) -> None:
        if self.workstation.pump.state.interrogate.enabled:
            self.workstation.pump.interrogate()

    @staticmethod
    def _change_theme() -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_theme(app, LIGHT if current_tokens().dark else DARK)

    # ---- what is shown around the pages --------------------------------------------------------------------

    def _render_header(self, state: HeaderPageState) -> None:
        self.header.set_state(state.header)
        self.header.stop_button.set_state(state.stop)
        self.header.stop_button.set_time_left(state.stop_time_left)
        self._render_title()

    def _render_footer(self, state: FooterPageState) -> None:
        self.footer.set_state(state.footer)
        self._render_title()

    def _render_title(self) -> None:
        """Which pump, how it is linked, and what it is: simulated or not."""
        header, footer = self.workstation.header.state.header, self.workstation.footer.state.footer
        words = (header.pump.strip(" –"), header.link, *footer.left[:1], _TITLE)
        self.setWindowTitle("  –  ".join(word for word in words if word))

    def _render_ways(self, state: WaysState) -> None:
        """Which pages can be gone to."""
        for entry in pages.RAIL:
            way = self._way(entry.key, state)
            self.rail.set_enabled(entry.key, way.enabled, way.why_not)

    def _follow_connection(self, state: ConnectState) -> None:
        """Once a pump is read, show it, unless there is something on the Connect page to be read first.

        A command that is open at another pump is such a thing once: it may stay open for long."""
        connected = state.phase is ConnectPhase.CONNECTED
        apart = state.phase in {ConnectPhase.CHOOSING, ConnectPhase.PAIRING}
        self.alarm_room.keep(not apart, told=connected)
        before, self._was = self._was, state.phase
        if before is state.phase or self._page in pages.PANELS:
            return
        if connected and self._page == pages.CONNECT:
            pump = state.connected
            told_first = bool(state.open_elsewhere) and not self._open_told
            self._open_told = self._open_told or told_first
            if not (state.announcements or told_first) and (pump is None or pump.objection is None):
                self.show_page(pages.PUMP)
        elif apart and (state.trouble is not None or state.pairing is not None):
            self.show_page(pages.CONNECT)

    # ---- coming and going ----------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)  # after its parts are painted too

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving or self.workstation.leaving.state.free:
            event.accept()
            self.closed.emit()
            return
        event.ignore()
        self.show_page(pages.LEAVE)

    def close_at_once(self, reason: str) -> None:
        """Close without asking; ``reason`` goes into the records where one is due."""
        if not self.workstation.leaving.state.free:
            self.workstation.leaving.type_reason(reason)
        self.workstation.leaving.leave()
        self._leaving = True
        self.close()

    def _leave(self) -> None:
        if self.workstation.leaving.leave():
            self._leaving = True
            self.close()
