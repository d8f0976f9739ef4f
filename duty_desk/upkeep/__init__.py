"""What the office must do about its own data: what a proof found, a backup that is late, what is kept longer than it may be."""
