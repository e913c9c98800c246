"""The reviewed word list, tried both ways: what must offer the card, and what must not.

Each sentence is one that a student could type. A miss and a false alarm are both defects; when
the list changes, add the sentence that made it change.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues.folding import fold
from dialogues.loader import load_help
from dialogues.safeguarding import HelpCard, WordList

CATALOGUE = Path(__file__).parents[2] / "dialogues" / "catalogue"

MUST_OFFER = (
    # Suicidal ideas
    "J'ai envie de mourir.",
    "jai trop envie de mourir",
    "ENVIE DE MOURRIR",
    "jveux mourir",
    "J’ai envie d’en finir",
    "je pense souvent au suicide",
    "des fois j'ai des idées noires le soir",
    "Je vais me suicider",
    "je voudrais être morte",
    "j'ai plus envie de vivre…",
    "tout le monde serait mieux sans moi",
    "j'aimerais m'endormir et ne plus me réveiller",
    "je veux disparaître",
    "ma copine a fait une tentative de suicide",
    "je suis morte de fatigue et j'ai envie de me tuer",
    "i want to die",
    # Not well at all
    "Je ne vais pas bien.",
    "en fait je suis à bout",
    # Self-harm
    "je me fais du mal",
    "jme mutile depuis la 3e",
    "je me suis scarifiée cet été",
    "je me coupe quand ça va pas",
    # Violence, at home or elsewhere
    "mon père me frappe",
    "Mon beau-père qui me frappe, personne le sait.",
    "ma mère m'a giflée devant tout le monde",
    "il me bat presque tous les jours",
    "j'ai peur de rentrer chez moi",
    "il dit qu'il va me tuer si je parle",
    "il frappe ma mère",
    # Sexual violence
    "il m'a violée",
    "j'ai subi un viol",
    "il m'a forcée à coucher avec lui",
    "un adulte me fait des attouchements",
    "quelqu'un menace d'envoyer mes photos",
    "on me touche les fesses dans le bus",
    # Harassment
    "on me harcèle depuis le collège",
    "Je me fais harceler sur Snap",
    "ils se moquent de moi tous les jours",
    "des élèves me rackettent",
    "on m'insulte dans les couloirs",
    # Running away, being put out
    "je veux fuguer",
    "je vais m'enfuir de chez moi",
    "mes parents m'ont mise dehors",
    "je dors dehors en ce moment",
)

MUST_NOT_OFFER = (
    "mort de rire",
    "je suis mort",
    "Je suis morte de fatigue après le sport",
    "ça me tue les maths",
    "j'ai envie de mourir de rire en SVT",
    "à midi je crois que je vais mourir de faim",
    "je crève de faim à 11 h",
    "je veux mourir moins bête",
    "on joue aux cartes pour tuer le temps",
    "je suis crevé le lundi",
    "ma mère va me tuer si je rate le bac",
    "j'ai envie d'en finir avec les maths",
    "je veux en finir avec ce chapitre",
    "ce qui me frappe, c'est le rythme des cours",
    "une phrase qui me frappe dans ce livre",
    "mon voisin me tape sur les nerfs",
    "mon frère me bat aux échecs",
    "elle me bat à la course",
    "j'ai du mal à apprendre",
    "je me suis fait mal au genou en EPS",
    "j'ai mal au dos",
    "je ne vais pas bien vite en calcul",
    "je vais pas bien comprendre si ça va vite",
    "j'ai fait un exposé sur le suicide chez les jeunes",
    "je voudrais être ambassadrice contre le harcèlement",
    "on a étudié la loi sur le harcèlement sexuel en EMC",
    "je joue du violon et de la viole",
    "une fugue de Bach au piano",
    "je n'ai pas envie de vivre à l'internat",
    "je dois partir de chez moi à 6 h",
    "je suis parti de chez moi trop tard ce matin",
    "j'habite à 20 kms",
    "il est peut-être mort en 1850",
    "en cuisine je me coupe les ongles courts",
    "je me bats pour y arriver",
    "le prof est mort de rire quand je parle anglais",
    "je ne suis pas à l'aise à l'oral",
    "je voudrais parler de mon orientation",
    "rien à signaler",
    "",
)


@pytest.fixture(scope="module")
def catalogue_help() -> tuple[HelpCard, WordList]:
    return load_help(CATALOGUE)


@pytest.fixture(scope="module")
def word_list(catalogue_help: tuple[HelpCard, WordList]) -> WordList:
    return catalogue_help[1]


@pytest.mark.parametrize("sentence", MUST_OFFER)
def test_words_of_distress_offer_the_help_card(word_list: WordList, sentence: str) -> None:
    assert word_list.matches(sentence)


@pytest.mark.parametrize("sentence", MUST_NOT_OFFER)
def test_everyday_words_do_not_offer_the_help_card(word_list: WordList, sentence: str) -> None:
    assert not word_list.matches(sentence)


def test_every_phrase_of_the_list_matches_itself(word_list: WordList) -> None:
    masked = [phrase for phrase in word_list.phrases if not word_list.matches(phrase)]

    assert masked == []


def test_no_everyday_expression_matches_on_its_own(word_list: WordList) -> None:
    alarming = [words for words in word_list.harmless if word_list.matches(words)]

    assert alarming == []


def test_an_everyday_expression_hides_nothing_said_beside_it(word_list: WordList) -> None:
    hiding = [
        words for words in word_list.harmless if not word_list.matches(f"{words}, on me harcèle")
    ]

    assert hiding == []


def test_phrases_match_whole_words_only(word_list: WordList) -> None:
    assert word_list.matches("c'était un viol")
    assert not word_list.matches("un violoniste")


def test_list_is_kept_folded_and_without_duplicates(word_list: WordList) -> None:
    for words in (word_list.phrases, word_list.harmless):
        assert [fold(phrase) for phrase in words] == list(words)
        assert len(set(words)) == len(words)


def test_help_card_names_the_numbers_a_student_may_need(
    catalogue_help: tuple[HelpCard, WordList],
) -> None:
    numbers = [number.number for number in catalogue_help[0].numbers]

    assert numbers == ["15", "112", "114", "3114", "119", "3018", "0 800 235 236", "3919"]
