"""French."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import anywhere, beginning

LANGUAGE = Language(
    code="fr",
    say=Say(
        besides="Aussi",
        read="Lire le numéro entier",
        inside="Dans ce numéro",
        and_more=" et plus",
        web="Lire sur le web",
        rest="La suite de ce numéro est sur le web",
        why="Vous recevez ce message car vous êtes abonné à",
        leave="Se désabonner",
        colon="\u00a0:",  # behind a no-break space
    ),
    topics={
        "security": words("sécurité vulnérabilité vulnérabilités"),
        "spec": words("extension extensions spécification spécifications normes"),
        "announcement": words("annonce annonces échéances"),
        "event": words(
            "événement événements évènement évènements rencontre rencontres conférence conférences exposés talks"
        ),
        "article": words(
            "article articles tutoriel tutoriels vidéo vidéos videos podcast podcasts interview interviews lectures"
        ),
        "detail": words("dépendances"),
        "software": words(
            "logiciel logiciels client clients serveur serveurs service services bibliothèque bibliothèques"
            " version versions outil outils application applications publications sorties"
        ),
    },
    no_news=words(
        "traduction traductions contribution contributions contributeurs contribuer merci remerciements"
        " licence partagez répandez diffusez abonnement abonnez abonner désabonner désinscrire aidez"
        " aidez-nous aide d’emploi d'emploi emploi emplois recrutement recrutements recrute offres citation propos ajournées différées dépréciées rejetées dons"
        " soutenir contact lettre d’information d'information bulletin créer construire"
    ),
    generic=words(
        "français anglais introduction éditorial sommaire résumé conclusion divers nouvelles actualités nouveautés nouveau"
        " nouveaux nouvelle brèves bref semaine mois année autres changements améliorations corrections"
        " fonctionnalités projets projet communauté prochains agenda liens notables notable remarquables"
        " code documentation services logiciels logiciel clients client serveurs bibliothèques outils"
        " applications versions candidates mises jour mises-à-jour sorties articles vidéos conférences"
        " événements évènements annonces extensions spécifications stables proposées dernier appel"
        " expérience sécurité modification modifications consensus questions réponses sélectionnées contenu"
        " perspectives"
    ),
    filling=words(
        "le la les l’ l' un une des de du d’ d' et ou à au aux en dans pour par sur avec notre nos votre vos ce cette ces la & qui que"
    ),
    features=words("à_la_une faits_marquants"),
    ordinary=words(
        "le la les un une des du de au aux en dans pour par sur avec et ou mais si nous vous il elle ils"
        " elles on ce cette ces son sa ses leur leurs janvier février mars avril mai juin juillet août"
        " septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche"
    ),
    definite=words("le la les"),
    leaning=words("ce cet cette ces celui celle ceux il elle ils elles son sa ses leur leurs cela ça"),
    pointing=words("ce cette il elle ils elles nous on cela"),
    interrogative=words("que qui quoi pourquoi comment quand où"),
    conditional=words("si"),
    indefinite=("un ", "une "),
    negations=words("ne pas jamais sans aucun aucune ni personne rien plus"),
    subordinate=words("après depuis comme pendant avec pour si lorsque quand bien afin grâce avant dès à"),
    series={
        "new": ("nouve",),
        "last call": ("dernier appel", "last call"),
        "stable": ("extensions stables", "stable"),
        "updated": ("mis à jour", "mises à jour", "extensions mises"),
    },
    clauses=Clauses(
        abbreviations=r"env|p\.ex|cf|art|av|apr|chap|éd|M|MM|Mme|Mlle|Ste",
        conjunctions="et",
        openers="qui|que|dont|afin|ce qui|permettant",
        limiting=("mais", "sauf", "excepté", "à moins", "si", "pourvu"),
        weekdays=words("lundi mardi mercredi jeudi vendredi samedi dimanche"),
        complementizers=words("que"),
        dangling=words(
            "notre nos leur leurs cet cette ces le la les un une des du de au aux et ou mais à dans en par pour sur avec sans que qui dont"
        ),
    ),
    lists=Lists(
        issue=words("numéro édition lettre bulletin newsletter"),
        inside=words("dans"),
        verbs="résume|décrit|annonce|présente",
        last="nos |notre ",
        by="par",
    ),
    releases=Releases(
        announcing=words(
            "publié publiée publiés publiées sorti sortie sorties disponible"
            " disponibles annonce est sont été nouveau nouvelle version maintenant"
        ),
        mentioning=(" sera ",),
        auxiliaries="a été|ont été|est",
        participles=r"publiée?s?|sortie?s?|disponib\w+",
        acts="publiée?s?|sortie?s?|annoncer",
        uses=words("prise utilise nécessite passage"),
        bounds="avant|après|depuis",
        helpers="a|ont",
        publishes="publié",
        determiners="la|le",
        versions="versions?",
        targets="pour",
        nouns="sortie|publication",
        of="de",
        frames=(
            r"Est sortie? (?:(?:la|le|nouvelle|(?i:version)) )*(?P<name>NAME) (?P<version>VERSION)",
            (
                r"(?P<name>NAME)(?: est(?: \w+)? (?:en|dans)(?: la)?"
                r"| (?:est|sont) (?:heureu|ravi|fi[eè]r)\w* d’?'?annoncer(?: la sortie)?(?: de)?(?: la| les| des)?)(?: nouvelles?)?"
                r" (?i:versions?) (?P<version>(?:VERSION(?:,| et)+ )*VERSION)(?P<for> pour [A-Z]\w+)?"
            ),
        ),
        changes="apporte|inclut|comprend|ajoute|corrige|améliore|prend en charge|permet",
        accompanying="avec",
        relatives="qui",
        brings="apporte|avec",
        more="plus",
        is_out=r"(?:est |a été )?(?:publiée?|sortie?)",
        listing=words("apporte inclut comprend"),
        describing=words("permet offre"),
        some=("de nombreu", "plusieurs ", "quelques ", "divers"),
        vague=("des corrections", "des correctifs", "des améliorations"),
    ),
    rules=(
        Rule(
            "deadline",
            r"\b(?:dates? limites?|échéances?|appels? à|candidatures?|inscriptions?|clôture|soumissions?)\b",
            yes=("Appels à communications", "Dates limites"),
            no=("Agenda", "Prochaines rencontres"),
        ),
        Rule(
            "advertisement",
            r"\A(?:aidez|soutenez|donnez|financez)\b",
            yes=("Aidez-nous à coudre la queue",),
            no=("La queue aide le cerf-volant",),
        ),
        Rule(
            "background",
            beginning(
                "(?:jusqu['’](?:à présent|ici|alors)|auparavant|autrefois|habituellement|en général|généralement|depuis (?:des années|longtemps|toujours))\\b",
                "comme vous le savez",
            ),
            yes=(
                "Jusqu'à présent, un cerf-volant avait une queue",
                "Depuis longtemps, les cerfs-volants volent",
            ),
            no=(
                "Le cerf-volant a maintenant deux queues",
                "Depuis mai, le cerf-volant vole",
            ),
        ),
        Rule(
            "brings-news",
            anywhere(
                r"\b(?:a|ont|avons)(?: (?:été|aussi|également|déjà|\w{2,20}ment))? (?!(?:plus|trois|bien|tous|lieu|droit|peu|pied|nuit|parmi)\b)[a-zà-ÿ]{2,30}(?:ée?s?|[rtmnsl]is|[rtmnslv]i|[rtd]uits?|[tcns]us?|[lrnc]us?|[fm]erte?s?|[iéa]crits?|fait)\b",
                r"\b(?:est|sont) (?:\w{2,20}ment )?(?:sortie?s?|parue?s?|passée?s?|publiée?s?|disponibles?|en ligne|arrivée?s?|née?s?|devenue?s?)\b",
                r"\d[\w. ]{0,30} (?:est )?(?:\w{2,20} )?disponible\b",
                r"\b(?:vient de|viennent de)\b",
                r"\b(?:ajoute|annonce|lance|publie|rejoint|remplace)(?:nt)?\b",
            ),
            yes=(
                "Les canaux ont migré vers Kite",
                "Kite 14 Beta 1 disponible",
                "Une version est sortie",
                "Les images du bal sont en ligne",
                "Kite vient de paraître",
                "Kite ajoute des boucles",
                "Les boucles ont été réécrites",
            ),
            no=(
                "Le cerf-volant a une queue",
                "Kite est dans la ville",
                "Kite a trois membres",
                "Les cerfs-volants sont petits et rouges",
                "La ville a plus d’habitants",
                "Le bal a lieu mardi",
            ),
        ),
        Rule(
            "enumerates",
            beginning(
                "(?:le bulletin|la lettre|ce numéro|cette semaine|dans ce numéro)\\b[^.]{0,40}?(?:résume|décrit|annonce|présente|couvre|inclut|:)",
            ),
            yes=("Le bulletin de cette semaine résume un cerf-volant et décrit un bal.",),
            no=("Le bulletin change de page",),
        ),
        Rule(
            "filler",
            beginning(
                "sources?\\s?:",
                "cordialement",
                "bien à vous",
                "à (?:bientôt|très vite)\\W*\\Z",
                "(?:figure|fig\\.|tableau) \\d+ ?[:.](?!\\d)",
                "(?:dates?|horaires?|quand|où|lieu|tarifs?|inscriptions?) ?:",
                "aut(?:eur|rice|eure)s? ?:",
                "(?:écrit|rédigé) par\\b",
                "aucune?\\b",
                "il n['’]y a (?:pas|aucun)",
                "bienvenue",
                "merci\\b",
                "n['’]hésitez",
                "voici\\b",
                "les? suivante?s?\\b",
                "à la prochaine",
                "bonne lecture",
                "abonnez",
                "suivez-nous",
                "comme toujours",
            ),
            yes=(
                "Source : le journal",
                "À bientôt",
                "Figure 1 : un cerf-volant vu d’en bas",
                "Dates : 9 et 10 juillet",
                "Auteur : Kite Crew",
                "Bienvenue dans la lettre !",
                "Voici les paquets mis à jour :",
            ),
            no=(
                "Figures de cerfs-volants",
                "Auteurs et cerfs-volants",
                "Aucuba 2.0 est sorti",
            ),
        ),
        Rule(
            "introduces",
            beginning(
                "ce sont\\b",
                "voici\\b",
                "les? suivante?s?\\b",
            ),
            yes=("Voici quelques cerfs-volants.",),
            no=("Ces cerfs-volants sont neufs",),
        ),
        Rule(
            "first-person",
            r"(?<![\w.])(?:(?-i:[Jj]e|[Mm]oi|[Mm]on|[Mm]a|[Mm]es)\b|(?-i:[Jj])['’]\w)",
            yes=("L’an dernier, je volais", "J’ai du mal à voler"),
            no=("Le journal des mouches", "Le site kite.ma a volé"),
        ),
        Rule(
            "leans-back",
            beginning(
                (
                    r"(?:[àa] l['’]inverse|à l['’]opposé|en revanche|par ailleurs|de plus|en outre|cependant"
                    r"|toutefois|néanmoins|pourtant|ainsi|donc|ensuite|enfin|également|par exemple|en effet"
                    r"|d['’]ailleurs|de même|quant à|aussi|et|mais|ou|or|car)\b"
                ),
            ),
            yes=(
                "À l’inverse, la mouche dort",
                "Et d'une fête sur les cerfs-volants",
            ),
            no=(
                "Ensemble, les cerfs-volants volent",
                "Orage sur la ville",
            ),
        ),
        Rule(
            "memorable",
            r"première version (?:stable|publique|officielle)|pour la première fois|anniversaire|subvention|financé",
            yes=("La première version stable",),
            no=("Premier vent",),
        ),
        Rule(
            "pointer",
            beginning(
                "plus d['’]infos?\\b",
                "voir\\b",
                "vous pouvez",
                "pour plus",
                "plus d['’]informations",
                "lisez",
                "lire (?:la|le|plus)",
                "consultez",
                "veuillez",
                "retrouvez",
            ),
            yes=(
                "→ Plus d'infos ici",
                "Voir le wiki.",
                "Pour plus de détails, lisez",
            ),
            no=("Plus de vent",),
        ),
        Rule(
            "recurring",
            anywhere(
                (
                    r"\b(?:chaque|tous les) (?:semaines?|mois|lundis?|mardis?|mercredis?|jeudis?|vendredis?"
                    r"|samedis?|dimanches?)\b"
                ),
                (
                    r"\b(?:premier|deuxième|troisième|dernier) "
                    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) (?:du|de chaque) mois"
                ),
            ),
            yes=(
                "La réunion a lieu tous les mardis.",
                "Ouvert le premier dimanche du mois",
            ),
            no=(
                "La réunion a lieu mardi",
                "Chaque cerf-volant vole",
            ),
        ),
        Rule(
            "refers-back",
            "\\Ac['’](?:est|était|sera)\\b",
            yes=("C’est un cerf-volant",),
            no=(
                "Cette semaine, le club vole",
                "C est un langage",
            ),
        ),
        Rule(
            "security",
            r"cve-\d|vulnérabilit|faille de sécurité|correctif de sécurité",
            yes=("Corrige une faille de sécurité",),
            no=("Cerfs-volants sûrs",),
        ),
        Rule(
            "teaser",
            r"\b(?:nouvelles|actualités?|dernières|lettre|infolettre|bulletin|numéro|édition|récapitulatif|résumé|bienvenue|bonjour|revue de presse)\b",
            yes=(
                "Les dernières nouvelles des cerfs-volants",
                "La revue de presse du mois",
            ),
            no=("Le cerf-volant a deux queues",),
        ),
        Rule(
            "thanks",
            r"\bmerci\b",
            yes=("Merci à tous",),
            no=("Mercredi : vent",),
        ),
    ),
)
