"""The kinds of message that are not text, in the words of the sentence that declines them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SOMETHING = "ce genre de message"

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "voice": "un message vocal",
        "video_note": "un message vidéo",
        "photo": "une photo",
        "live_photo": "une photo",
        "sticker": "un autocollant",
        "animation": "une image animée",
        "video": "une vidéo",
        "audio": "un fichier audio",
        "document": "un fichier",
        "venue": "un lieu",
        "location": "une position",
        "contact": "un contact",
        "poll": "un sondage",
        "checklist": "une liste",
        "dice": "un dé",
        "game": "un jeu",
        "story": "une story",
        "paid_media": "un contenu payant",
        "invoice": "une facture",
        "giveaway": "un cadeau",
        "gift": "un cadeau",
    }
)

SERVICE = frozenset(
    {
        "pinned_message",
        "message_auto_delete_timer_changed",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
        "write_access_allowed",
        "users_shared",
        "chat_shared",
        "connected_website",
        "proximity_alert_triggered",
        "boost_added",
        "chat_background_set",
        "chat_theme_set",
        "successful_payment",
        "refunded_payment",
        "web_app_data",
        "passport_data",
    }
)
"""Written by Telegram itself about the chat: nobody said anything."""
