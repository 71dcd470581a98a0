"""Polish."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import anywhere, beginning

LANGUAGE = Language(
    code="pl",
    say=Say(
        besides="Także",
        read="Czytaj cały numer",
        inside="W tym numerze",
        and_more=" i więcej",
        web="Czytaj w sieci",
        rest="Reszta tego numeru jest w sieci",
        why="Otrzymujesz tę wiadomość jako subskrybent listy",
        leave="Wypisz się",
    ),
    topics={
        "security": words("bezpieczeństwo bezpieczeństwa luki podatności"),
        "spec": words("rozszerzenia rozszerzenie specyfikacje specyfikacja standardy"),
        "announcement": words("ogłoszenie ogłoszenia komunikaty terminy"),
        "event": words("wydarzenie wydarzenia spotkanie spotkania konferencja konferencje prelekcje"),
        "article": words(
            "artykuł artykuły poradnik poradniki wideo filmy podcast podcasty wywiad wywiady lektury"
        ),
        "detail": words("zależności"),
        "software": words(
            "oprogramowanie programy program klient klienty klienci serwer serwery usługi biblioteka biblioteki"
            " wersja wersje wydanie wydania narzędzia aplikacja aplikacje aktualizacje zaktualizowane"
        ),
    },
    no_news=words(
        "tłumaczenie tłumaczenia tłumacze współtwórcy współpraca dziękujemy podziękowania licencja"
        " udostępnij podziel się subskrypcja subskrybuj wypisz pomoc pomóż praca oferty cytat kontakt"
        " darowizny newsletter biuletyn odroczone odrzucone przestarzałe tworzyć"
    ),
    generic=words(
        "wstęp wprowadzenie przegląd podsumowanie zakończenie różne wiadomości aktualności nowości nowe"
        " nowy krótko tydzień tygodnia miesiąc miesiąca rok inne zmiany ulepszenia poprawki funkcje projekty"
        " projekt społeczność nadchodzące linki oprogramowanie klienty serwery biblioteki narzędzia"
        " aplikacje wydania artykuły filmy wydarzenia ogłoszenia rozszerzenia specyfikacje stabilne"
        " proponowane zaktualizowane dokumentacja bezpieczeństwo spis treści"
    ),
    filling=words("i oraz lub w we na do dla od z ze o u przy po nasz nasze nam się ten ta to te &"),
    features=words("wyróżnione najważniejsze nagłówki"),
    ordinary=words(
        "i oraz lub w we na do dla od z ze o po ale jeśli my wy oni one on ona ten ta to te styczeń luty"
        " marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień poniedziałek"
        " wtorek środa czwartek piątek sobota niedziela"
    ),
    leaning=words("to ten ta te ci on ona ono oni one jego jej ich taki taka takie dzięki"),
    pointing=words("to ten ta te on ona ono oni my tam"),
    interrogative=words("co kto dlaczego jak kiedy gdzie"),
    conditional=words("jeśli jeżeli gdy"),
    negations=words("nie bez nigdy żaden żadna żadne nikt nic ani"),
    subordinate=words("jeśli jeżeli gdy kiedy po od podczas chociaż ponieważ aby żeby dla z przed przez"),
    series={
        "new": ("now",),
        "last call": ("ostatnie wezwanie", "last call"),
        "stable": ("stabiln",),
        "updated": ("zaktualizowan",),
    },
    clauses=Clauses(
        abbreviations=r"tj|np|prof|dr|nr|m\.in|mgr|inż|im|ul|św|art|ust|tzw|godz",
        conjunctions="i|oraz",
        limiting=("ale", "lecz", "chyba że", "oprócz", "jeśli", "o ile"),
        weekdays=words("poniedziałek wtorek środa środę czwartek piątek sobota sobotę niedziela niedzielę"),
        complementizers=words("że"),
        dangling=words("i oraz lub albo ale w we na do dla od z ze o po przy przez"),
    ),
    lists=Lists(by="przez"),
    releases=Releases(
        announcing=words(
            "wydano wydany wydana wydane dostępny dostępna dostępne"
            " jest już nowa nowe wersja wydanie aktualizacja"
        ),
        mentioning=(" będzie ",),
        uses=words("wsparcie obsługa używa wymaga"),
    ),
    rules=(
        Rule(
            "deadline",
            r"\b(?:termin(?:y|u)? (?:zgłosze\w+|nadsyłania|rejestracji)|zgłoszenia|zgłoszeń|rejestracja|nabór|nabory|zapisy)\b",
            yes=("Terminy zgłoszeń", "Rejestracja"),
            no=("Wydarzenia", "Spotkania"),
        ),
        Rule(
            "advertisement",
            r"\A(?:pomóż|pomóżcie|wesprzyj|wspieraj)\b",
            yes=("Pomóż nam uszyć ogon",),
            no=("Ogon pomaga latawcowi",),
        ),
        Rule(
            "background",
            beginning(
                "(?:dotychczas|do tej pory|dotąd|wcześniej|dawniej|zazwyczaj|zwykle|od (?:lat|dawna|zawsze))\\b",
                "jak wie(?:cie|sz)\\b",
            ),
            yes=(
                "Dotychczas latawce miały jeden ogon",
                "Jak wiecie, latawce latają",
            ),
            no=(
                "Latawiec ma teraz dwa ogony",
                "Od maja latawiec lata",
            ),
        ),
        Rule(
            "enumerates",
            beginning(
                "(?:w tym numerze|ten numer|w tym tygodniu)\\b[^.]{0,40}?(?:opisuje|omawia|zawiera|przedstawia|:)",
            ),
            yes=("W tym numerze: latawce, ćmy i pszczoły",),
            no=("Ten numer jest parzysty",),
        ),
        Rule(
            "filler",
            beginning(
                "(?:rysunek|rys\\.|tabela) \\d+ ?[:.](?!\\d)",
                "(?:data|kiedy|gdzie|miejsce|cena|zapisy):",
                "auto(?:r|rka|rzy|rki):",
                "brak\\b",
                "nie ma\\b",
                "witamy",
                "witaj",
                "dziękujemy",
                "dzięki\\b",
                "następujące\\b",
                "oto\\b",
                "zapisz się",
                "śledź nas",
                "do zobaczenia",
                "jak zawsze",
                "cześć\\b",
            ),
            yes=(
                "Rysunek 1: latawiec od dołu",
                "Kiedy: 9 lipca",
                "Autor: Kite Crew",
                "Witamy w biuletynie!",
                "Następujące pakiety zostały zaktualizowane:",
            ),
            no=(
                "Rysunki latawców",
                "Autorzy latawców",
                "Brakujący ogon latawca",
            ),
        ),
        Rule(
            "introduces",
            beginning(
                "oto\\b",
                "(?:są to|to są)\\b",
                "następujące\\b",
            ),
            yes=("Oto niektóre latawce.",),
            no=("To nowe latawce",),
        ),
        Rule(
            "leans-back",
            beginning(
                r"(?:ponadto|jednak|dodatkowo|również|także|dlatego|zatem|na przykład|z kolei|natomiast|poza tym|wreszcie|i|ale|lub|oraz)\b",
            ),
            yes=(
                "Ponadto ogon jest dłuższy",
                "Ale latawiec lata",
            ),
            no=(
                "Aleja latawców",
                "Inny latawiec lata",
            ),
        ),
        Rule(
            "memorable",
            r"pierwsz[aey] (?:stabiln|publiczn|oficjaln)|po raz pierwszy|rocznic|urodziny|dofinansowan|grant",
            yes=("Pierwsza stabilna wersja",),
            no=("Najpierw wiatr",),
        ),
        Rule(
            "pointer",
            beginning(
                "możesz\\b",
                "możecie\\b",
                "zobacz\\b",
                "przeczytaj\\b",
                "więcej (?:informacji|szczegółów)",
                "sprawdź\\b",
                "prosimy\\b",
                "szczegóły\\b",
            ),
            yes=(
                "Zobacz wiki.",
                "Więcej informacji",
            ),
            no=("Więcej wiatru",),
        ),
        Rule(
            "recurring",
            anywhere(
                (
                    r"\b(?:co|każdy|każdą|każdego|w każdy|w każdą) "
                    r"(?:tydzień|miesiąc|tygodnia|miesiąca|poniedziałek|wtorek|środę|czwartek|piątek|sobotę"
                    r"|niedzielę)\b"
                ),
                (
                    r"\b(?:pierwsz|drug|trzeci|ostatni)\w* "
                    r"(?:poniedziałek|wtorek|środ[aę]|czwartek|piątek|sobot[aę]|niedziel[aę]) "
                    r"(?:każdego )?miesiąca\b"
                ),
            ),
            yes=(
                "Spotkanie co wtorek.",
                "Otwarte w pierwszą niedzielę miesiąca",
            ),
            no=(
                "Spotkanie we wtorek",
                "Każdy latawiec lata",
            ),
        ),
        Rule(
            "security",
            r"cve-\d|podatnoś|luk[aię] (?:w )?(?:zabezpiecze|bezpieczeństwa)",
            yes=(
                "Usuwa lukę w zabezpieczeniach",
                "Łata podatność",
            ),
            no=("Latawce są bezpieczne",),
        ),
        Rule(
            "teaser",
            r"\b(?:nowości|wiadomości|najnowsze|biuletyn|wydanie|podsumowanie|przegląd|witaj|witamy|cześć)\b",
            yes=("Najnowsze wiadomości o latawcach",),
            no=("Latawiec ma dwa ogony",),
        ),
        Rule(
            "thanks",
            r"\b(?:dziękujemy|dzięki)\b",
            yes=("Dziękujemy wszystkim",),
            no=("Dziękczynny wiatr",),
        ),
    ),
)
