"""Passes from request to paper: issue, life, batches, crews, household quota, figures."""
