"""German."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import anywhere, beginning

LANGUAGE = Language(
    code="de",
    say=Say(
        besides="Außerdem",
        read="Zur ganzen Ausgabe",
        inside="In dieser Ausgabe",
        and_more=" und mehr",
        web="Im Web lesen",
        rest="Der Rest dieser Ausgabe steht im Web",
        why="Diese Nachricht geht an alle, die diese Liste abonniert haben:",
        leave="Abbestellen",
    ),
    topics={
        "security": words("sicherheit sicherheitslücken sicherheitsupdates sicherheitsmeldungen"),
        "spec": words("erweiterung erweiterungen erweiterumgen spezifikation spezifikationen standards"),
        "announcement": words("ankündigung ankündigungen bekanntmachungen meldungen termine fristen"),
        "event": words("veranstaltung veranstaltungen treffen konferenz konferenzen vortrag vorträge events"),
        "article": words(
            "artikel anleitung anleitungen video videos podcast podcasts interview interviews lesestoff blogbeiträge"
        ),
        "detail": words("abhängigkeiten"),
        "software": words(
            "software programme programm clients client server dienste bibliothek bibliotheken"
            " programmbibliotheken veröffentlichung veröffentlichungen version versionen werkzeug werkzeuge"
            " -werkzeuge anwendung anwendungen -anwendungen applikationen apps aktualisierung aktualisierungen"
            " aktualisiert updates"
        ),
    },
    no_news=words(
        "übersetzung übersetzungen übersetzer newsletter newsletters newsletter-beiträge -übersetzungen"
        " mitwirkende mitmachen mitwirken dank danke danksagung lizenz weitersagen verbreiten teile"
        " abonnieren abonnement abbestellen de-abonnieren hilf helft hilfe stellen stellenangebote jobs"
        " zitat zitate über impressum kontakt spenden zurückgestellt aufgeschoben veraltet abgewiesen"
        " erstellen deferred deprecated rejected"
    ),
    generic=words(
        "einleitung einführung vorwort überblick zusammenfassung fazit schluss sonstiges verschiedenes"
        " neuigkeiten neuerungen highlights nachrichten neues viele kleine kleinere kurzmeldungen kurz knapp neu neue neuer woche monat monats jahr"
        " weiter aktuelles änderungen verbesserungen fehlerbehebungen korrekturen funktionen projekte projekt"
        " gemeinschaft termine kommende weitere weiteres andere links tipps hinweise software clients server"
        " bibliotheken werkzeuge anwendungen veröffentlichungen artikel videos vorträge veranstaltungen"
        " ankündigungen erweiterungen spezifikationen stabil vorgeschlagen aktualisiert letzter aufruf"
        " dokumentation sicherheit inhalt themen ausblick"
    ),
    filling=words(
        "der die das den dem des ein eine und oder von vom für zum zur zu im in am an auf mit über bei uns"
        " unser unsere diesen diese dieser dieses du ihr wir & aus was ist"
    ),
    features=words("höhepunkte schlagzeilen topthemen"),
    ordinary=words(
        "der die das den dem des ein eine einen einem einer mit von für zum zur im in am an auf bei wie"
        " wenn falls du ihr sie wir es er und oder aber alle einige januar februar märz april mai juni juli"
        " august september oktober november dezember montag dienstag mittwoch donnerstag freitag samstag"
        " sonntag"
    ),
    leaning=words("dieser diese dieses dies er sie es ihr ihre sein seine solche damit dabei dazu daher"),
    pointing=words("dieser diese dieses dies es er sie wir dort"),
    interrogative=words("was wer warum wieso wie wann wo"),
    conditional=words("wenn falls sofern"),
    indefinite=("ein ", "eine "),
    negations=words("nicht kein keine keinen keiner keinem nie niemals ohne niemand nichts kaum"),
    subordinate=words(
        "wenn falls nach seit während mit für von bei als weil da obwohl nachdem bevor damit um im am beim"
    ),
    series={
        "new": ("neu",),
        "last call": ("letzter aufruf", "last call"),
        "stable": ("stabil", "entwurf"),
        "updated": ("aktualis",),
    },
    clauses=Clauses(
        abbreviations=r"bzw|z\.B|u\.a|d\.h|ca|gem|ggf|inkl|exkl|evtl|sog|vgl|bzgl|max|min|Mio|Mrd|Nr|Abs|Art|Aufl|Bd|Hrsg|Jg|Kap|Hr|Fr|Str|[diouz]",
        conjunctions="und",
        openers="welche[rsn]?|weil|wobei|um|damit|sodass|indem",
        limiting=("sondern", "aber", "außer", "es sei denn", "sofern", "falls", "wenn"),
        before_ordinals=words(
            "der die das dem den zum zur vom beim ihr ihre ihrem ihren ihrer ihres sein seine seinem seinen seiner seines"
            " unser unsere unserem unseren unserer unseres ein eine einem einen einer eines jede jedem jeden jeder jedes"
            " diese diesem diesen dieser dieses"
        ),
        weekdays=words("montag dienstag mittwoch donnerstag freitag samstag sonntag"),
        complementizers=words("dass"),
        dangling=words(
            "unsere unserem unseren unserer unseres ihre ihrem ihren ihrer seine seinem seinen seiner diese diesem diesen dieser dieses der die das dem den des ein eine einem einen einer eines und oder aber von vom für zum zur im am in als wie sehr"
        ),
        consequents=("dann ",),
    ),
    lists=Lists(
        issue=words("ausgabe newsletter rundbrief"),
        inside=words("in"),
        verbs="beschreibt",
        last="unsere?",
        by="von",
    ),
    releases=Releases(
        announcing=words(
            "veröffentlicht erschienen verfügbar freigegeben wurde wurden worden ist sind"
            " neu neue neues version release veröffentlichung jetzt nun update"
        ),
        mentioning=(" wird ",),
        auxiliaries="wurden?|ist|sind",
        participles="veröffentlicht|erschienen",
        acts="hat|haben|veröffentlichte?|erschienen|ist|sind|wurden?|freut",
        uses=words("unterstützung unterstützt nutzt benötigt erfordert umstieg umstellung"),
        bounds="vor|nach|seit|ab|bis",
        helpers="hat",
        publishes="veröffentlichte?",
        presents=r"veröffentlichte|(?:hat|haben)(?=[^.:;]{0,80}\d[^:;]{0,40} veröffentlicht)",
        versions="Versione?n?",
        targets="für",
        nouns="veröffentlichung",
        of="von",
        frames=(
            (
                r"(?P<name>NAME)(?: (?:ist|sind|wurden?)(?: \w+)? in(?: der| den)?| hat(?: die| den)?"
                r"| freut sich,?(?: außerordentlich,?)?(?: die)?(?: Veröffentlichung)?(?: der| von)?)(?: neuen?)?"
                r" (?i:version(?:en)?) (?P<version>(?:VERSION(?:,| und)+ )*VERSION)(?P<for> für [A-Z]\w+)?"
            ),
        ),
        changes="bringt|enthält|beinhaltet|bietet|behebt|verbessert|unterstützt|ermöglicht|erlaubt",
        accompanied=(
            r"\b(?P<with>mit) (?P<object>[^.!?]{4,}?(?:\.\d[^.!?]*?)*),?(?: (?:wurden?|ist|sind))?"
            r" (?:veröffentlicht|erschienen|freigegeben)\b"
        ),
        brings="brachte?|mit",
        more="mehr",
        unfinished=r"\bfügt\b(?!.*\bhinzu\b)",
        is_out=r"(?:wurden? |ist )?(?:veröffentlicht|erschienen)",
        listing=words("bringt enthält beinhaltet"),
        describing=words("bietet erlaubt"),
        some=("einige", "viele", "mehrere", "verschiedene"),
        vague=("sie ", "änderungen", "korrekturen", "fehlerbehebungen", "fehlerkorrekturen"),
    ),
    rules=(
        Rule(
            "deadline",
            r"\b(?:fristen?|bewerbungs\w+|bewerbung|anmeldung|anmelde\w+|einreich\w+|einsende\w+|call for \w+|aufrufe?)\b",
            yes=("Bewerbungsschluss", "Fristen für Einreichungen"),
            no=("Termine", "Veranstaltungen"),
        ),
        Rule(
            "advertisement",
            r"\A(?:helft|unterstützt|unterstütze|spendet|spende)\b",
            yes=("Helft dem Drachen beim Fliegen",),
            no=("Der Drache hilft den Kindern",),
        ),
        Rule(
            "background",
            beginning(
                "(?:bisher|bislang|früher|normalerweise|üblicherweise|in der regel|seit (?:jahren|langem|jeher))\\b",
                "(?:das thema|die frage|der wunsch) ",
                ".{1,80} schon (?:seit )?(?:immer|langem?|länger)\\b",
                "viele (?:von euch|nutzer|menschen|leute)\\b",
                "manchmal\\b",
                "(?:wie )?(?:viele|manche|einige) (?:wissen|kennen)\\b",
            ),
            yes=(
                "Bisher hatten Drachen einen Schwanz",
                "Viele von euch fliegen nachts",
                "Manchmal soll der Drache steigen",
                "Das Thema der Schwänze beschäftigt uns",
                "Schleifen fliegen haben wir schon länger",
            ),
            no=(
                "Der Drache hat jetzt zwei Schwänze",
                "Der bisherige Drache wird abgelöst",
                "Vielen Drachen fehlt nichts mehr",
            ),
        ),
        Rule(
            "to-come",
            r"\b(?:nächste[rs]? (?:Treffen|Termin|Sitzung)|findet am|ist für den)\b",
            yes=("Unser nächstes Treffen ist am 9. Juli", "Die KiteCon findet am 9. Juli statt"),
            no=("Das Treffen war am 9. Juli",),
        ),
        Rule(
            "brings-news",
            anywhere(
                r"\b(?:hat|haben|wurden?)\b[^.]{1,200}\b(?:\w{0,20}ge\w{2,30}(?:t|en)|(?:be|ent|er|über|ver|zer)\w{2,30}(?:t|en)|\w{3,30}iert)\W*\Z",
                r"\b(?:ist|sind)\b[^.]{1,200}\b(?:erschienen|umgezogen|gestartet|beigetreten|freigegeben)\W*\Z",
                r"\d[\w. ]{0,30} (?:ist )?(?:erschienen|veröffentlicht|verfügbar)\b",
                r"\b(?:hat|haben)\b[^.]{1,80}\b(?:erhalten|bekommen)\b",
                r"\b(?:bietet|bieten|gibt|ist|sind|kann(?:st)?|können|lässt|lassen|unterstützt)(?: \S{1,30}){0,4}? (?:jetzt|nun|ab sofort|neu)\b",
            ),
            yes=(
                "Der Drache hat einen neuen Schwanz bekommen: aus Seide",
                "Die Schnur lässt sich jetzt verlängern",
                "Ada Motte hat die Schleifen neu geschrieben",
                "Die Kanäle sind zu Kite umgezogen",
                "Kite 14 Beta 1 verfügbar",
                "Kite wurde ganz überarbeitet",
            ),
            no=(
                "Der Drache hat einen Schwanz",
                "Die Drachen sind in der Stadt",
                "Kite ist überall in den Betrieben beliebt",
                "Alle Texte von Kite sind lizenziert",
                "Nun folgt die Zusammenfassung von Kite",
            ),
        ),
        Rule(
            "enumerates",
            beginning(
                "(?:in dieser|diese) (?:ausgabe|woche)\\b",
            ),
            yes=("In dieser Ausgabe: Drachen, Motten und Bienen",),
            no=("Diese Drachen fliegen",),
        ),
        Rule(
            "filler",
            beginning(
                "quellen? ?:",
                "(?:viele|liebe|herzliche|beste|schöne) grüße",
                "mit (?:freundlichen|besten|lieben|herzlichen) grüßen",
                "(?:abbildung|abb\\.|tabelle) \\d+ ?[:.](?!\\d)",
                "(?:re|aw|fwd?|wg): ",
                "(?:datum|termine?|wann|wo|uhrzeit|ort|preis|eintritt|anmeldung):",
                "autor(?:in|innen|en)?:",
                "geschrieben von\\b",
                "keine?\\b",
                "es gibt keine",
                "willkommen",
                "vielen dank",
                "danke",
                "bitte (?:teilt|teile|verbreitet)",
                "abonniert?\\b",
                "folgt?\\b uns",
                "mehr dazu",
                "schau ",
                "viel spaß",
                "bis (?:zum nächsten|(?:nächste[nsr]? \\w+|bald|dann)\\W*\\Z)",
                "wie immer",
                "wir freuen uns (?:über|auf (?:alle|euch|sie|dich))\\b",
                "die folgenden?\\b",
                "hier (?:ist|sind|findet)\\b",
                "hallo\\b",
                "du möchtest",
            ),
            yes=(
                "Quelle: Drachenpost",
                "Viele Grüße",
                "Abbildung 1: ein Drachen von unten",
                "AW: Welcher Drachen fliegt?",
                "Wann: 9. Juli",
                "Autorin: Kite Crew",
                "Willkommen zum Newsletter!",
                "Die folgenden Pakete wurden erneuert:",
            ),
            no=(
                "Abbildungen von Drachen: zehn",
                "Autoren fliegen jetzt Drachen",
                "Keinohrdrachen 2.0 fliegen",
                "Hallonen fliegen",
            ),
        ),
        Rule(
            "introduces",
            beginning(
                "(?:das|dies) (?:sind|waren)\\b",
                "hier sind\\b",
                "(?:die )?folgenden?\\b",
            ),
            yes=("Das sind einige der Drachen.",),
            no=("Diese Drachen sind neu",),
        ),
        Rule(
            "first-person",
            r"(?-i:(?<![\w.])(?:ich|mir|mich|mein(?:e[mnrs]?)?)\b|\A(?:Ich|Mir|Mich|Mein(?:e[mnrs]?)?)\b)",
            yes=("Letztes Jahr flog ich weit", "Meine Drachen"),
            no=("Gemeinde der Drachen", "Die Raumstation Mir fliegt"),
        ),
        Rule(
            "leans-back",
            beginning(
                (
                    r"(?:darüber hinaus|außerdem|ausserdem|zudem|ferner|ebenso|ebenfalls|allerdings|jedoch"
                    r"|dennoch|trotzdem|hingegen|dagegen|stattdessen|deshalb|deswegen|daher|somit|folglich"
                    r"|übrigens|auch|zum beispiel|und|aber|oder|denn|sondern)\b"
                ),
            ),
            yes=(
                "Darüber hinaus ist der Schwanz länger",
                "Aber der Drachen fliegt",
            ),
            no=(
                "Audrachen fliegen",
                "Undine fliegt",
            ),
        ),
        Rule(
            "memorable",
            r"erste (?:stabile|öffentliche|offizielle)|zum ersten mal|jubil|geburtstag|gefördert|förderung",
            yes=("Die erste stabile Fassung",),
            no=("Erstens: Wind",),
        ),
        Rule(
            "pointer",
            beginning(
                "(?:sieh|siehe|seht)\\b",
                "du kannst",
                "ihr könnt",
                "bitte\\b",
                "mehr (?:informationen|details|dazu)",
                "weitere (?:informationen|details)",
                "lies\\b",
                "lest\\b",
                "alle details",
                "schaut?\\b",
                "das änderungsprotokoll",
                "eine (?:vollständige )?(?:liste|übersicht)\\b[^.]{1,60}\\bfinde",
            ),
            yes=(
                "Eine Liste aller Drachen findest Du hier.",
                "Mehr Informationen gibt es hier.",
                "Siehe das Wiki",
            ),
            no=("Mehr Wind für Drachen",),
        ),
        Rule(
            "recurring",
            anywhere(
                (
                    r"\b(?:jeden|jede|jedes) (?:(?:ersten|zweiten|dritten|vierten|letzten) )?"
                    r"(?:woche|monat|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)\b"
                ),
                (
                    r"\b(?:ersten|zweiten|dritten|vierten|letzten) "
                    r"(?:(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch) (?:im|des|jeden) monat"
                ),
            ),
            yes=(
                "Das Treffen findet jeden Dienstag statt.",
                "Offen am ersten Sonntag im Monat",
            ),
            no=(
                "Jede Woge zählt",
                "Am Dienstag ist Treffen",
            ),
        ),
        Rule(
            "refers-back",
            "\\A(?:das|dies) (?:ist|war|wird|sind|hat|heißt|bedeutet|macht|gilt|führt|sorgt|ermöglicht|erlaubt)\\b",
            yes=(
                "Das ist ein großer Drachen",
                "Dies ermöglicht Schleifen",
            ),
            no=(
                "Das Vereinsheim ist offen",
                "Das neue Haus ist fertig",
            ),
        ),
        Rule(
            "security",
            r"cve-\d|sicherheitsl|sicherheitsupdate|schwachstelle",
            yes=("Schließt eine Sicherheitslücke",),
            no=("Drachen sind sicher",),
        ),
        Rule(
            "teaser",
            r"\b(?:neuigkeiten|neue?ste[nrs]?|aktuelle[nrs]?|nachrichten|newsletter|ausgabe|rückblick|überblick|zusammenfassung|blog|willkommen|hallo|was gibt es neues|was ist)\b",
            yes=(
                "Die neuesten Nachrichten aus der Welt der Drachen",
                "Was ist im Mai passiert",
            ),
            no=("Der Drachen hat jetzt zwei Schwänze",),
        ),
        Rule(
            "thanks",
            r"\bdanke?\b",
            yes=("Danke an alle",),
            no=("Gedanken zum Wind",),
        ),
    ),
)
