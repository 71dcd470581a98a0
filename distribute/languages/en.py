"""English."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import anywhere, beginning

LANGUAGE = Language(
    code="en",
    say=Say(
        besides="Also",
        read="Read the whole issue",
        inside="In this issue",
        and_more=" and more",
        web="Read it on the web",
        rest="The rest of this issue is on the web",
        why="You receive this message as a subscriber of",
        leave="Unsubscribe",
    ),
    topics={
        "security": words("security vulnerability vulnerabilities advisory advisories"),
        "spec": words(
            "extension extensions specification specifications xep xeps rfc rfcs standard standards"
        ),
        "announcement": words("announcement announcements schedule deadline deadlines"),
        "event": words(
            "event events meetup meetups meet-up meet-ups conference conferences summit summits talk talks"
        ),
        "article": words(
            "article articles tutorial tutorials blog blogs reading readings video videos podcast podcasts"
            " interview interviews"
        ),
        "detail": words("dependency dependencies merge merges merged tracking"),
        "software": words(
            "software client clients server servers service services library libraries release releases version"
            " versions tool tools tooling application applications app apps update updates updated"
        ),
    },
    no_news=words(
        "translation translations translator translators contribute contributing contributor contributors"
        " contributions credits credit spread subscribe subscription unsubscribe help license licence"
        " needed wanted attendees shoutouts shoutout jobs job quote quotes about newsletter newsletters deferred rejected deprecated thanks"
        " thank donate donating donation donations sponsors sponsor support join contact discussion discussions discuss chat"
        " feedback interesting participate participation involved subscribers acknowledgements acknowledgments hiring careers planned todo todos"
    ),
    generic=words(
        "compatibility notable key code enhancement enhancements introduction intro foreword editorial overview summary"
        " conclusion closing outro news update updates"
        " updated misc miscellaneous other others reminder reminders stats statistics dedication"
        " acknowledgements acknowledgments feedback tips further reading next steps faq q&a notes note changes"
        " change changelog improvements improvement fixes fix fixed bug bugs bugfixes bugfix features feature"
        " new newest latest recent additions added removed removals breaking documentation docs community"
        " project projects ecosystem upcoming past official general global table contents content highlights"
        " highlight featured headlines week month week's month's weekly monthly year day today briefs brief quick links link"
        " resources misc. more section announcements announcement events event meetups meetup conference"
        " conferences talks talk videos video podcasts podcast articles article blog blogs posts post"
        " tutorials tutorial episodes episode more memoriam obituary obituaries books papers guides guide"
        " tours tour need research discussions discussion interviews interview releases release released"
        " software client clients server servers services service libraries library tools tool tooling apps"
        " app applications application packages package plugins plugin modules module extensions extension"
        " specifications specification proposed stable draft obsoleted obsolete last call active approved"
        " final comment period core team teams people members contributors contributor merged merges merge"
        " requests request prs pr pull issues issue tracking dependencies dependency versions version security"
        " advisories bugfix maintenance development dev developer developers devs performance ui ux testing"
        " tests test website internal internals miscellany etc around web here there looking forward ahead"
        " beyond credits what's whats what where who how get it this full list all top stories story picks"
        " editor's editors' useful interesting notable selected key major minor small things stuff odds ends"
        " spotlight corner time good first hall fame promotions europe asia africa america oceania north south"
        " online virtual in-person offline programs wiki mailing lists forum forums status report reports"
        " progress current state roadmap plans future calls call experience experiences participation"
        " announcing introducing background context motivation noteworthy thoughts thanks thank again until"
        " addons add-ons improved upgrading installing learned learnt stood out what've wrap-up wrapup"
        " wrapping words goodbye farewell bye hello welcome activities activity everything else bits pieces"
        " moving one ones two three four five several housekeeping"
    ),
    filling=words(
        "the a an and or of in on for to from by with our your you us we i is are be & at as about this that these its"
        " build create want see next it here all"
    ),
    features=words(
        "featured highlight highlights headlines top_stories top_story top_news editor's_picks editors'_picks community_highlights tl;dr tldr at_a_glance"
        " high_level_summary high-level_summary key_takeaways in_a_nutshell"
    ),
    ordinary=words(
        "the a an this that these those we our it its they their there in on at for from with and or but if as by to of i"
        " you your all some any january february march april may june july august september october november december"
        " monday tuesday wednesday thursday friday saturday sunday"
    ),
    definite=words("the"),
    leaning=words("this these that those it they he she his her their its such"),
    pointing=words("this these that those it they he she we there"),
    resuming=words("the new both highlights changes with"),
    interrogative=words("what who why how when where which"),
    conditional=words("if whether"),
    indefinite=("a ", "an ", "new ", "another ", "call for "),
    personal=words("i we you your our my"),
    sender=words("we"),
    negations=words("not no never without cannot nor neither none hardly barely nobody nothing"),
    subordinate=words(
        "unlike during after before since while when with in as for to thanks due although if both at on from by until once because"
    ),
    series={
        "new": ("new",),
        "last call": ("last call",),
        "stable": ("stable", "draft", "final"),
        "updated": ("updat",),
    },
    clauses=Clauses(
        abbreviations=(
            r"e\.g|i\.e|vs|Dr|Mr|Mrs|Ms|No|St|ca|approx|feat|ft|resp|incl|[Vv]ol|[Ff]ig|[Ss]ec|pp|al|[Ii]nc|[Ll]td|Corp"
            r"|Jr|Sr|Prof|Sen|Rep|Gov|Gen|Lt|Sgt|Rev|Hon|Dept|Univ"
        ),
        conjunctions="and|as well as",
        limiting=("but", "unless", "except", "if", "provided that", "as long as", "only if"),
        weekdays=words(
            "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
        ),
        dangling=words(
            "the a an certain in on of for to with and or by at from as is are was his her their its this that about through"
            " into meanwhile however onto upon under over via against without within between among toward towards across during"
            " than per until like be been being"
        ),
        adverbial=words("starting beginning following based according compared together along alongside"),
    ),
    lists=Lists(
        inside=words("in"),
        holding=("covers", "includes", "features", "highlights", "brings"),
        issue=words("this week month issue edition newsletter letter first latest new"),
        verbs="summari[sz]es?|describes?|announces?|links?|covers?|includes?|features?|looks?|discusses|relays|examines",
        last="our |finally|also",
        inviting="watch|read|learn|see|meet|discover",
        by="by",
    ),
    releases=Releases(
        announcing=words(
            "announcing introducing announcement release released releases version out available now here new update updates patch"
            " finally download downloads highlights today has have been"
        ),
        mentioning=(
            " will ",
            " would ",
            " rose ",
            " grew ",
            " declined ",
            " fell ",
            " accounts for ",
            " release incident",
            " incident",
            " outage",
            " postmortem",
        ),
        auxiliaries="has|have|had|was|were|is|are|got",
        participles="released|published|out|here|available|updated|live",
        acts="has|have|released|published|updated",
        uses=words(
            "use uses using used require requires requiring support supports supporting drop drops dropped bump bumps"
            " bumped upgrade upgrades upgraded migrate migrates migrated switch switches switched built adopt adopts"
            " adopted add adds added remove removes removed"
        ),
        bounds="before|after|since|until|than|below|above|from|up to|(?:in|of|with|to|for) (?:the|our|its)",
        helpers="has|have|also|just",
        publishes="released|published|announced",
        presents="(?:has |have |also |just )*(?:released|published)",
        determiners="its|their|the|a|in|new",
        versions="versions?",
        targets="for",
        nouns="releases?|version",
        of="of|for",
        frames=(
            (
                r"(?P<name>NAME) (?:(?:is|are|was|has been)(?: \w+)? in|(?:has )?reached) (?i:versions?) "
                r"(?P<version>(?:VERSION(?:,| and)+ )*VERSION)(?P<for> for [A-Z]\w+)?"
            ),
            r"Released? (?P<name>NAME) (?P<version>VERSION)(?=[.,!]?\Z| \()",
        ),
        changes=(
            r"adds?|added|adding|addresses|implements|(?:(?<=[Tt]hey )|(?<=versions )|(?<=releases ))(?:fix|implement)|brings?"
            r"|bringing|includes?|including|introduces?|introducing|fix(?:es|ing)|features?|featuring|improves?|improving|supports"
            r"|now support|contains?|comes? with|now has|now supports?|now requires?|allows?|offers?|provides?"
        ),
        brings="with|containing|including|bringing|fixing|adding|featuring",
        more="(?:a lot|much|many|lots) more|more|others",
        nouns_alike=(
            r"(?:fixes|features|supports) (?:(?:for|from|to|on|or|and|of|in|like|such|have|has|were|was|are|is|that|which|as)\b|\()"
        ),
        is_out=r"releases?|released|has been released|is (?:now )?(?:out|here|available)|now available|announced",
        listing=words(
            "brings bring bringing includes include including features feature featuring contains contain offers offer provides"
            " provide comes come"
        ),
        describing=words("offers offer provides provide allows allow features"),
        some=(
            "some ",
            "several ",
            "various ",
            "many ",
            "a lot ",
            "a number ",
            "a bunch ",
            "a couple ",
            "a few ",
            "numerous ",
            "lots ",
            "a bit ",
            "a range ",
            "a host ",
            "a plethora ",
            "much",
        ),
        vague=(
            "nothing",
            "those ",
            "these ",
            "this ",
            "it ",
            "with ",
            "them ",
            "you ",
            "us ",
            "were ",
            "have ",
            "are ",
            "in ",
            "more ",
            "new features",
            "changes",
            "fixes",
            "bug fix",
            "bugfixes",
            "bugs",
            "the usual",
            "ranging ",
        ),
    ),
    rules=(
        Rule(
            "deadline",
            anywhere(
                r"\bdeadlines?\W*\Z",
                r"\bcfps?\b",
                r"\bcalls? for (?:abstracts|contributions|papers?|participation|presentations|proposals?|sessions|speakers?|talks)\b",
                r"\b(?:apply|applications?|early[ -]bird|nominations?|register|registration|submi(?:t|ssions?)|tickets?)\b",
            ),
            yes=("Upcoming CFP deadlines", "Calls for papers", "Registration closes"),
            no=("Events", "Talks about moths"),
        ),
        Rule(
            "advertisement",
            anywhere(
                r"\A\W*\U0001f4b8",
                r"\((?:ad|sponsored|sponsor)\)",
                r"\[(?:ad|sponsored)\]",
                r" (?:is|are) hiring\b",
                r"\A(?:jobs?|hiring|vacancy): ",
                r"\((?:m/[fw]/[dx]|f/m/[dx]|all genders)\)",
                r"\bgrab (?:your|a) (?:tickets?|seats?|spots?)\b",
                r"\b(?:don['’]t|do not) (?:want to )?miss\b",
                r"\byour (?:email )?inbox\b",
            ),
            yes=(
                "Wind Ltd is hiring a kite engineer",
                "Job: Wind Ltd is looking for kite engineers",
                "Grab your tickets and meet the flock",
                "A show you don't want to miss!",
                "Get the Kite Letter delivered directly to your inbox",
                "Fly faster (sponsored)",
                "Kite engineer (m/f/x)",
            ),
            no=("Kite 2.0 has (optional) loops", "Hiring is hard"),
        ),
        Rule(
            "background",
            anywhere(
                r"\A(?:right now|currently|at (?:the moment|present)|for now), ",
                r"\bwas (?:formed|founded|established) in (?:\w+ )?(?:19|20)\d\d\b",
                r"\Ayou(?: have|['’]ve| may| might| will|['’]ll) (?:already|likely|often|perhaps|probably)\b",
                r"\A(?:now,? )?(?:we|you)(?: are|['’]re) (?:now )?(?:finally )?ready to\b",
                r"\Aan? [\w-]{1,30} (?:\([^()]{1,40}\) )?is an? ",
                r"\bbeen (?:with us|around) (?:since|for)\b",
                r"\b(?:was|were) (?:initially|originally) (?!.{0,200}\bnow\b)",
                (
                    r"\b(?:over|for|during|in) the (?:last|past) (?:few|several|couple of|many|\w+) "
                    r"(?:years|decades)\b"
                ),
                (
                    r"\b(?:has|have|['’]ve) (?:(?:long|always|historically|traditionally|never)\b|had\b"
                    r"|been (?:an?|the|hard|busy|long|quite|very)\b|an? (?:long|great|rich|proud)\b"
                    r"|(?:many|few|several)\b)"
                ),
                (
                    r"\b(?:usually|typically|traditionally|historically|generally|in general|of course"
                    r"|as you (?:may|might) know)\b"
                ),
                r"\bpreviously (?!.{0,200}\bnow\b)",
                r"\Aback in (?:(?:early|mid|late) )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|\d{4}\b|the )",
                r"\A(?:an|the) earlier version of this (?:post|article|issue|newsletter|report)\b",
                r"\A(?:(?:in|on|since) )?(?:the|our) (?:last|previous) (?:post|issue|newsletter|report|update)\b",
                r"\A[\w-]{1,40} (?:suggested|proposed|asked|requested) (?:\w{1,40}ing|to|that|for)\b",
                r"\A[\w-]{1,40} (?:posted|opened|filed|created) (?:an?|the|several|some) (?:\w{1,40} )?(?:issue|request)s?\b",
                r"\b(?:is|are) being worked on\b",
                r"\breflects? (?:an?|our|the) (?:\w+ )?commitment\b",
                r"\breported that (?:he|she|they|it) (?:cannot|can['’]t|could not|couldn['’]t|fails?)\b",
                r"\b(?:is|are) (?:going|progressing|moving) (?:on |along )?(?:smoothly|well|nicely)\W*\Z",
                r"prior to (?:version )?v?\d[\w.]*, ",
                r"already (?:blogged|written|talked|posted) about\b",
                r"\bwould have (?:had to )?\w+ed\b",
                r"\b(?:may|might) have noticed\b",
                (
                    r"\b(?:received|got|had|seen|gotten|getting) (?:quite )?(?:a (?:few|lot|bunch|number|handful)(?: of)?|many|lots of"
                    r"|some|several) (?:\w+ )?(?:updates|changes|improvements|additions|fixes|work|love|attention)\b"
                ),
                r"\b(?:involves?|consists? of|refers? to|used to)\b",
                r"\b(?:is|are) an? (?:important|well-known|popular|common)\b",
                r"\A[^,]{1,60} (?:is|are) (?:still )?(?:one of the|among the)\b",
                r"\Awe (?:operate|run|maintain) (?:an?|the|our|many|several)\b",
                (
                    r"\Athe \S{1,40}(?: \([^()]{1,60}\))? (?:api|crate|format|framework|language|library|module|package|plugin|protocol|tool)s? "
                    r"(?:provides?|offers?|contains?|implements?|defines?|abstracts?)\b(?!.*\b(?:now|new)\b)"
                ),
                r"\bwith the (?:\w+ )?support of our (?:\w+ ){0,2}(?:donors|members|partners|sponsors|supporters)\b",
            ),
            yes=(
                "You have likely met the same moths",
                "Now we are finally ready to sew the tail!",
                "An API is an interface for kites",
                "Moth was originally made to fly in the barn",
                "Over the last few years, kites have been getting faster",
                "Kites have a long history of knots",
                "Knots have been an ongoing issue",
                "Right now, kites are tied by hand",
                "The Kite Club was founded in June 1902 to fly kites",
                "A kite usually has one tail",
                "Keen-eyed fliers may have noticed some changes",
                "Moths have been hard at work on the tail",
                "Loops have been long wanted",
                "Kite was previously bound by knots",
                "First you would have knotted the tail",
                "An earlier version of this post said that kites sink",
                "Back in August 2021 kites were of paper",
                "On the previous report the tail was red",
                "ada suggested adding a second tail",
                "ada posted an issue regarding the tail",
                "Prior to 1.5, tails were tied by hand",
                "We've already written about loops",
                "In May the tail has received quite a few updates!",
                "Loops are one of the oldest wishes for Kite",
                "We operate a large flock of kites",
                "Kite continued to fly with the support of our donors",
                "The kite_reel crate provides types for reels",
                "The work on the tails is going well",
                "Loops are being worked on",
                "The knots reflect our strong commitment to loops",
                "Ada reported that she cannot fly",
                "The KITE (Knots in Tails) language provides a way to tie them",
            ),
            no=(
                "You have two new tails",
                "Kite is now ready to fly",
                "A kite is now an eagle",
                "Moth was originally of paper and is now of silk",
                "Kite has added loops",
                "Kite now flies in the last light",
                "Moths have been counted",
                "Back in action: Kite has a tail again",
                "What was previously a knot is now a loop",
            ),
        ),
        Rule(
            "call-heading",
            anywhere(
                beginning(
                    r"(?:donate|donating) (?:to|via)\b",
                    r"join (?:us|our|the (?:chat|community|discussion))\b",
                    r"(?:un)?subscribe\b",
                    r"contribut(?:e|ing) to\b",
                    r"help us\b",
                    r"spread the\b",
                    (
                        r"(?:resources and )?(?:how|ways) (?:you can |can (?:you|i|we) |to )"
                        r"(?:help|contribute|support us|test the changes|join|get (?:help|involved|started))\b"
                    ),
                    r"(?:(?:get|keep|stay) (?:in touch|connected|informed|up[ -]to[ -]date|tuned)|follow along)\W*\Z",
                    r"follow us\b",
                    r"getting started\W*\Z",
                    r"(?:how to )?upgrad(?:e|ing) (?:to|from) (?:\S{1,40} ){0,2}\S{0,20}\d\S{0,20}\W*\Z",
                    r"known (?:issues|bugs|problems|limitations|regressions)\W*\Z",
                    r"(?:picture|photo|screenshot)s? (?:of|at|from) (?!.*\b(?:is|are|now|has|have|can|was|were)\b)[^:]{1,60}\Z",
                    r"(?:we )?hope to see you\b(?!.*\d)",
                    r"(?:wrapping up|(?:final|closing|parting) (?:words|thoughts|remarks|notes?)|connect with us)\W*\Z",
                    r"(?:please (?:check|see|read|visit) .*(?:learn|more|details|information)|try (?:it|them)(?: out)?\W*\Z)",
                    "want to ",
                    r"get(?:ting)? involved\b",
                    r"about (?:us|this|the)\b",
                    r"where to (?:get|find)\b",
                    r"call for (?:contributors|participation|help|testing|submissions)\b",
                    r"what (?:do )?we (?:want|plan|hope) to\b",
                    r"welcome,?(?: to)?(?: the| our)? new(?:est)? (?:\w+ )?(?:leaders|members|readers|subscribers|users)\b",
                ),
                (
                    r"\b(?:jobs|job (?:ads|board|offers|openings|opportunities|posts|postings)|open positions"
                    r"|vacancies)\W{0,9}\Z"
                ),
            ),
            yes=(
                "Donate to Kite",
                "Join us on the chat",
                "Help us to fly",
                "How to test the changes",
                "Resources and how you can contribute",
                "How can you help?",
                "Ways to get involved",
                "Get in touch!",
                "Follow along",
                "Please check kite.example to learn more",
                "Try it out",
                "Known issues",
                "Picture at the booth of Kite",
                "We hope to see you there",
                "Wrapping up",
                "Kite jobs",
                "Recent Job Postings",
                "What do we want to achieve next year?",
                "Welcome to the new leaders",
            ),
            no=(
                "What we wanted to loop now loops",
                "We welcome two new loops",
                "Known issues fixed",
                "Pictures of kites can now be shared",
                "We hope to see you in Lyon on 12 May",
                "Joint kites",
                "Donations doubled in May",
                "Call for papers: KiteCon",
                "Helping hands",
                "How you can fly at night",
                "Keep in mind",
                "Try this new tail",
                "How you can get a faster kite",
                "Try two new tails",
                "Jobs run in parallel",
            ),
        ),
        Rule(
            "change",
            anywhere(
                (
                    r"\b(?:can now|now|no longer|newly|recently|finally|is out|are out|is here|going forward"
                    r"|thing of the past|from now on)\b"
                ),
                r"\b(?:most significant|most important|main|major|biggest) (?:changes|highlights)\b[^,:]{0,40}? (?:are|include)\b",
                r"\bas of (?:\S{1,40} ){0,3}v?\d",
                r"\bturn(?:s|ed) \d{1,3}\b",
                (
                    r"(?<!creates )(?<!create )\b(?:an?|the|our|its|their|with|many|several|two|three|brand) "
                    r"(?:\w+ )?new\b"
                ),
                r"\b(?:is|are) (?:now |already |also )?available\b",
                r"\b(?:is|are) being (?:\w+ly )?\w+",
                r"\bwill be (?:\w+ly )?(?!needed|required|used|based)[a-z]{2,}(?:ed|wn|ld|pt|ght|ven|ken)\b",
                (
                    r"\b(?:has|have|['’]ve) (?:(?:now|also|just|already|since|\w+ly) ){0,2}"
                    r"(?:been (?!hard\b|busy\b|long\b|quite\b|very\b|\w+ing\b)[a-z]+"
                    r"|(?!been\b|had\b|to\b)[a-z-]+(?:ed|en|wn|one|ade|ld|pt|ght|lt|id|un|ut|et|ome"
                    r"|own)\b(?<!remained)(?<!seemed)(?<!wanted)(?<!needed)(?<!tried))"
                ),
                r"\b(?:was|were) (?:\w+ly )?[a-z]+(?:ed|wn|lt|pt)\b",
                (
                    r"\b(?:released|merged|landed|launched|published|shipped|announced|introduced|joined"
                    r"|replace[sd]|gain(?:s|ed)|grew|proposes|(?<=\w )adds|brings|extends|reworks|unifies"
                    r"|updates|improved|implements)\b"
                ),
            ),
            yes=(
                "Kites can now loop",
                "The most significant changes since 5.0 are longer tails, reels and moths",
                "As of Kite release 1.2, loops can be turned off",
                "M3 kites have grown tails",
                "Kite gained loops",
                "Moth is being completely rewritten",
                "The break between two seasons will be extended to four weeks",
            ),
            no=(
                "Early on we made a bet on moths",
                "The kite string is optimised for loops",
                "New York is windy",
                "The main changes of the wind come at sea",
            ),
        ),
        Rule(
            "column-heading",
            r"\A\S+(?: \S+)? of the (?:day|week|month|quarter|year)\W*\Z"
            r"|\A(?:an? )?(?:greetings?|letter|message|note|words?) from (?:our|the)\b|\Afrom the .{1,60}\b(?:board|chair|desk|editors?)\b",
            yes=(
                "Kite of the Week",
                "Fast kite of the month:",
                "Message from our president Ada",
                "From the Director's Desk",
            ),
            no=(
                "The kite of the week flew away",
                "Kite of the North",
                "From the barn to the sea",
                "Message of the kites",
            ),
        ),
        Rule(
            "done",
            anywhere(
                r"\A(?:announcing|introducing) ",
                (
                    r"\A(?:(?!(?:is|are|be|was|were|previously|formerly)\s)[^\s,:]{1,40} ){1,7}?"
                    r"(?:(?!(?:bas|need|relat|call|nam|ask|fail|want)ed\b)[a-z]{2,30}ed|got|held|gave|won"
                    r"|began|ran|made|wrote|will be [a-z]{2,30}ing|is progressing|was able to)\b"
                ),
            ),
            yes=(
                "Ada Moth successfully ported loops",
                "Ada Moth got loops to work",
                "The move of all kites is progressing",
                "Ada Moth will be flying in Lyon",
                "Announcing Kite",
            ),
            no=(
                "Loops based on knots",
                "Kite formerly failed to loop",
                "A kite is used for loops",
                "Kites, which looped",
            ),
        ),
        Rule(
            "elsewhere",
            r"(?:explained|described) (?:in this|here)\b|in this (?:article|post)\b",
            yes=("How it works is explained in this text", "In this article we fly"),
            no=("The new loops are described", "This post is about kites"),
        ),
        Rule(
            "enumerates",
            beginning(
                (
                    r"(?:(?:in )?this|our) (?:week|month|year|issue|edition|quarter|newsletter|update|post"
                    r"|report)(?:['’]s)?(?: (?:newsletter|issue|edition|update|post|report))?,?(?: we| also)? "
                    r"(?:summarizes|summarises|summarize|summarise|describes|describe|announces|announce|links"
                    r"|link|covers|cover|share|shares|includes|include|features|feature|looks at|look at|has"
                    r"|brings|highlights|discusses|examines|relays|is (?:packed|filled) with|is full of)\b"
                ),
                (
                    r"we(?:['’]ve| have) got (?!(?:a lot|lots|so|some|to)\b)(?:[^,.]{1,40}, ){1,9}"
                    r"(?!(?:and )?(?:he|it|she|there|they|we|you)\b)[^,.]{1,45}[.!]\Z"
                ),
            ),
            yes=(
                "This week's newsletter describes a new kite and announces a ball.",
                "This month's update is packed with kites.",
                "We've got kites, moths, and more!",
                "In this issue we cover kites, moths and bees.",
            ),
            no=(
                "This week Kite was released.",
                "The newsletter has a new home.",
                "We've got a new home, and it is red, and we like it. See it.",
                "We've got a lot to say once it flies, and we look forward to it!",
                "We've got a new home, and we like it!",
            ),
        ),
        Rule(
            "filler",
            anywhere(
                beginning(
                    "sources? ?:",
                    r"bug \d{3,} [–-] ",
                    "(?:kind|best|warm) (?:regards|wishes)",
                    "(?:yours )?sincerely",
                    "cheers,?\\W*\\Z",
                    r"(?:figure|fig\.?|table|listing) \d+ ?[:.](?!\d)",
                    "(?:re|aw|fwd?|wg): ",
                    r"which (?:is|are|was|were|means|meant|makes|made)\b(?!.*[?])",
                    r"(?:so )?(?:we will |we['’]ll )?see (?:you|u) ",
                    r"(?:don['’]t|do not) hesitate\b",
                    r"(?:(?:many|most|some|several|all|none|few|one|two|three|both|each) of) (?:those|these|them|which)\b",
                    "(?:dates?|time|when|where|location|venue|cost|price|registration|speakers?) ?:",
                    r"(?:mentors?|mentees?|students?|moderators?|hosts?|presenters?) ?: (?-i:(?:[A-ZÀ-Þ][\w.’'-]*,?|&|and)(?: |\Z)){1,9}\Z",
                    "dates? (?:&|and) times? ?: (?:\\w+day\\b|\\d)",
                    r"(?:release notes|full changelog|original notes)\W*: (?!.*\b(?:is|are|now|adds|brings)\b)(?:\S+ ){0,3}\S+\Z",
                    r"short (?:issue|edition|newsletter|update)\b",
                    (
                        r"(?:various|several|many|numerous|countless|(?:lots|a (?:lot|bunch|number)) of) (?:\w+ ){0,3}(?:improvements|fixes)"
                        r"(?: and (?:\w+ )?(?:improvements|fixes))?(?: \w+){0,3}\W*\Z"
                    ),
                    "authors?:",
                    r"an? (?:patch|maintenance|bug-?fix|minor) release(?:\W*\Z| providing| refer|[.,;] (?:refer|see)\b)",
                    r"cfp(?: \w+){0,3} ?:",
                    r"(?:written|posted|submitted|contributed|compiled|curated) by\b",
                    (
                        r"no (?:\S{1,40} ){0,5}?(?:this (?:week|month|time|issue)|(?:was|were|been|is|are) "
                        r"|to report|available|found|planned|scheduled)"
                    ),
                    r"no(?: [^\s.]{1,40}){1,2}\W{0,9}\Z",
                    r"no (?:news|changes|updates|entries|releases?|proposals?)\b",
                    "none",
                    r"did you know\b",
                    r"current (?:status|state|versions?)\b",
                    (
                        r"(?:\S{1,40} ){0,4}the following "
                        r"(?:changes|pull requests|prs|commits|issues|people|packages|items)\b"
                    ),
                    r"there(?:['’]s| is| are| was| were) (?:nothing|not much|no)\b",
                    "n/a",
                    r"get (?:the|your) (?:latest|newest|new) (?:release|version)\b",
                    r"what['’]s more\W*\Z",
                    "(?:affected|vulnerable|patched|fixed) versions? ?:",
                    r"download (?:it |\S{0,40}\d\S{0,40} )?(?:at|from|on) (?:here|our|the)\b",
                    "see you",
                    r"published (?:on )?\w+day\b",
                    r".{1,120}\((?:this (?:article|part|post)|you are here)\)\W*\Z",
                    "stay tuned",
                    r"a lot has (?:happened|changed)\b",
                    r"(?:good|best of) luck\b",
                    "happy ",
                    (
                        r"have an? (?:\w+ )?(?:great|good|nice|happy|lovely|safe|wonderful) (?:\w+ ){0,2}"
                        r"(?:day|weekend|week|month|year|summer|autumn|fall|winter|spring|time|seasons?|holidays?|christmas|one)\b"
                    ),
                    "merry ",
                    "enjoy",
                    "read more",
                    "please share",
                    "many thanks",
                    r"(?:(?:special|big|huge) )?thanks? (?:you|to|go|goes|for)\b",
                    "we(?: would|['’]d) like to (?!announce|introduce|present|welcome)",
                    "we suggest",
                    "don['’]t forget",
                    "feel free",
                    r"if (?:you|interested)\b",
                    r"this (?:newsletter|issue)\b",
                    "follow (?:the|this)",
                    "discuss on",
                    r"every (?:week|month)\b",
                    "you are welcome",
                    "general feedback",
                    "and more",
                    r"for (?:instance|example)\b",
                    "in other words",
                    "however",
                    r"but (?:there|it|that|this|if|you|we)\b",
                    r"note that\b",
                    "here, ",
                    "now, let",
                    "that['’]s why",
                    "by default",
                    "submit ",
                    "send tips",
                    "get started",
                    "to help support",
                    "there are other",
                    "full report",
                    "suggested by",
                    r"welcome(?:,? (?:to|back|everyone|all|and)\b|\W*\Z)",
                    "also check out",
                    "looking for",
                    r"the following\b",
                    r"below (?:is|are|you)\b",
                    r"here (?:is|are|you)\b",
                    r"here['’]s\b",
                    (
                        r"let['’]s (?:see|have|look|start|go|get|take|talk|find|dive|begin|check|meet|make|do|not"
                        r"|celebrate)\b"
                    ),
                    r"as (?:always|usual)\b",
                    r"(?:hello|hey|hiya)\b",
                    r"next (?:month|week|issue|time)\b",
                    r"hi\b",
                    r"dear\b",
                    r"greetings\b",
                    r"that['’]s (?:it|all)\b",
                    "(?:please )?consider (?:donating|subscribing|supporting)",
                    "(?:we['’]re|we are) looking for",
                    r"want to\b",
                    r"subscribe\b",
                    "subscribing to",
                    r"join us\b",
                    r"would you like\b",
                    r"have (?:a|some) (?:question|idea|tip|link)s?\b",
                    r"last (?:week|month)['’]s (?:issue|newsletter)\b",
                ),
                r"made (?:their|his|her) first contributions?(?: in(?: \S+)?)?\W*\Z",
            ),
            yes=(
                "Part 3 - How kites fly (this post)",
                "Bug 1234 - Kite sinks",
                "Ada made her first contribution in kite#12",
                "ada made their first contribution in",
                "Date & Time: Tuesday, 7 pm",
                "Release notes: Kite 2.0",
                "Short issue this week, because all fly kites",
                "Various improvements and bug fixes for the tail",
                "Source: the Kite Post",
                "Best wishes from the crew",
                "Figure 1: a kite, from below",
                "Fig 1: a kite, from above",
                "Subscribing to our newsletter",
                "Re: Which kite flies?",
                "When: 9 July, 7 pm",
                "Which is fine",
                "So see you there at night",
                "Many of those include knots",
                "Author: Kite Crew",
                "Many thanks, all of you",
                "Have a great kite season",
                "Special thanks go to the crew",
                "No XEPs deferred this month.",
                "The following seventeen packages have had an update.",
                "Welcome to the letter!",
                "Published Friday, with all changes since Monday.",
                "No proposals approved",
                "Did you know?",
                "We merged the following changes to the book",
                "A lot has happened since Kite 2",
            ),
            no=(
                "Bug 1234 no longer sinks Kite",
                "A lot of kites have changed hands",
                "Figures of kites: ten",
                "Which is the best kite?",
                "Many of the kites fly",
                "Authors can now sign kites",
                "No fix yet for the tail of Kite 2.0",
                "No kite flies higher than Moth",
                "Published at last: Kite",
                "Kite 1.2 has no loops any more",
                "North wind: the new kite",
                "Following the ball, kites fly",
                "Notes can be pinned",
                "Release notes can be pinned",
                "Release notes: Kite 2.0 brings offline maps and a new reel",
                "Date and time: Kite 4 formats them by locale",
                "Short strings are back",
                "Several fixes of Kite 2 reached the nest of moths",
            ),
        ),
        Rule(
            "first-person",
            r"(?-i:(?:\A|[\s(“\"])I(?:['’](?:m|ve|d|ll))? (?=[a-z]))|\b(?:my|myself|with me)\b",
            yes=(
                "I first flew a kite in May",
                "What I’ve learned about loops",
                "My kite and the moth",
                "Fly with me",
            ),
            no=("Moth I, the kite", "The I/O of Kite", "Myths about moths", "Kite II is out"),
        ),
        Rule(
            "introduces",
            beginning(
                "(?:these|those) (?:are|were|include)\\b",
                "here (?:are|is)\\b",
                "below (?:are|is|you)\\b",
                "the following\\b",
            ),
            yes=("These are some of the kites.",),
            no=("These kites are new",),
        ),
        Rule(
            "leans-back",
            anywhere(
                beginning(
                    (
                        r"(?:on top of (?:that|this)|in addition|apart from|despite|besides|in short"
                        r"|in other words|as a result|after all|either way|of course|speaking of)\b"
                    ),
                    r"the (?:result|upshot|reason|idea|goal|aim|problem|catch|point|issue|bug) (?:is|was)\b",
                    r"(?:start|kick|finish|round)ing (?:things |us |it )?off\b",
                    r"mov(?:e|ing) (?:on|along|over)\b",
                    r"(?:sadly|luckily|thankfully), (?:there|it|this|that|we|no|you)\b",
                    r"now that\b.{1,200}, (?:we|let)\b",
                    (
                        r"(?:additionally|nevertheless|nonetheless|still|furthermore|moreover|overall|however"
                        r"|instead|otherwise|meanwhile|therefore|hence|so|thus|then|again|also|still|yet|similarly"
                        r"|likewise|as always|as usual|as such|for (?:example|instance)|in fact"
                        r"|to (?:update|upgrade|install|get)\b[^,]{0,60}),"
                    ),
                    "(?:ah|oh|owh|well|wow|yes|no|hey),",
                    r"(?:the )?same (?:for|goes|applies)\b",
                    r"sometimes,? (?:it|there|this|we|you)\b",
                    (
                        r"(?:naturally|increasingly|interestingly|importantly|notably|surprisingly|unsurprisingly"
                        r"|obviously|unfortunately|fortunately|basically|essentially|ultimately|eventually"
                        r"|firstly|secondly|thirdly|lastly|ideally|hopefully|actually),"
                    ),
                    (
                        r"(?:and|but|or|nor|so (?:if|when|while|there|it|we|you)|other|another|others|among (?:the|our|other)"
                        r"|as (?:with|you|we|part of|mentioned|said))\s"
                    ),
                    (
                        "(?!following |during |according |starting |beginning |introducing |announcing |presenting |welcoming )"
                        "[a-z]{3,}ing [^,]{3,200}, "
                    ),
                    r"[\w’'-]+(?: [\w’'-]+)? (?:like|such as) (?:this|these|that|those)\b",
                ),
                r"\bhowever,",
                r"\b(?:here|there),? too\W*\Z",
                r"\bby clicking (?:on )?(?:it|here)\b",
                r"\b(?:listed|mentioned|described|shown|see) (?:above|below)\b",
                r"\bthe [\w ’'-]{1,60} below\b",
            ),
            yes=(
                "On top of that, the tail is longer",
                "Overall, we feel that it flies",
                "Naturally, all kites fly",
                "Sadly, there is no date yet",
                "So while there is no wind, they fly",
                "Some kites, however, fell down",
                "Bugs like these are rare",
                "Other noteworthy updates",
                "Update by clicking it here",
                "Starting things off, the tail has a new loop",
                "Now that loops are in, we look back",
                "The issue was introduced in Kite 3",
                "The group of kites below has joined the flock",
            ),
            no=(
                "Kites like the wind",
                "So-called moths",
                "Overalls for fliers",
                "Recently, a kite fell down",
                "Now the kites fly",
                "Now that the freeze is over, Moth 3 has been merged",
                "Sadly, the Kite Conference has been cancelled",
                "The issue of July is out",
                "Still Kite 2 is out",
                "Flying a kite is fun",
                "Starting with Kite 2, loops are off",
                "The kite flies above the sea",
            ),
        ),
        Rule(
            "memorable",
            anywhere(
                r"first (?:stable|public|official|ever|beta|alpha|release|version)\b",
                "for the first time",
                "birthday",
                "anniversar",
                "nlnet",
                "sponsors ",
                "sponsored",
                "sponsoring",
                "sponsorship",
                "crowdfund",
                r" grant\b(?! (?:fields?|forms?|types?|access|permissions?)\b)",
                "funded",
                "funding",
            ),
            yes=("The first stable kite", "Moth turns ten: an anniversary"),
            no=("First, a kite", "Granted access", "Fix grant field labels"),
        ),
        Rule(
            "opens",
            beginning(
                r"there(?:['’]s|['’]re| is| are| has| have)\b", r"you can now\b", r"we(?:['’]ve| have|\b)"
            ),
            yes=("There's now a kite for children", "You can now fly at night", "We have added loops"),
            no=("It has loops now", "Therefore kites fly", "You flew alone"),
        ),
        Rule(
            "plans",
            beginning(
                r"(?:work |still )?in progress(?: \w+)?\W*\Z",
                r"(?:next steps|ongoing work|wip)\W*\Z",
                r"(?:what are the )?(?:goals?|plans?) (?:of|for) (?:the )?next (?:week|month|sprint)\b",
            ),
            yes=("What are the goals of next week?", "Next steps", "In progress highlights:"),
            no=("Goals of the flight of May", "Progress on loops", "Next steps of the moth"),
        ),
        Rule(
            "pointer",
            anywhere(
                beginning(
                    r"you (?:can|may|will|cannot|can['’]t|should|must|need|have to)\b(?! now\b)",
                    r"(?:view|browse) (?:the|our|all)\b",
                    r"(?:update|upgrade) your\b",
                    r"let us know\b",
                    "please",
                    r"for (?:more|all|further|the full|details)\b",
                    r"for the complete (?:list|change|log)",
                    r"to (?:read|learn|find out|see|know) (?:more|all|about|how)\b",
                    r"read (?:more|the|all|about|our|on)\b",
                    r"check (?:out|it|the)\b",
                    "take a look",
                    "make sure",
                    r"here (?:is|are) (?:the|our|some|all|this|these|a few)\b",
                    r"(?:full|all|more) (?:details|information)\b",
                    "more about",
                    "see ",
                    "find ",
                    "the (?:full )?changelog",
                    "the release notes",
                    "thank",
                    "enjoy",
                    r"stay\b",
                    r"learn (?:more|about)\b",
                    r"click\b",
                    r"visit\b",
                    r"watch the\b",
                    r"(?:read through|go to (?:the|our)|help out)\b",
                    (
                        r"(?:join|meet|find|reach|catch|(?:chat|talk) (?:to|with))\b(?:[^.]{0,60}\s)?(?:on|in|at|via) "
                        r"(?:[\w-]{1,30} ){0,4}(?:slack|discord|zulip|matrix|gitter|telegram|irc|mastodon|bluesky"
                        r"|twitter|linkedin|reddit|forums?|mailing list)\W{0,9}\Z"
                    ),
                    (
                        r"(?:e-?mail|contact|follow|ask|message|write to) (?:\S{1,40} ){1,6}?"
                        r"(?:for|on|about|with|at|to|if) "
                    ),
                    r"reach out\b",
                    (
                        r"(?:a |the )?(?:full |complete )?list of (?:all |the )?(?:[\w-]{1,40} ){1,4}"
                        r"(?:published|is|are|can|this|from|on|in)\b"
                    ),
                    r"changelog\b",
                    r"(?:(?:full|further|more|complete) )(?:\S+ )?details\b",
                ),
                (
                    r"\A\W{0,9}(?:\S{1,40} ){0,2}(?:discussions?|threads?|changelog|release notes"
                    r"|announcement post|blog post|video|slides|website|homepage|repository|repo|github|reddit"
                    r"|docs|links?|recording|agenda|minutes)\W{0,9}\Z"
                ),
            ),
            yes=(
                "You can find it here.",
                "Read about the ball.",
                "See the wiki",
                "Email the crew for any questions!",
                "Follow Kite on Moth for news",
                "Forum discussion",
                "v2.0.3 release notes",
                "Video link",
                "Full preview details are in the changelog",
                "A list of jobs published this month!",
                "Go to the meadow and fly a kite",
                "Join the #kites channel on the Moth Slack!",
                "Meet the crew in our forum",
            ),
            no=(
                "Moth joins Kite on Matrix",
                "Join the talk on kites in Matrix rooms",
                "Readings from kites go to the cloud",
                "Seen from afar, kites shine",
                "Your kite has a tail",
                "Finding kites is easier",
                "You can now fly two kites at once",
                "Emails can be signed",
                "Followers of Kite doubled",
                "Kite has new documentation",
            ),
        ),
        Rule(
            "points-back",
            anywhere(
                r"\A[A-Z][a-z]+ (?:them|it|him|her)\b",
                r"\A(?:all|both) (?:of them|two|three|four)\b",
                (
                    r"(?<!\A)(?<!: )\bthis (?!(?:week|month|quarter|year|season|spring|summer|autumn|fall|winter"
                    r"|time|morning|afternoon|evening|weekend|release|version|edition|new|next|last|past|coming"
                    r"|\w*day)\b)\w"
                ),
                r"(?<!\A)(?<!: )\bthese (?!\w*days\b)\w",
            ),
            yes=(
                "All kites have this flag",
                "The tail of these kites is long",
                "Nominate them for the ball",
                "All three include a knot",
            ),
            no=(
                "Both kites fly",
                "This week all kites fly",
                "Kite 1.2: this release has loops",
                "Kites fly this Monday",
            ),
        ),
        Rule(
            "recurring",
            r"\b(?:(?:first|second|third|fourth|last) (?:mon|tues|wednes|thurs|fri|satur|sun)day"
            r" of (?:the|each|every) month"
            r"|(?:each|every) (?:other )?(?:week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
            r"|(?:takes? place|meets?|is held|are held) (?:weekly|monthly|daily))\b",
            yes=(
                "The meetup comes together on the second Wednesday of the month.",
                "Kites fly every Tuesday.",
                "The circle meets weekly.",
            ),
            no=("The meetup is on Wednesday.", "The month's first kite", "Weekly builds of Kite are back"),
        ),
        Rule(
            "refers-back",
            anywhere(
                (
                    r"\Athe (?:approach|article|author|change|crate|extension|feature|implementation|library|module"
                    r"|package|paper|patch|plugin|post|proposal|reader|script|talk|term|theme|tool|video)s?(?: itself)? "
                    r"(?:is|are|was|were|has|have|had|will|can|received|now|also|adds?|allows?|comes?|emerged"
                    r"|explains?|lets?|offers?|provides?|shows?|supports?)\b"
                ),
                r"(?-i:\A(?:is|are|was|has) )",
                r"\b(?:do|does|did|done|doing) (?:it|so|this|that)\b",
                r"\bboth[.!]?\Z",
                r"\bthis (?:chapter|document|paragraph|section)\b",
                r"\Athe (?:conference|event|summit|workshop|venue) (?:has|had|took|was|were|went)\b",
                r"\A(?:first|second|third|another|one|the other|the next) (?:is|was|are|were|of)\b",
                r"\bthe following\b",
                r"\bas follows\b",
                r"\b(?:aforementioned|above-mentioned)\b",
                r"\b(?:the former|the latter|the same (?:is|goes))\b",
            ),
            yes=(
                "is just like the last kite",
                "Kite now does it by itself",
                "Moth did so in May",
                "The latter flies higher",
                "How to fly both.",
                "Second is the Kite",
                "The flock would like to welcome the following new kites!",
                "The aforementioned Kite",
                "A report by Ada Moth about this section",
                "The conference took place in the house of the Moth",
                "The term itself emerged in May",
                "The plugin received some changes lately",
                "The feature is still under review",
            ),
            no=(
                "Kite does a loop",
                "Are kites toys?",
                "It does not fly",
                "Both kites fly",
                "The forum has moved",
                "The conference of all kites took place in May",
                "The plugin for Kite has loops",
            ),
        ),
        Rule(
            "routine",
            anywhere(
                beginning(
                    (
                        r"(?:bump(?:s|ed)?\b|updat(?:e|es|ed) (?:some |the |several )?dependenc"
                        r"|upgraded? dependenc)"
                    ),
                    (
                        r"(?:fix(?:es|ed)?|correct(?:s|ed)?) "
                        r"(?:(?:an? |some |several )?(?:links?|broken links?)|[^.]{0,60}typos?)\b"
                    ),
                    r"(?:prepare[sd]?|cut) (?:the )?(?:next |new )?(?:\S+ )?releases?\b",
                    (
                        r"(?:adjust(?:s|ed)?|tweak(?:s|ed)?|tid(?:y|ies|ied)|clean(?:s|ed)? ?up|cleanup|lint"
                        r"|reformat(?:s|ted)?|various (?:[\w-]{1,20} ){0,3}(?:updates|fixes|improvements|cleanups?"
                        r"|changes))\b"
                    ),
                    r"translat(?:e|es|ed) (?:post|page|chapter|section|string)s?\b",
                    (
                        r"add(?:s|ed)? (?:an? |some |more |missing )?(?:[\w-]{1,20} )?(?:unit |regression )?"
                        r"(?:tests?|test cases?|ci|github actions?)\b"
                    ),
                    r"(?:fix|update|improve) (?:[\w'’-]{1,20} ){0,3}tests?\b",
                ),
                r"\b(?:merged|\d[\d,]*) (?:new |merged )?(?:prs|pull requests|merge requests|commits)\b",
                r"\bupdated to [0-9a-f]{7,40}\b",
                r"\bin progress\b",
                r"(?-i:(?:\A|[\s\])])(?:chore|ci|build|tests?|style|deps)(?:\([^()]{1,30}\))?!?: )",
            ),
            yes=(
                "chore(tail): sew it on again",
                "Adjust the page for the ball",
                "Add tests for loops",
                "Update the tail's example tests",
                "add KITE unit tests for the tail",
                "prepare new workspace releases",
                "bumped moth from 1.2 to 1.3",
                "moth_wing was updated to 4d2038a99775",
                "14 merged PRs, 2 closed issues",
                "Kite has received 1,260 pull requests",
                "A tail for Kite is still in progress",
                "Fix typo in the manual",
                "fixed the --loop typo",
                "prepared release",
            ),
            no=(
                "Bumpy winds",
                "fixed the loop of Kite",
                "Preparing for KiteCon",
                "Adjustable tails",
                "Translated into Moth",
                "Test: which kite flies highest",
            ),
        ),
        Rule(
            "security",
            anywhere(
                r"\bcve-\d",
                "vulnerabilit",
                "(?<!and )(?<!& )security (?:fix|issue|release|update|advisor|notice|flaw|hole)",
                "exploit",
            ),
            yes=("Fixes CVE-2024-1", "A security release of Kite"),
            no=("Social security numbers", "Kite is secure", "We push bug and security fixes"),
        ),
        Rule(
            "to-come",
            r"\b(?:next (?:\S+ )?(?:meeting|meetup|call|event|session)|is scheduled (?:for|on)"
            r"|will (?:be held|happen|meet|start|take place))\b",
            yes=("Our next meeting is on 9 July", "KiteCon will be held on 9 July", "It will take place"),
            no=("The meeting was on 9 July", "The next kite is red"),
        ),
        Rule(
            "teaser",
            r"\b(?:curated|latest|updates?|news|newsletter|issue|edition|round-?up|recap|digest"
            r"|summary|overview|highlights|what['’]s new|what happened|catch up|stay up|read about"
            r"|learn (?:about|what|how)|find out|take a look|look at|blogs?|welcome|hello|happy"
            r"|(?:spring|summer|autumn|fall|winter) is"
            r"|(?:this|last) (?:week|month|quarter|year)(?:['’]s)?)\b",
            yes=(
                "The latest from the world of kites",
                "What happened with moths",
                "A roundup of loops",
                "A curated selection of kites",
                "Read about kites",
            ),
            no=("Kite tails are here!", "Sound loops in moths"),
        ),
        Rule(
            "contents",
            beginning(
                (
                    r"in (?:this|our) (?:week|month|year|quarter)?(?:['’]s)? ?(?:issue|edition|newsletter|update|post|report|episode)(?: of [\w .-]{1,40})?"
                    r"(?:: |,? we(?:['’](?:re|ll))? (?:are )?(?:going to |will )?(?:also )?(?:take an? (?:\w+ )?look at|look (?:at|into)"
                    r"|cover|discuss|share|show|showcase|talk about|highlight|introduce|announce)\b)"
                ),
                r"this (?:release|version) (?:includes|brings|adds|introduces|contains|features|fixes|improves)\b",
            ),
            yes=(
                "In this issue: kites, moths and bees",
                "In this month's update we're going to take a close look at kites",
                "In this newsletter, we will cover kites",
                "This release brings loops",
            ),
            no=("In this month's update, kites fly", "Kites are long"),
        ),
        Rule(
            "greeting",
            anywhere(
                r"\b(?:is|are) (?:now )?available (?:on|at|from|via|in)\b",
                r"\bnot (?:much|a lot)\b",
                r"\A(?:in )?th(?:is|ese) (?:report|post|update|article)s? (?:covers?|summari[sz]es?|describes?) (?:\w*\d|changes|some of|the (?:activity|changes|work))",
                r"\A(?:news|an? (?:monthly|weekly)|the (?:latest|monthly|weekly))\b",
                r"\Athe (?:below|following)\b",
                r"\A(?:ad|april fools?|correction|draft|fake news|lorem|tags|table of contents|translations)\b",
                r"\b(?:apologi[sz]e|apologies|sorry|correction|errat(?:a|um)|we were wrong)\b",
                r"\b(?:donat(?:e|ing)|fundraising|patreon|liberapay|open collective|discount|use code|our partner|support (?:us|\w+ (?:on|by)))\b",
                r"\b(?:unsubscribe|trademarks?|copyright|all rights reserved|click here|see below|reading time|in your browser|written (?:by|in)|todo)\b",
                r"\A(?:editor(?:['’]?s)? )?note: ",
                r"\b(?:several|many)(?: \w+)? (?:updates|news)\b[^.]{0,20} from\b",
                r"\bwith another (?:\w+ )?(?:report|issue|edition|update|newsletter)\b",
                r"\b(?:quiet|exciting|busy|big|great|good|productive|eventful|long) (?:week|month|quarter|period|year)s?\b",
                r"\b(?:shout-?out|gratitude|grateful|sponsor(?:s|ed|ing|ship)?)\b",
                (
                    r"\A(?:today,? )?(?:i|we)(?:['’](?:d|re|m))? (?:would |am |are )?(?:like|pleased|happy|proud|excited|glad|delighted|thrilled)"
                    r" to announce [^,]{1,40}\Z"
                ),
                beginning(
                    r"(?:welcome|come (?:along|and)|join us|meet us|hello|hi|hey|happy|greetings|dear|good (?:morning|day|evening)|thank(?:s| you)|let['’]?s|let us|here (?:is|are|comes)"
                    r"|we(?:['’]re| are) back|how time|yes|oh|what an?|read on|enjoy|n\.?b\.?|note|you can (?:watch|find|read|view|follow|see)|see|this is|these are|and|but|also"
                    r"|as (?:always|usual|many))\b"
                ),
            ),
            yes=(
                "Welcome to the letter",
                "Here is our update",
                "Also included are kites",
                "How time flies!",
                "Packages are available on our page",
                "While not much happened in May, kites fly",
                "Big shout-out to all",
                "We start with a note of gratitude",
                "This report covers changes of May",
                "Editor's note: this is new",
                "May was a quiet month for kites",
                "We are packing in several updates from the hill",
                "Once again we are back with another flight report",
                "News about kites",
                "Tags: kite",
                "We apologise for the delay",
                "Post written by Ada Moth, Bo Reel and Cid Knot.",
                "Donate to the nest",
                "All rights reserved",
                "The following kites are new",
                "Today, I'd like to announce Kite 2.0.",
            ),
            no=("Kite has learned to loop", "Anders flies"),
        ),
        Rule(
            "report",
            (
                r"\b(?:saw|marks?|announc\w+|introduc\w+|graduat\w+|brings|brought(?! to you)|reveal\w*|celebrat\w+|complet\w+|happened|start\w*|began|joined|reached|won|held"
                r"|took place|accepted|landed|shipped|delivered|smashed|out|here)\b"
            ),
            yes=("Kite was accepted into the club", "December saw 12 kites", "Today we’re introducing Kite"),
            no=("Kites fly over Lyon", "Kite is a toy"),
        ),
        Rule("thanks", r"\bthank", yes=("Thanks to all who fly",), no=("A tank of wind",)),
    ),
)
