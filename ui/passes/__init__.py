"""The passes screen: the ledger of each kind, one pass beside it, issuing, batches, crews and figures."""
