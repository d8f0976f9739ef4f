"""Every slip, card, label and list of the office as PDF: one kit, the same frame, fonts embedded."""
