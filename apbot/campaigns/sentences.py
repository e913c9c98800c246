"""The words of an invitation or a reminder: which questionnaire, until when; nothing of anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from apbot.clock import school_day
from apbot.library import Library
from apbot.telling import day
from apbot.wording import typeset
from dialogues.definition import Address, Text
from storage.records import Person, PersonKind

from .looking import Told
from .telling import Due

_ONE_EACH = {
    Told.INVITED: Text(
        "« {title} » : tu peux répondre jusqu'au {until}, en plusieurs fois si tu veux.",
        "« {title} » : vous pouvez répondre jusqu'au {until}, en plusieurs fois si vous voulez.",
    ),
    Told.BEGIN: Text(
        "Rappel : « {title} » est ouvert jusqu'au {until}. Tu n'as pas encore commencé.",
        "Rappel : « {title} » est ouvert jusqu'au {until}. Vous n'avez pas encore commencé.",
    ),
    Told.FINISH: Text(
        "Rappel : tu as commencé « {title} ». Tes réponses sont gardées, tu peux finir jusqu'au "
        "{until}.",
        "Rappel : vous avez commencé « {title} ». Vos réponses sont gardées, vous pouvez finir "
        "jusqu'au {until}.",
    ),
}
_SEVERAL = {
    Told.INVITED: "« {title} » : {count} élèves, à faire d'ici au {until}.",
    Told.BEGIN: "Rappel : « {title} », encore {count} élèves, d'ici au {until}.",
    Told.FINISH: "Rappel : « {title} », commencé pour {count} élèves, à finir d'ici au {until}.",
}
SUBJECT = "Accompagnement personnalisé : à répondre"
"""Of an e-mail: as it is read over a shoulder."""


def sentences(
    dues: Sequence[Due], person: Person, library: Library, address: Address
) -> tuple[str, ...]:
    """One for each dialogue; adults, who answer about several students, are told how many."""
    spoken = address if person.kind is PersonKind.STUDENT else Address.VOUS
    return tuple(typeset(one) for one in _sentences(dues, library, spoken))


def _sentences(dues: Sequence[Due], library: Library, address: Address) -> Iterator[str]:
    counts = Counter((due.told, due.campaign.dialogue) for due in dues)
    for (told, dialogue), count in counts.items():
        title = library.newest(dialogue).dialogue.title.to(address)
        same = [due for due in dues if (due.told, due.campaign.dialogue) == (told, dialogue)]
        # The last day on which all of them can still be answered, whatever the hour.
        until = day(school_day(min(due.closes_at for due in same)))
        words = _ONE_EACH[told].to(address) if count == 1 else _SEVERAL[told]
        yield words.format(title=title, until=until, count=count)
