"""The words that tell what a heading or a sentence is about, in the languages newsletters come in.

English, German, French, Spanish, Italian and Portuguese. All are in lower case; a heading's are the
beginnings of words, a sentence's stand at its beginning unless they are said to stand anywhere.
"""

from __future__ import annotations

# The first that fits counts: a section on translations of the newsletter holds no news.
_STEMS = {
    "none": """translat übersetz traduc traduz traduç contribut mitwirk dank thank merci grazie gracias obrigad
        credit spread verbreit weitersag mach mitmach partag condivid compart diffus diffond difund difond subscri
        unsubscri abonn abbon suscri suscr iscri help hilf aide aidez ayud aiut ajud licen lizenz licenz shout
        job quote zitat about newsletter bolet lettre deferred zurückgestellt différé diferid rimandat rejected deprecat""",
    "security": "securit vulnerab sicherheit sécurité segur sicurezza advisor",
    "spec": "extension estension extensi specific spécification especific spezifika erweiterung xep rfc standard",
    "announcement": "announce ankündig annonce anunci anúnci annunci schedule deadline",
    "event": "event veranstalt évén évèn meetup meet-up conference konferenz confé summit talk vorträge",
    "article": "artic artik artíc tutorial blog reading video vidéo vídeo podcast interview",
    "detail": "dependenc abhängig dépendanc dipenden merge tracking",
    "software": """software logiciel programm client server serveur servid librar bibliothe bibliothè librer
        librair biblioteca releas version tool outil werkzeug strument herramient ferrament appli anwend aplica
        app service update aktualis""",
}
ROLES = tuple((role, tuple(stems.split())) for role, stems in _STEMS.items())

# What a list of specifications is a list of.
SPEC_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("new", ("new", "neu", "nouve", "nuev", "nuov", "nov")),
    ("last call", ("last call",)),
    ("stable", ("stable", "stabil", "draft", "entwurf", "final", "estable")),
    ("updated", ("updat", "aktualis", "mis à jour", "mises à jour", "actualiz", "aggiorn", "atualiz")),
)

# Headings of what an editor puts first.
FEATURED = frozenset(
    (
        "featured",
        "highlights",
        "headlines",
        "top stories",
        "top story",
        "top news",
        "editor's picks",
        "editors' picks",
    )
)
# Headings that any issue may have, and that say nothing.
EVERYWHERE = frozenset(
    word.replace("_", " ")
    for word in (
        "introduction intro foreword editorial overview summary conclusion closing outro news updates misc miscellaneous"
        " other others other_changes reminders reminder stats statistics dedication acknowledgements acknowledgments"
        " feedback tips_and_feedback further_reading next_steps faq q&a einleitung fazit sonstiges introducción conclusión introduzione conclusione"
        " introdução conclusão divers varia"
    ).split()
)
ADVERTISED = (
    "(ad)",
    "[ad]",
    "(sponsored)",
    "[sponsored]",
    "(sponsor)",
    " is hiring",
    " are hiring",
)  # anywhere

# Sentences that are no news.
FILLER = (
    "no ", "none", "keine", "aucun", "ningun", "nessun", "nenhum", "there are no ", "there were no ", "n/a",
    "see you", "stay tuned", "happy ", "enjoy", "read more", "mehr dazu", "please share", "many thanks",
    "thank you", "we would like to", "we suggest", "don't forget", "feel free", "if you are", "if you have",
    "if you want", "if you would", "if you like", "if you need", "if you or", "this newsletter", "this issue",
    "follow the", "follow this", "discuss on", "dai un'occhiata", "schau ", "abonnier", "aquí puede",
    "every week", "you are welcome", "general feedback", "and more", "for instance", "for example", "in other words", "however", "here, ", "now, let", "if interested",
    "that's why", "by default", "submit ", "send tips", "get started", "to help support", "there are other", "full report", "suggested by", "welcome", "willkommen", "bienvenue", "bienvenid", "benvenut", "bem-vind", "also check out", "looking for",
)  # fmt: skip

THANKS = ("thank", "danke", "merci", "gracias", "grazie", "obrigad")  # anywhere

# Sentences that send the reader elsewhere.
POINTERS = (
    "you can", "you may", "you will", "please", "for more", "for all", "for further", "for the full",
    "for details", "read more", "read the", "read all", "read about", "read our", "check out", "check it",
    "check the", "take a look", "make sure", "full details", "all details", "more information", "more details",
    "more about", "see ", "find ", "the changelog", "the full changelog", "the release notes", "thank", "enjoy",
    "stay",
)  # fmt: skip
ELSEWHERE = (
    "explained in this",
    "described in this",
    "explained here",
    "described here",
    "in this article",
    "in this post",
)  # anywhere

# First words that make a sentence lean on the one before it, or on its own second half.
LEANING = frozenset("this these that those it they he she his her their its such".split())
POINTING = frozenset(
    "this these that those it they he she we there dieser diese dieses ce cette il elle".split()
)
CONDITIONAL = frozenset("if wenn falls se si".split())
SUBORDINATE = frozenset(
    "during after before since while when with in as for thanks due although if both at on from by until once if wenn falls"
    " après depuis comme pendant nach seit während mit für von bei dopo después depois tras".split()
)

# What stands for the rest of a list.
AND_MORE = {
    "en": " and more",
    "de": " und mehr",
    "es": " y más",
    "fr": " et plus",
    "it": " e altro",
    "pt": " e mais",
}

# Worth more than their section alone says; anywhere.
MEMORABLE = (
    "first stable", "first public", "first official", "first ever", "first beta", "first alpha", "first release",
    "first version", "for the first time", "birthday", "anniversar", "jubil", "nlnet", "sponsors ", "sponsored", "sponsoring", "sponsorship", "crowdfund",
    " grant", "funded", "funding",
)  # fmt: skip
SECURITY = (
    "cve-", "vulnerabilit", "security fix", "security issue", "security release", "security update",
    "security advisor", "security notice", "security flaw", "security hole", "sicherheitsl", "exploit",
)  # fmt: skip

# Words that begin with a capital and yet name nothing: articles, pronouns, months, days.
ORDINARY = frozenset(
    (
        "the a an this that these those we our it its they their there in on at for from with and or but if as by"
        " to of i you your all some any se si wenn falls du sie wir der die das den dem des ein eine mit von für zum zur im am wie le la les un"
        " une il lo gli el los las o os january february march april may june july august september october"
        " november december monday tuesday wednesday thursday friday saturday sunday"
    ).split()
)

# Words that stand before a version and are no program's name.
NO_NAME = ORDINARY | frozenset(
    "since after version versions release releases android ios python java".split()
)


def first_word(text: str) -> str:
    """Return the first word of `text` in lower case, without quotation marks."""
    words = text.split(None, 1)
    return words[0].strip("\"“”'(,.:").casefold() if words else ""


def begins_with(text: str, beginnings: tuple[str, ...]) -> bool:
    """Say whether `text` begins with one of `beginnings`, whatever its case and leading punctuation."""
    return text.lstrip(" \"“'(*-–").casefold().startswith(beginnings)


def holds(text: str, words: tuple[str, ...]) -> bool:
    """Say whether one of `words` stands anywhere in `text`."""
    folded = text.casefold()
    return any(word in folded for word in words)
