"""What the office may do, what is then recorded, and how it reads on paper. Runs without a screen."""

VERSION = "0.1.0"
