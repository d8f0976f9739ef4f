"""What every tab is made of: ledger view, form, fields, notice, dialogs, tasks, preview."""
