"""Before the desk opens: welcome, sign-in, lock, and what to do when the data cannot be opened."""
