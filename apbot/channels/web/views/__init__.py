"""What a page shows, as plain values: every decision is made before a template sees it.

``render("student/chat.html", page=Page(...), view=ChatView(...))``. Sentences that address the
student come in here already in the right form of address; the templates' own words ("Je passe",
"Retour", "Modifier") address nobody.

The form contract (it works without a script): every form of a conversation posts to ``post.to``
of its view (a student's: ``/questionnaire``) with the hidden ``post.token`` and one ``action``:

- ``answer`` with ``option`` (repeated for several choices); ``say`` with ``text``;
- ``skip``, ``back``, ``keep``, ``pause``, ``resume``, ``stop``, ``adult``, ``submit``,
  ``acknowledge``;
- ``confirm`` with ``yes`` = 1 or 0;
- ``edit`` with ``question``; ``share`` with ``question`` and ``visibility``;
- ``erase``: without ``yes`` it asks for ``student/erase.html``, with ``yes`` = 1 it is meant.

Each page has one element ``#ici``: where the eye, the focus and the skip link go.
"""

from __future__ import annotations

from .chat import (
    Boxes,
    Buttons,
    ChatView,
    Choice,
    Confirmation,
    Exchange,
    Field,
    FieldType,
    OpenQuestion,
    ProgressBar,
)
from .managing import (
    Cell,
    FormField,
    Input,
    ManageForm,
    ManageTable,
    ManageView,
    Option,
)
from .page import (
    ErrorView,
    Html,
    Next,
    Page,
    Posting,
    PrivacyView,
    Section,
)
from .staff import (
    ClassTable,
    EnteringView,
    PageLink,
    RhythmView,
    SheetPageView,
    StaffAccessView,
    StaffHomeView,
    StaffLinkView,
    StudentRow,
    Task,
)
from .student import (
    CodeView,
    DoneView,
    EraseView,
    HelpCardView,
    HelpLine,
    HelpView,
    NeutralView,
    NothingView,
    NoticeView,
    PausedView,
    ReviewItem,
    ReviewView,
    SharingChoice,
    WelcomeDoorView,
)

__all__ = [
    "Boxes",
    "Buttons",
    "Cell",
    "ChatView",
    "Choice",
    "ClassTable",
    "CodeView",
    "Confirmation",
    "DoneView",
    "EnteringView",
    "EraseView",
    "ErrorView",
    "Exchange",
    "Field",
    "FieldType",
    "FormField",
    "HelpCardView",
    "HelpLine",
    "HelpView",
    "Html",
    "Input",
    "ManageForm",
    "ManageTable",
    "ManageView",
    "NeutralView",
    "Next",
    "NothingView",
    "NoticeView",
    "OpenQuestion",
    "Option",
    "Page",
    "PageLink",
    "PausedView",
    "Posting",
    "PrivacyView",
    "ProgressBar",
    "ReviewItem",
    "ReviewView",
    "RhythmView",
    "Section",
    "SharingChoice",
    "SheetPageView",
    "StaffAccessView",
    "StaffHomeView",
    "StaffLinkView",
    "StudentRow",
    "Task",
    "WelcomeDoorView",
]
