"""Italian."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import anywhere, beginning

LANGUAGE = Language(
    code="it",
    say=Say(
        besides="Anche",
        read="Leggi il numero completo",
        inside="In questo numero",
        and_more=" e altro",
        web="Leggi sul web",
        rest="Il resto di questo numero è sul web",
        why="Ricevi questo messaggio perché sei iscritto a",
        leave="Annulla l’iscrizione",
    ),
    topics={
        "security": words("sicurezza vulnerabilità"),
        "spec": words("estensione estensioni specifica specifiche standard"),
        "announcement": words("annuncio annunci scadenze"),
        "event": words("evento eventi incontro incontri conferenza"),
        "article": words("articolo articoli tutorial video podcast intervista interviste letture"),
        "detail": words("dipendenze"),
        "software": words(
            "software programmi client server servizi servizio libreria librerie biblioteche versione versioni"
            " rilasci strumento strumenti applicazione applicazioni aggiornamenti"
        ),
    },
    no_news=words(
        "traduzione traduzioni traduttori contribuire collaboratori collaborare contributi grazie"
        " ringraziamenti licenza diffondi condividi iscrizione iscriviti annullare l'iscrizione aiutaci"
        " aiuto lavoro offerte citazione informazioni rinviato rinviati rifiutati respinto obsoleto"
        " deprecato donazioni contatti newsletter notiziario bollettino realizzare creare sezione"
    ),
    generic=words(
        "notizia introduzione editoriale sommario riepilogo conclusione varie notizie novità nuovo nuova"
        " nuove nuovi brevi settimana mese anno altri altre cambiamenti modifiche miglioramenti correzioni"
        " funzioni progetti progetto comunità prossimi agenda collegamenti codice documentazione servizi"
        " software client server librerie strumenti applicazioni versioni rilasci articoli video conferenze"
        " eventi annunci estensioni specifiche stabile proposta ultima chiamata aggiornato aggiornati"
        " sicurezza contenuto canali pubblici"
    ),
    filling=words(
        "il lo la i gli le l' un una uno di del della dei delle e o a al alla in nel per da su sul con"
        " nostro nostra questo questa & che xmpp"
    ),
    features=words("in_evidenza in_primo_piano"),
    ordinary=words(
        "il lo la i gli le un una uno di del della in nel per da su con e o ma se noi voi lui lei essi suo"
        " sua gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
        " lunedì martedì mercoledì giovedì venerdì sabato domenica"
    ),
    definite=words("il lo la i gli le"),
    leaning=words("questo questa questi queste quello quella ciò esso essa lui lei loro suo sua"),
    pointing=words("questo questa ciò esso essa lui lei noi"),
    interrogative=words("cosa chi perché come quando dove"),
    conditional=words("se"),
    indefinite=("un ", "una "),
    negations=words("non mai senza nessun nessuna nessuno né niente nulla"),
    subordinate=words("se quando dopo mentre con per da durante come poiché sebbene grazie nel"),
    series={
        "new": ("nuov", "nov"),
        "last call": ("ultima chiamata", "last call"),
        "stable": ("stabil",),
        "updated": ("aggiorn",),
    },
    clauses=Clauses(
        abbreviations="Sigg?|Dott|Ing|pagg?|art|cap|ecc",
        conjunctions="e|ed",
        openers="che|cui|in modo|permettendo",
        limiting=("ma", "salvo", "tranne", "eccetto", "a meno", "se", "purché"),
        weekdays=words("lunedì martedì mercoledì giovedì venerdì sabato domenica"),
        complementizers=words("che"),
        dangling=words(
            "nostro nostra nostri nostre questo questa il lo la i gli le un una uno di del dello della dei degli delle a al alla da dal in nel nella per con su sul e ed o ma che"
        ),
    ),
    lists=Lists(
        issue=words("numero edizione lettera bollettino newsletter"),
        inside=words("in"),
        verbs="riassume|descrive|annuncia",
        last="nostr",
        by="di",
    ),
    releases=Releases(
        announcing=words(
            "rilasciato rilasciata pubblicato pubblicata uscito uscita disponibile disponibili annuncio"
            " è stato stata nuova nuovo versione rilascio ora aggiornamento"
        ),
        uses=words("supporto usa richiede"),
        mentioning=(" sarà ",),
        auxiliaries="è|sono",
        participles=r"rilasciat\w+|pubblicat\w+|uscit\w+|disponib\w+",
        acts=r"ha|rilasciat\w|uscit\w|annunciare",
        bounds="prima|dopo",
        helpers="ha|hanno",
        publishes="rilasciato|pubblicato",
        determiners="la|le",
        versions="versione|versioni",
        targets="per",
        nouns="rilascio|uscita",
        of="di|del|da",
        frames=(
            (
                r"(?:È|Sono) (?:stat[oaei] )?(?:uscit|rilasciat|pubblicat)[oaei]"
                r" (?:(?:la|il|lo|l[eo]|i|nuov[aoei]|(?i:versione|versioni|plugin|libreria)) )*"
                r"(?:VERSION(?:,| e)+ )*(?P<version>VERSION) (?:di|da|della|del)(?: plugin(?: di)?)? (?P<name>NAME)(?=[.,:;!]| che |$)"
            ),
            (
                r"(?:È|Sono) (?:stat[oaei] )?(?:uscit|rilasciat|pubblicat)[oaei]"
                r" (?:(?:la|il|lo|l[eo]|i|nuov[aoei]|(?i:versione|versioni|plugin|libreria)) )*(?P<name>NAME) (?P<version>VERSION)"
            ),
            (
                r"(?P<name>NAME)(?: è(?: \w+)? (?:in|nella)(?: la)?"
                r"| (?:è|sono) (?:lie|felic|orgoglios)\w+ di annunciare(?: il rilascio)?(?: l[ae]| dell[ae])?)(?: nuov[ae])?"
                r" (?i:versione|versioni) (?P<version>(?:VERSION(?:,| e)+ )*VERSION)(?P<for> per [A-Z]\w+)?"
            ),
        ),
        changes="[Pp]orta|[Aa]ggiunge|[Cc]orregge|[Mm]igliora|offre|supporta|consente",
        accompanying="con",
        relatives="che",
        brings="porta|con",
        is_out=r"(?:è stat[oa] )?(?:rilasciat|pubblicat)[oa]",
        listing=words("porta"),
        describing=words("consente offre"),
        some=("vari ", "varie ", "una serie", "alcun", "divers", "numeros", "molte ", "molti "),
        vague=("correzioni",),
    ),
    rules=(
        Rule(
            "deadline",
            r"\b(?:scadenz[ae]|termini|bandi|bando|iscrizion[ei]|candidature|call for \w+)\b",
            yes=("Scadenze", "Iscrizioni"),
            no=("Agenda", "Prossimi eventi"),
        ),
        Rule(
            "advertisement",
            r"\A(?:aiutaci|aiutateci|sostieni|sostenete|dona|donate)\b",
            yes=("Aiutaci a cucire la coda",),
            no=("La coda aiuta l'aquilone",),
        ),
        Rule(
            "background",
            beginning(
                "(?:finora|fino ad (?:ora|oggi)|in passato|normalmente|di solito|in genere|generalmente|da (?:anni|sempre))\\b",
                "come (?:sapete|sai)\\b",
            ),
            yes=(
                "Finora gli aquiloni avevano una coda",
                "Come sapete, gli aquiloni volano",
            ),
            no=(
                "L'aquilone ha ora due code",
                "Da maggio l'aquilone vola",
            ),
        ),
        Rule(
            "brings-news",
            anywhere(
                r"\b(?:ha|hanno|abbiamo)(?: (?:già|anche|\w{2,20}mente))? [a-zà-ÿ]{3,30}(?:[aiu]t[oaie]|tt[oaie]|rs[oaie]|so)\b",
                r"\b(?:è|sono) (?:stat[oaie] [a-zà-ÿ]{3,30}|uscit[oaie]|migrat[oaie]|arrivat[oaie]|nat[oaie]|divenut[oaie])\b",
                r"\d[\w. ]{0,30} (?:è )?(?:ora )?disponibile\b",
                r"\b(?:aggiung(?:e|ono)|annuncia(?:no)?|lancia(?:no)?|pubblica(?:no)?|sostituisc(?:e|ono))\b",
            ),
            yes=(
                "I canali sono migrati a Kite",
                "Ada ha riscritto gli anelli",
                "Kite 14 Beta 1 disponibile",
                "Kite aggiunge anelli",
                "Kite è stato rinnovato",
            ),
            no=(
                "L’aquilone ha una coda",
                "Gli aquiloni sono in città",
                "A Lione la sede è spesso chiusa",
                "Ora andiamo da Kite",
            ),
        ),
        Rule(
            "enumerates",
            beginning(
                "(?:in questo numero|questo numero|questa settimana)\\b[^.]{0,40}?(?:riassume|descrive|annuncia|copre|include|:)",
            ),
            yes=("In questo numero: aquiloni, falene e api",),
            no=("Questo numero è pari",),
        ),
        Rule(
            "filler",
            beginning(
                "font[ei] ?:",
                "(?:cordiali |tanti )?saluti\\b",
                "a presto\\W*\\Z",
                "(?:figura|fig\\.|tabella) \\d+ ?[:.](?!\\d)",
                "(?:date?|ora|quando|dove|luogo|prezzo|iscrizioni?):",
                "aut(?:ore|rice|ori|rici):",
                "scritto da\\b",
                "nessun",
                "non ci sono",
                "benvenut",
                "grazie\\b",
                "dai un['’]occhiata",
                "i seguenti\\b",
                "iscriviti",
                "seguici",
                "alla prossima",
                "come sempre",
                "ecco\\b",
            ),
            yes=(
                "Fonte: La Farfalla",
                "Cordiali saluti",
                "Figura 1: un aquilone dal basso",
                "Quando: 9 luglio",
                "Autore: Kite Crew",
                "Benvenuti alla newsletter",
                "I seguenti pacchetti sono aggiornati:",
            ),
            no=(
                "Figure di aquiloni",
                "Autori di aquiloni",
                "Seguente aquilone: 2.0",
            ),
        ),
        Rule(
            "introduces",
            beginning(
                "quest[ei] sono\\b",
                "ecco\\b",
                "[il]e? seguenti\\b",
            ),
            yes=("Questi sono alcuni aquiloni.",),
            no=("Questi aquiloni volano",),
        ),
        Rule(
            "first-person",
            r"(?-i:(?<![\w.])(?:io|mio|mia|miei|mie|mi)(?= [a-zà-ÿ])|\A(?:Io|Mio|Mia|Miei|Mie|Mi)(?= [a-zà-ÿ]))",
            yes=("L’anno scorso io volavo", "La mia farfalla"),
            no=("Ieri ha volato", "Lo store Itch.io ha aperto"),
        ),
        Rule(
            "leans-back",
            beginning(
                r"(?:inoltre|tuttavia|però|invece|infatti|quindi|pertanto|d['’]altra parte|anche|ad esempio|infine|così|e|ma|o)\b",
            ),
            yes=(
                "Inoltre la coda è più lunga",
                "Ma l'aquilone vola",
            ),
            no=(
                "Malta ha un aquilone",
                "Ogni aquilone vola",
            ),
        ),
        Rule(
            "memorable",
            r"prima versione (?:stabile|pubblica|ufficiale)|per la prima volta|anniversario|finanziat|sovvenzione",
            yes=("La prima versione stabile",),
            no=("Prima il vento",),
        ),
        Rule(
            "pointer",
            beginning(
                "puoi\\b",
                "potete\\b",
                "vedi\\b",
                "per (?:maggiori|ulteriori)",
                "maggiori informazioni",
                "leggi\\b",
                "consulta",
                "per favore",
                "si prega",
            ),
            yes=(
                "Per maggiori dettagli, la wiki",
                "Leggi il blog",
            ),
            no=("Per ora niente vento",),
        ),
        Rule(
            "recurring",
            anywhere(
                (
                    r"\b(?:ogni|tutti i|tutte le) (?:settiman[ae]|mes[ei]|lunedì|martedì|mercoledì|giovedì"
                    r"|venerdì|sabat[oi]|domenic(?:a|he))\b"
                ),
                (
                    r"\b(?:primo|secondo|terzo|ultimo) (?:lunedì|martedì|mercoledì|giovedì|venerdì|sabato) "
                    r"(?:del|di ogni) mese\b"
                ),
            ),
            yes=(
                "Ci si vede ogni martedì.",
                "Il primo sabato del mese",
            ),
            no=(
                "Ci si vede martedì",
                "Ogni aquilone vola",
            ),
        ),
        Rule(
            "refers-back",
            "\\A(?:è|sono|era) (?:un|una|il|la|lo|i|gli|le)\\b",
            yes=("È un aquilone",),
            no=("È uscita Kite 2.0",),
        ),
        Rule(
            "security",
            r"cve-\d|vulnerabilità|falla di sicurezza",
            yes=("Corregge una vulnerabilità",),
            no=("Aquiloni sicuri",),
        ),
        Rule(
            "teaser",
            r"\b(?:novità|notizie|ultime|bollettino|edizione|riepilogo|riassunto|benvenut[ei]|ciao)\b",
            yes=("Le ultime notizie sugli aquiloni",),
            no=("L'aquilone ha due code",),
        ),
        Rule(
            "thanks",
            r"\bgrazie\b",
            yes=("Grazie a tutti",),
            no=("Ringraziato vento",),
        ),
    ),
)
