"""Tests of what the duty office writes down and keeps at hand."""
