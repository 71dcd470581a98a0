"""Spanish."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import anywhere, beginning

LANGUAGE = Language(
    code="es",
    say=Say(
        besides="También",
        read="Leer el número completo",
        inside="En este número",
        and_more=" y más",
        web="Leer en la web",
        rest="El resto de este número está en la web",
        why="Recibe este mensaje por estar suscrito a",
        leave="Cancelar la suscripción",
    ),
    topics={
        "security": words("seguridad vulnerabilidad vulnerabilidades"),
        "spec": words("extensión extensiones especificación especificaciones estándares"),
        "announcement": words("anuncio anuncios plazos"),
        "event": words("evento eventos encuentro encuentros conferencia conferencias charlas"),
        "article": words(
            "artículo artículos articulos tutorial tutoriales vídeo vídeos videos podcast podcasts entrevista entrevistas lecturas"
        ),
        "detail": words("dependencias"),
        "software": words(
            "software programas cliente clientes servidor servidores servicio servicios biblioteca bibliotecas"
            " versión versiones lanzamientos herramienta herramientas aplicación aplicaciones actualizaciones"
            " actualizadas"
        ),
    },
    no_news=words(
        "traducción traducciones contribuir contribuciones colaboradores gracias agradecimientos licencia"
        " difunde suscripción suscríbete ayúdanos ayuda empleo empleos ofertas cita acerca diferidas"
        " aplazadas rechazadas obsoletas donaciones contacto boletín construir crear deferred deprecated"
        " rejected"
    ),
    generic=words(
        "noticia introducción editorial sumario resumen conclusión varios varias noticias novedades nuevo"
        " nuevos nueva nuevas breves semana mes año otros otras cambios mejoras correcciones funciones"
        " proyectos proyecto comunidad próximos agenda enlaces notables código documentación servicios"
        " software clientes servidores bibliotecas herramientas aplicaciones versiones lanzamientos"
        " artículos vídeos charlas eventos anuncios extensiones especificaciones estables propuestas últimos"
        " llamados seguridad contenido"
    ),
    filling=words(
        "el la los las un una unos unas de del y o a al en para por sobre con nuestro nuestra su este esta nos & que"
    ),
    features=words("destacados titulares"),
    ordinary=words(
        "el la los las un una unos unas de del en para por sobre con y o pero si se nosotros ellos ella él"
        " su sus enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
        " lunes martes miércoles jueves viernes sábado domingo"
    ),
    definite=words("el la los las"),
    leaning=words("este esta estos estas esto ese esa eso él ella ellos ellas su sus"),
    pointing=words("este esta esto ese él ella ellos nosotros"),
    interrogative=words("qué quién cómo cuándo dónde"),
    conditional=words("si"),
    indefinite=("un ", "una "),
    negations=words("no nunca sin ningún ninguna ningun ni nadie nada tampoco jamás"),
    subordinate=words(
        "si cuando después desde mientras con para por aunque tras durante como gracias debido"
    ),
    series={
        "new": ("nuev",),
        "last call": ("últimos llamados", "last call"),
        "stable": ("establ",),
        "updated": ("actualiz",),
    },
    clauses=Clauses(
        abbreviations=r"p\.ej|aprox|núm|pág|cap|EE|UU|RR|HH|AA|Sra|Dra|Uds?",
        conjunctions="y|e",
        openers="mientras|que|lo que|permitiendo",
        limiting=("pero", "sino", "salvo", "excepto", "a menos", "si", "siempre que"),
        weekdays=words("lunes martes miércoles jueves viernes sábado domingo"),
        complementizers=words("que"),
        dangling=words(
            "nuestro nuestra nuestros nuestras su sus este esta el la los las un una unos unas de del al a en para por sobre con sin y e o u pero que"
        ),
    ),
    lists=Lists(
        issue=words("número edición boletín"),
        inside=words("en"),
        verbs="resume|describe|anuncia|incluye",
        last="nuestr",
        by="por",
    ),
    releases=Releases(
        announcing=words(
            "publicado publicada lanzado lanzada disponible disponibles anuncio ha"
            " sido está nueva nuevo versión lanzamiento ya actualización"
        ),
        uses=words("soporte usa requiere"),
        mentioning=(" será ",),
        auxiliaries="sido|fue|fueron",
        participles=r"publicad\w+|lanzad\w+|disponib\w+",
        acts=r"ha|publicad\w|lanzad\w|anunciar",
        bounds="antes|desde",
        helpers="ha|han",
        publishes="publicado|lanzado",
        determiners="la|las|los",
        versions="version|versión|versiones",
        targets="para",
        nouns="publicación|lanzamiento",
        of="de|del",
        frames=(
            (
                r"(?:Se han? (?:publicado|lanzado)|Han? sido (?:publicad|lanzad)[oa]s?)"
                r" (?:(?:la|el|las|los|nuevas?|(?i:versión|versiones|plugin|biblioteca)) )*"
                r"(?:VERSION(?:,| y)+ )*(?P<version>VERSION) (?:del?|de la)(?: plugin(?: de)?)? (?P<name>NAME)(?=[.,:;!]| que |$)"
            ),
            (
                r"(?:Se han? (?:publicado|lanzado)|Han? sido (?:publicad|lanzad)[oa]s?)"
                r" (?:(?:la|el|las|los|nuevas?|(?i:versión|versiones|plugin|biblioteca)) )*(?P<name>NAME) (?P<version>VERSION)"
            ),
            (
                r"(?P<name>NAME) se complacen? en anunciar(?: el lanzamiento)?(?: de)?(?: las?)?(?: nuevas?)?"
                r" (?i:versión|versiones) (?P<version>(?:VERSION(?:,| y)+ )*VERSION)(?P<for> para [A-Z]\w+)?"
            ),
        ),
        changes="[Tt]rae|[Aa]ñade|[Ii]ncluye|[Ii]ncorpora|[Mm]ejora|[Oo]frece|[Ss]oporta|[Pp]ermite",
        accompanying="con",
        relatives="que",
        brings="trae|con",
        nouns_alike=r"[Mm]ejora (?:en|de)\b",
        is_out=r"(?:ha sido )?(?:publicad|lanzad)[oa]",
        listing=words("trae incluye incorpora"),
        describing=words("ofrece permite"),
        some=("varias ", "vari", "un gran numero", "algun", "divers", "numeros"),
        vague=("correcciones", "corrección de errores"),
    ),
    rules=(
        Rule(
            "deadline",
            r"\b(?:plazos?|fechas? límite|convocatorias?|inscripci(?:ón|ones)|solicitudes|envío de)\b",
            yes=("Convocatorias abiertas", "Plazos de inscripción"),
            no=("Agenda", "Próximos eventos"),
        ),
        Rule(
            "advertisement",
            r"\A(?:ayúdanos|ayude|apóyanos|dona|done)\b",
            yes=("Ayúdanos a coser la cola",),
            no=("La cola ayuda a la cometa",),
        ),
        Rule(
            "background",
            beginning(
                "(?:hasta (?:ahora|el momento)|anteriormente|antiguamente|normalmente|por lo general|generalmente|desde (?:hace años|siempre))\\b",
                "como (?:ya )?(?:sab[eé]is|saben|sabes)\\b",
            ),
            yes=(
                "Hasta ahora las cometas tenían una cola",
                "Como sabéis, las cometas vuelan",
            ),
            no=(
                "La cometa tiene ahora dos colas",
                "Desde mayo la cometa vuela",
            ),
        ),
        Rule(
            "brings-news",
            anywhere(
                r"\b(?:ha|han|hemos)(?: (?:sido|ya|también|\w{2,20}mente))? (?!estado\b|tenido\b|sido\b)[a-zà-ÿ]{2,30}(?:[aií]d[oa]s?|cho|esto|isto|erto|ito)\b",
                r"\b(?:fue|fueron) [a-zà-ÿ]{2,30}[aií]d[oa]s?\b",
                r"\b[a-zà-ÿ]{3,30}(?:ó|aron|ieron)\b",
                r"\d[\w. ]{0,30} (?:ya )?(?:está )?disponible\b",
                r"\b(?:acaban? de|añaden?|anuncian?|estrenan?|lanzan?|publican?|reemplazan?)\b",
            ),
            yes=(
                "Los canales han migrado a Kite",
                "Kite llegó por fin a Lyon",
                "Kite 14 Beta 1 disponible",
                "Kite añade bucles",
                "Los bucles fueron retirados",
            ),
            no=(
                "La cometa tiene una cola",
                "Kite ha estado en Lyon desde siempre",
                "Los voluntarios de Kite están disponibles los lunes",
                "Ahora vamos a Kite",
            ),
        ),
        Rule(
            "enumerates",
            beginning(
                "(?:en este número|este número|el boletín de esta semana|esta semana)\\b[^.]{0,40}?(?:resume|describe|anuncia|cubre|incluye|:)",
            ),
            yes=("En este número: cometas, polillas y abejas",),
            no=("Este número es par",),
        ),
        Rule(
            "filler",
            beginning(
                "fuentes? ?:",
                "(?:un )?(?:saludos?|abrazos?)\\b",
                "hasta (?:pronto|la próxima)\\W*\\Z",
                "(?:figura|fig\\.|tabla) \\d+ ?[:.](?!\\d)",
                "(?:fechas?|hora|cuándo|dónde|lugar|precio|inscripción):",
                "autor(?:a|es|as)?:",
                "escrito por\\b",
                "ning[uú]n",
                "no hay ",
                "bienvenid",
                "gracias\\b",
                "aquí (?:puede|está|tiene)",
                "los siguientes\\b",
                "suscríbete",
                "síguenos",
                "hasta la próxima",
                "como siempre",
            ),
            yes=(
                "Fuente: La Cometa",
                "Un saludo",
                "Figura 1: una cometa vista desde abajo",
                "Fecha: 9 de julio",
                "Autora: Kite Crew",
                "Bienvenidos al boletín",
                "Los siguientes paquetes fueron actualizados:",
            ),
            no=(
                "Figuras de cometas",
                "Autores de cometas",
                "Siguiente cometa: 2.0",
            ),
        ),
        Rule(
            "introduces",
            beginning(
                "est[oa]s son\\b",
                "aquí están\\b",
                "[lo][oa]s siguientes\\b",
            ),
            yes=("Estas son algunas cometas.",),
            no=("Estas cometas vuelan",),
        ),
        Rule(
            "first-person",
            r"(?-i:(?<![\w.])(?:yo|mi|mis|conmigo|me)(?= [a-zà-ÿ])|\A(?:Yo|Mi|Mis|Me)(?= [a-zà-ÿ])|(?<![\w.])yo\b)",
            yes=("El año pasado yo volaba", "Mi cometa"),
            no=("La misma cometa", "Medio metro de hilo"),
        ),
        Rule(
            "leans-back",
            beginning(
                r"(?:además|sin embargo|no obstante|por (?:otro lado|otra parte|tanto|ello|ejemplo)|asimismo|también|así|en cambio|por último|y|pero|o|pues)\b",
            ),
            yes=(
                "Además, la cola es más larga",
                "Pero la cometa vuela",
            ),
            no=(
                "Yates y cometas",
                "Otra cometa vuela",
            ),
        ),
        Rule(
            "memorable",
            r"primera versión (?:estable|pública|oficial)|por primera vez|aniversario|financiad|subvención",
            yes=("La primera versión estable",),
            no=("Primero, viento",),
        ),
        Rule(
            "pointer",
            beginning(
                "puede[sn]?\\b",
                "ver\\b",
                "véase",
                "para más",
                "más información",
                "lee\\b",
                "consulta",
                "por favor",
            ),
            yes=(
                "Para más detalles, el wiki",
                "Puedes leerlo",
            ),
            no=("Más viento",),
        ),
        Rule(
            "recurring",
            anywhere(
                (
                    r"\b(?:cada|todos los) (?:semanas?|meses|mes|lunes|martes|miércoles|jueves|viernes"
                    r"|sábados?|domingos?)\b"
                ),
                (
                    r"\b(?:primer|segundo|tercer|último) "
                    r"(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo) (?:del|de cada) mes\b"
                ),
            ),
            yes=(
                "Nos vemos todos los martes.",
                "El primer domingo del mes",
            ),
            no=(
                "Nos vemos el martes",
                "Cada cometa vuela",
            ),
        ),
        Rule(
            "refers-back",
            "\\A(?:es|son|fue|será) (?:un|una|el|la|los|las)\\b",
            yes=("Es una cometa",),
            no=(
                "Esta semana vuela el club",
                "Son Cometa vuela",
            ),
        ),
        Rule(
            "security",
            r"cve-\d|vulnerabilidad|fallo de seguridad",
            yes=("Corrige una vulnerabilidad",),
            no=("Cometas seguras",),
        ),
        Rule(
            "teaser",
            r"\b(?:novedades|noticias|últimas|boletín|edición|resumen|bienvenid[oa]s|hola)\b",
            yes=("Las últimas noticias de las cometas",),
            no=("La cometa tiene dos colas",),
        ),
        Rule(
            "thanks",
            r"\bgracias\b",
            yes=("Gracias a todos",),
            no=("Agraciada cometa",),
        ),
    ),
)
