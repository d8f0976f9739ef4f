"""Filling registers and ledgers from office workbooks or pasted cells."""
