"""What is known of persons: how long it is kept, what goes and how, and all of it on one page for who asks (law: PIPL, response law)."""

from duty_desk.privacy.certificates import Certificate, get_certificate, list_certificates
from duty_desk.privacy.clearing import Cleared, clear, outstanding
from duty_desk.privacy.counting import Line, Preview, approval_content, preview
from duty_desk.privacy.destroying import destroy
from duty_desk.privacy.subject import Subject, open_subject
from duty_desk.privacy.windows import Act, Window

__all__ = [
    "Act",
    "Certificate",
    "Cleared",
    "Line",
    "Preview",
    "Subject",
    "Window",
    "approval_content",
    "clear",
    "destroy",
    "get_certificate",
    "list_certificates",
    "open_subject",
    "outstanding",
    "preview",
]
