"""What there is to be warned of, from the pump and from this program itself."""

from __future__ import annotations

from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.widgets.alarm_banner import AlarmBannerState


class BannerViewModel(ViewModel[AlarmBannerState]):
    """Its state goes to ``AlarmBanner.set_state``; alarms are shown until they are over, none is acknowledged away."""
