"""What somebody who means harm would try, against the whole office: each test names its check; `docs/security.md` has the table."""
