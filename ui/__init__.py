"""The window: turns clicks into calls and rows into pixels. Never a query, never a model class."""
