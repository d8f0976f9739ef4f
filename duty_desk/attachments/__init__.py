"""Files kept with a record: signed notices, photos, plans. Known by their content, never by the name they came with."""

from duty_desk.attachments.keeping import (
    AttachmentRow,
    add,
    content,
    forget_removed,
    has_unsettled,
    list_attachments,
    open_copy,
    put_back,
    remove,
    sweep,
)
from duty_desk.attachments.kinds import LARGEST

__all__ = [
    "LARGEST",
    "AttachmentRow",
    "add",
    "content",
    "forget_removed",
    "has_unsettled",
    "list_attachments",
    "open_copy",
    "put_back",
    "remove",
    "sweep",
]
