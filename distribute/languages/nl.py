"""Dutch."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import anywhere, beginning

LANGUAGE = Language(
    code="nl",
    say=Say(
        besides="Ook",
        read="Lees het hele nummer",
        inside="In dit nummer",
        and_more=" en meer",
        web="Lees het op het web",
        rest="De rest van dit nummer staat op het web",
        why="U ontvangt dit bericht omdat u geabonneerd bent op",
        leave="Afmelden",
    ),
    topics={
        "security": words("beveiliging veiligheid kwetsbaarheden beveiligingsupdates"),
        "spec": words("extensies extensie specificaties specificatie uitbreidingen standaarden"),
        "announcement": words("aankondiging aankondigingen mededelingen deadlines"),
        "event": words("evenement evenementen bijeenkomst bijeenkomsten conferentie conferenties lezingen"),
        "article": words(
            "artikel artikelen handleidingen video video's podcast podcasts interview interviews leesvoer"
        ),
        "detail": words("afhankelijkheden"),
        "software": words(
            "software programma programma’s client clients server servers dienst diensten bibliotheek"
            " bibliotheken versie versies uitgave uitgaven releases gereedschap hulpmiddelen toepassingen apps"
            " updates bijgewerkt"
        ),
    },
    no_news=words(
        "vertaling vertalingen vertalers bijdragen bijdragers meedoen bedankt dank dankwoord licentie deel"
        " verspreid abonneren abonnement afmelden help hulp vacatures vacature citaat over contact doneren"
        " donaties nieuwsbrief uitgesteld verouderd afgewezen maken"
    ),
    generic=words(
        "inleiding voorwoord overzicht samenvatting slot conclusie diversen nieuws nieuwtjes nieuw nieuwe"
        " kort week maand jaar overige andere wijzigingen verbeteringen oplossingen functies projecten"
        " project gemeenschap agenda komende links tips software clients servers bibliotheken hulpmiddelen"
        " toepassingen releases artikelen lezingen evenementen aankondigingen extensies specificaties"
        " stabiel voorgesteld bijgewerkt laatste oproep documentatie beveiliging inhoud vooruitblik"
        " opmerkelijke"
    ),
    filling=words("de het een en of van voor in op aan bij met om te over ons onze deze dit je jullie & uit"),
    features=words("uitgelicht hoogtepunten koppen"),
    ordinary=words(
        "de het een van voor in op aan bij met om te en of maar als wij we jij je jullie hij zij ze hun"
        " alle sommige januari februari maart april mei juni juli augustus september oktober november"
        " december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
    ),
    definite=words("de het"),
    leaning=words("deze dit die dat hij zij ze het hun zijn haar zulke daarmee hierdoor"),
    pointing=words("deze dit die dat hij zij ze het wij we daar"),
    interrogative=words("wat wie waarom hoe wanneer waar"),
    conditional=words("als indien"),
    indefinite=("een ",),
    negations=words("niet geen nooit zonder niemand niets nauwelijks"),
    subordinate=words(
        "als indien na sinds tijdens terwijl met voor van bij hoewel omdat doordat nadat voordat zodat om door"
    ),
    series={
        "new": ("nieuw",),
        "last call": ("laatste oproep", "last call"),
        "stable": ("stabiel",),
        "updated": ("bijgewerkt",),
    },
    clauses=Clauses(
        abbreviations=r"bijv|o\.a|nr|ca|dhr|mevr|incl|excl|evt|zgn",
        conjunctions="en",
        limiting=("maar", "tenzij", "behalve", "als", "mits"),
        weekdays=words("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"),
        complementizers=words("dat"),
        dangling=words("ons onze hun deze dit de het een en of maar van voor met te als"),
    ),
    lists=Lists(issue=words("nummer editie nieuwsbrief"), inside=words("in"), by="door"),
    releases=Releases(
        announcing=words(
            "uitgebracht verschenen beschikbaar vrijgegeven aangekondigd is"
            " zijn nieuw nieuwe versie release nu update"
        ),
        mentioning=(" zal ",),
        uses=words("ondersteuning gebruikt vereist"),
    ),
    rules=(
        Rule(
            "deadline",
            r"\b(?:deadlines?|sluitingsdat\w+|aanmeld\w+|inschrijv\w+|oproepen|oproep|inzend\w+)\b",
            yes=("Deadlines", "Oproepen voor lezingen"),
            no=("Agenda", "Komende bijeenkomsten"),
        ),
        Rule(
            "advertisement",
            r"\A(?:help ons|steun|doneer)\b",
            yes=("Help ons de staart te naaien",),
            no=("De staart helpt de vlieger",),
        ),
        Rule(
            "background",
            beginning(
                "(?:tot nu toe|tot op heden|voorheen|vroeger|normaal gesproken|gewoonlijk|meestal|al jaren)\\b",
                "zoals (?:jullie|je|u) weten?\\b",
                "zoals (?:je|u) weet\\b",
            ),
            yes=(
                "Tot nu toe had een vlieger één staart",
                "Zoals je weet vliegen vliegers",
            ),
            no=(
                "De vlieger heeft nu twee staarten",
                "De vroegere vlieger is vervangen",
            ),
        ),
        Rule(
            "brings-news",
            anywhere(
                r"\b(?:heeft|hebben|werd|werden)\b[^.]{1,200}\b(?:\w{0,20}ge\w{2,30}(?:d|t|en)|(?:be|ver|ont|her)\w{2,30}(?:d|t))\W*\Z",
                r"\b(?:is|zijn)\b[^.]{1,200}\b(?:verschenen|uitgebracht|verhuisd|gestart|toegetreden)\W*\Z",
                r"\d[\w. ]{0,30} (?:is )?(?:nu )?beschikbaar\b",
            ),
            yes=(
                "De kanalen zijn naar Kite verhuisd",
                "Ada heeft de lussen herbouwd",
                "Kite 14 Beta 1 beschikbaar",
            ),
            no=(
                "De vlieger heeft een staart",
                "De vliegers zijn in de stad",
                "Alle teksten van Kite zijn beschermd",
                "Nu volgt het nieuws van Kite",
            ),
        ),
        Rule(
            "enumerates",
            beginning(
                "(?:in dit nummer|dit nummer|deze week)\\b[^.]{0,40}?(?:beschrijft|bespreekt|behandelt|bevat|:)",
            ),
            yes=("In dit nummer: vliegers, motten en bijen",),
            no=("Dit nummer is even",),
        ),
        Rule(
            "filler",
            beginning(
                "bron(?:nen)? ?:",
                "(?:met )?(?:vriendelijke |hartelijke )?groet(?:en|jes)?\\b",
                "tot (?:de volgende(?: keer)?|ziens|snel)\\W*\\Z",
                "(?:figuur|fig\\.|afbeelding|tabel) \\d+ ?[:.](?!\\d)",
                "(?:datum|tijd|wanneer|waar|locatie|prijs|aanmelden):",
                "auteurs?:",
                "geschreven door\\b",
                "geen\\b",
                "er (?:zijn|is) geen",
                "welkom\\b",
                "(?:hartelijk )?(?:dank|bedankt)\\b",
                "de volgende\\b",
                "hier (?:is|zijn|vind)\\b",
                "abonneer",
                "volg ons",
                "tot de volgende",
                "zoals altijd",
                "hallo\\b",
            ),
            yes=(
                "Bron: De Vlieger",
                "Met vriendelijke groet",
                "Figuur 1: een vlieger van onderen",
                "Wanneer: 9 juli",
                "Auteur: Kite Crew",
                "Welkom bij de nieuwsbrief!",
                "De volgende pakketten zijn bijgewerkt:",
            ),
            no=(
                "Figuren van vliegers",
                "Auteurs van vliegers",
                "Geenpeil 2.0 vliegt",
            ),
        ),
        Rule(
            "introduces",
            beginning(
                "(?:dit|deze) zijn\\b",
                "hier zijn\\b",
                "de volgende\\b",
            ),
            yes=("Dit zijn enkele vliegers.",),
            no=("Deze vliegers vliegen",),
        ),
        Rule(
            "first-person",
            r"(?-i:(?<![\w.])(?:ik|mij|mijn)\b|\A(?:Ik|Mij|Mijn)\b)",
            yes=("Vorig jaar vloog ik", "Mijn vlieger"),
            no=("De wijk vliegt", "Mijnheer Mot"),
        ),
        Rule(
            "leans-back",
            beginning(
                r"(?:daarnaast|bovendien|echter|toch|daarom|dus|ook|verder|bijvoorbeeld|tot slot|evenzo|en|maar|of|want)\b",
            ),
            yes=(
                "Daarnaast is de staart langer",
                "Maar de vlieger vliegt",
            ),
            no=(
                "Enkele vliegers vliegen",
                "Offline vliegers",
            ),
        ),
        Rule(
            "memorable",
            r"eerste (?:stabiele|openbare|officiële)|voor het eerst|jubileum|verjaardag|subsidie|gefinancierd",
            yes=("De eerste stabiele versie",),
            no=("Eerst de wind",),
        ),
        Rule(
            "pointer",
            beginning(
                "je (?:kunt|kan)",
                "zie\\b",
                "lees\\b",
                "bekijk\\b",
                "voor meer",
                "meer (?:informatie|details|weten)",
                "alle details",
                "graag\\b",
            ),
            yes=(
                "Zie de wiki.",
                "Voor meer informatie",
            ),
            no=("Meer wind voor vliegers",),
        ),
        Rule(
            "recurring",
            anywhere(
                (
                    r"\b(?:elke|iedere) (?:(?:eerste|tweede|derde|laatste) )?"
                    r"(?:week|maand|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)\b"
                ),
                (
                    r"\b(?:eerste|tweede|derde|laatste) "
                    r"(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag) van (?:de|elke) maand\b"
                ),
            ),
            yes=(
                "Elke dinsdag vliegen we.",
                "Open op de eerste zondag van de maand",
            ),
            no=(
                "Dinsdag vliegen we",
                "Elke vlieger vliegt",
            ),
        ),
        Rule(
            "security",
            r"cve-\d|kwetsbaarhe|beveiligingslek|beveiligingsupdate",
            yes=("Verhelpt een kwetsbaarheid",),
            no=("Vliegers zijn veilig",),
        ),
        Rule(
            "teaser",
            r"\b(?:nieuws|nieuwste|nieuwsbrief|editie|uitgave|overzicht|samenvatting|welkom|hallo)\b",
            yes=("Het nieuwste van de vliegers",),
            no=("De vlieger heeft twee staarten",),
        ),
        Rule(
            "thanks",
            r"\b(?:dank|bedankt)\b",
            yes=("Dank aan allen",),
            no=("Ondankbaar weer",),
        ),
    ),
)
