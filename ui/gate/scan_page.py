"""The scan page: who stands at the gate, may they pass, and what now."""

from __future__ import annotations

from ui.gate.view import GateView


class ScanPage(GateView):
    """Scan box, verdict, temperature, last crossings; at the right what belongs to the subject, and who is inside."""
