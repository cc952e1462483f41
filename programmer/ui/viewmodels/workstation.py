"""The root of the window: one story of the pump, and every page made of it."""

from __future__ import annotations

from PySide6.QtCore import QObject

from programmer.ui.viewmodels.banner import BannerViewModel
from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.footer import FooterViewModel
from programmer.ui.viewmodels.header import HeaderViewModel
from programmer.ui.viewmodels.history import HistoryViewModel
from programmer.ui.viewmodels.leaving import LeaveGuard
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.pump import PumpViewModel


class Workstation(QObject):
    """``header``, ``banner``, ``footer``, ``connect_page``, ``pump``, ``program``, ``history``, ``leaving``."""

    header: HeaderViewModel
    banner: BannerViewModel
    footer: FooterViewModel
    connect_page: ConnectViewModel
    pump: PumpViewModel
    program: ProgramViewModel
    history: HistoryViewModel
    leaving: LeaveGuard

    def start(self) -> None:
        """Begin: ask for patients, ports and history, and let time pass."""
        raise NotImplementedError

    def close(self) -> None:
        """End the visit (with the reason given to ``leaving``) and everything that runs. Call once, at the end."""
        raise NotImplementedError
