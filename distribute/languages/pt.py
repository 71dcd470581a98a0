"""Portuguese."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import anywhere, beginning

LANGUAGE = Language(
    code="pt",
    say=Say(
        besides="Também",
        read="Ler a edição completa",
        inside="Nesta edição",
        and_more=" e mais",
        web="Ler na web",
        rest="O resto desta edição está na web",
        why="Você recebe esta mensagem por estar inscrito em",
        leave="Cancelar a inscrição",
    ),
    topics={
        "security": words("segurança vulnerabilidade vulnerabilidades"),
        "spec": words("extensão extensões especificação especificações padrões"),
        "announcement": words("anúncio anúncios prazos"),
        "event": words("evento eventos encontro encontros conferência conferências palestras"),
        "article": words(
            "artigo artigos tutorial tutoriais vídeo vídeos podcast podcasts entrevista entrevistas leituras"
        ),
        "detail": words("dependências"),
        "software": words(
            "software programas cliente clientes servidor servidores serviço serviços biblioteca bibliotecas"
            " versão versões lançamentos ferramenta ferramentas aplicativo aplicativos aplicações atualizações"
        ),
    },
    no_news=words(
        "tradução traduções contribuir contribuições colaboradores obrigado obrigada agradecimentos licença"
        " divulgue divulgar assine assinatura ajude ajude-nos ajuda vagas empregos citação sobre adiadas"
        " rejeitadas obsoletas doações contato boletim criar"
    ),
    generic=words(
        "notícia introdução editorial sumário resumo conclusão diversos notícias novidades novo novos nova"
        " novas breves semana mês ano outros outras mudanças alterações melhorias correções recursos"
        " projetos projeto comunidade próximos agenda links notáveis código documentação serviços software"
        " clientes servidores bibliotecas ferramentas aplicativos versões lançamentos artigos vídeos"
        " palestras eventos anúncios extensões especificações estáveis propostas última chamada segurança"
        " conteúdo"
    ),
    filling=words(
        "o a os as um uma de do da dos das e ou em no na nos nas para por sobre com nosso nossa este esta & que"
    ),
    features=words("destaques manchetes"),
    ordinary=words(
        "o a os as um uma de do da em no na para por sobre com e ou mas se nós eles ela ele seu sua janeiro"
        " fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro segunda-feira"
        " terça-feira quarta-feira quinta-feira sexta-feira sábado domingo"
    ),
    definite=words("o a os as"),
    leaning=words("este esta estes estas isto isso esse essa ele ela eles elas seu sua"),
    pointing=words("este esta isto isso ele ela eles nós"),
    interrogative=words("que quem porquê como quando onde"),
    conditional=words("se"),
    indefinite=("um ", "uma "),
    negations=words("não nunca sem nenhum nenhuma nem ninguém nada jamais"),
    subordinate=words("se quando depois desde enquanto com para por embora durante como após graças dopo"),
    series={
        "new": ("nov",),
        "last call": ("última chamada", "last call"),
        "stable": ("estáve",),
        "updated": ("atualiz",),
    },
    clauses=Clauses(
        abbreviations=r"p\.ex|aprox|núm|pág|art|cap|Sra|Dra",
        conjunctions="e",
        openers="que|enquanto|o que|permitindo",
        limiting=("mas", "salvo", "exceto", "a menos", "se", "desde que"),
        weekdays=words("segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo"),
        complementizers=words("que"),
        dangling=words(
            "nosso nossa nossos nossas este esta o a os as um uma de do da dos das em no na nos nas para por sobre com sem e ou mas que"
        ),
    ),
    lists=Lists(
        issue=words("número edição boletim newsletter"),
        inside=words("nesta"),
        verbs="resume|descreve|anuncia|inclui",
        last="noss",
        by="por",
    ),
    releases=Releases(
        announcing=words(
            "publicado publicada lançado lançada disponível disponíveis anúncio foi"
            " está nova novo versão lançamento já agora atualização"
        ),
        uses=words("suporte usa requer"),
        mentioning=(" será ",),
        auxiliaries="foi|foram",
        participles=r"publicad\w+|lançad\w+|disponív\w+",
        acts=r"publicad\w|lanç(?:ad\w|ou)|saiu",
        bounds="antes|desde",
        publishes="lançou",
        determiners="a|as|os",
        versions="versão|versões",
        targets="para",
        nouns="lançamento",
        of="do|da|de",
        frames=(
            (
                r"(?:(?:Foi|Foram) (?:lançad|publicad)[oa]s?|Saiu) (?:(?:a|o|as|os|novas?|(?i:versão|versões|plugin|biblioteca)) )*"
                r"(?:VERSION(?:,| e)+ )*(?P<version>VERSION) d[oae](?: plugin(?: de)?)? (?P<name>NAME)(?=[.,:;!]| que |$)"
            ),
            (
                r"(?:(?:Foi|Foram) (?:lançad|publicad)[oa]s?|Saiu) (?:(?:a|o|as|os|novas?|(?i:versão|versões|plugin|biblioteca)) )*"
                r"(?P<name>NAME) (?P<version>VERSION)"
            ),
        ),
        changes="[Tt]raz|[Aa]diciona|[Ii]nclui|[Ii]ntroduz|[Mm]elhora|[Oo]ferece|[Ss]uporta|[Pp]ermite",
        accompanying="com",
        relatives="que",
        brings="traz|com",
        is_out=r"(?:foi )?(?:publicad|lançad)[oa]",
        listing=words("traz inclui"),
        describing=words("permite oferece"),
        some=("vári", "muit", "algun", "divers", "numeros"),
        vague=("correções",),
    ),
    rules=(
        Rule(
            "deadline",
            r"\b(?:prazos?|chamadas? (?:de|para)|inscriç(?:ão|ões)|candidaturas?|submiss(?:ão|ões)|data limite)\b",
            yes=("Chamadas de trabalhos", "Prazos"),
            no=("Agenda", "Próximos eventos"),
        ),
        Rule(
            "advertisement",
            r"\A(?:ajude|ajuda-nos|apoie|doe)\b",
            yes=("Ajude-nos a costurar a cauda",),
            no=("A cauda ajuda a pipa",),
        ),
        Rule(
            "background",
            beginning(
                "(?:até (?:agora|então|hoje)|anteriormente|antigamente|normalmente|em geral|geralmente|há (?:anos|muito tempo))\\b",
                "como (?:vocês? )?sabe[ms]?\\b",
            ),
            yes=(
                "Até agora as pipas tinham uma cauda",
                "Como vocês sabem, as pipas voam",
            ),
            no=(
                "A pipa agora tem duas caudas",
                "Há duas pipas novas",
            ),
        ),
        Rule(
            "brings-news",
            anywhere(
                r"\b(?:foi|foram) (?:\w{2,20}mente )?[a-zà-ÿ]{2,30}[aií]d[oa]s?\b",
                r"\b[a-zà-ÿ]{3,30}(?:ou|aram|eram|iram)\b",
                r"\d[\w. ]{0,30} (?:já )?(?:está )?disponível\b",
                r"\b(?:acabam? de|adicionam?|anunciam?|lançam?|publicam?|substituem?)\b",
            ),
            yes=(
                "Os canais migraram para Kite",
                "Os laços foram retirados",
                "Kite 14 Beta 1 disponível",
                "Kite adiciona laços",
            ),
            no=(
                "A pipa tem uma cauda",
                "O Kite está localizado em Lyon",
                "As pipas são da cidade",
                "Agora vamos ao Kite",
            ),
        ),
        Rule(
            "enumerates",
            beginning(
                "(?:nesta edição|esta edição|esta semana)\\b[^.]{0,40}?(?:resume|descreve|anuncia|cobre|inclui|:)",
            ),
            yes=("Nesta edição: pipas, mariposas e abelhas",),
            no=("Esta edição é par",),
        ),
        Rule(
            "filler",
            beginning(
                "fontes? ?:",
                "(?:um )?abraços?\\b",
                "até (?:breve|à próxima|a próxima)\\W*\\Z",
                "(?:figura|fig\\.|tabela) \\d+ ?[:.](?!\\d)",
                "(?:datas?|hora|quando|onde|local|preço|inscriç(?:ão|ões)):",
                "autor(?:a|es|as)?:",
                "escrito por\\b",
                "nenhum",
                "não há",
                "bem-vind",
                "obrigad[oa]\\b",
                "os seguintes\\b",
                "assine\\b",
                "siga-nos",
                "até a próxima",
                "como sempre",
                "aqui (?:está|estão)",
            ),
            yes=(
                "Fonte: A Pipa",
                "Um abraço",
                "Figura 1: uma pipa vista de baixo",
                "Quando: 9 de julho",
                "Autora: Kite Crew",
                "Bem-vindos ao boletim",
                "Os seguintes pacotes foram atualizados:",
            ),
            no=(
                "Figuras de pipas",
                "Autores de pipas",
                "Seguinte pipa: 2.0",
            ),
        ),
        Rule(
            "introduces",
            beginning(
                "est[ae]s são\\b",
                "aqui estão\\b",
                "[oa]s seguintes\\b",
            ),
            yes=("Estas são algumas pipas.",),
            no=("Estas pipas voam",),
        ),
        Rule(
            "first-person",
            r"(?-i:(?<![\w.])(?:eu|meu|meus|minha|minhas|comigo)\b|\A(?:Eu|Meu|Meus|Minha|Minhas)\b)",
            yes=("No ano passado eu voava", "A minha pipa"),
            no=("A mesma pipa", "A EU aprovou a lei"),
        ),
        Rule(
            "leans-back",
            beginning(
                r"(?:além disso|no entanto|contudo|porém|todavia|também|assim|portanto|por exemplo|por outro lado|por fim|e|mas|ou)\b",
            ),
            yes=(
                "Além disso, a cauda é maior",
                "Mas a pipa voa",
            ),
            no=(
                "Ouro para a pipa",
                "Este vento leva a pipa",
            ),
        ),
        Rule(
            "memorable",
            r"primeira versão (?:estável|pública|oficial)|pela primeira vez|aniversário|financiad",
            yes=("A primeira versão estável",),
            no=("Primeiro, vento",),
        ),
        Rule(
            "pointer",
            beginning(
                "você pode",
                "pode[sm]?\\b",
                "veja\\b",
                "para mais",
                "mais informações",
                "leia\\b",
                "consulte",
                "por favor",
            ),
            yes=(
                "Para mais detalhes, o wiki",
                "Leia o blog",
            ),
            no=("Mais vento",),
        ),
        Rule(
            "recurring",
            anywhere(
                (
                    r"\b(?:cada|tod[oa]s? (?:os|as|o|a)?) ?"
                    r"(?:semanas?|meses|mês|segundas?|terças?|quartas?|quintas?|sextas?|sábados?|domingos?)\b"
                ),
                (
                    r"\b(?:primeir|segund|terceir|últim)[oa] "
                    r"(?:segunda|terça|quarta|quinta|sexta|sábado|domingo) (?:do|de cada) mês\b"
                ),
            ),
            yes=(
                "Encontro todas as terças.",
                "No primeiro domingo do mês",
            ),
            no=(
                "Encontro na terça",
                "Cada pipa voa",
            ),
        ),
        Rule(
            "refers-back",
            "\\A(?:é|são|foi|será) (?:um|uma|o|a|os|as)\\b",
            yes=("É uma pipa",),
            no=("Foi lançado o Kite 2.0",),
        ),
        Rule(
            "security",
            r"cve-\d|vulnerabilidade|falha de segurança",
            yes=("Corrige uma vulnerabilidade",),
            no=("Pipas seguras",),
        ),
        Rule(
            "teaser",
            r"\b(?:novidades|notícias|últimas|boletim|edição|resumo|bem-vind[oa]s|olá)\b",
            yes=("As últimas notícias das pipas",),
            no=("A pipa tem duas caudas",),
        ),
        Rule(
            "thanks",
            r"\bobrigad",
            yes=("Obrigado a todos",),
            no=("Abrigado do vento",),
        ),
    ),
)
