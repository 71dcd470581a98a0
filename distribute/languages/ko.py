"""Korean; a particle is written with the word before it."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import beginning

LANGUAGE = Language(
    code="ko",
    say=Say(
        besides="그 밖에",
        read="전체 읽기",
        inside="이번 호",
        and_more="등",
        web="웹에서 읽기",
        rest="나머지는 웹에서 읽을 수 있습니다",
        why="이 메일은 다음 목록의 구독자에게 발송됩니다:",
        leave="구독 취소",
    ),
    topics={
        "security": words("보안 취약점 보안_공지 보안_업데이트"),
        "spec": words("명세 사양 표준 규격 제안 확장 프로토콜"),
        "announcement": words("공지 공지사항 알림 발표 일정"),
        "event": words("행사 이벤트 밋업 모임 세미나 컨퍼런스 콘퍼런스 강연"),
        "article": words(
            "글 기사 아티클 튜토리얼 강좌 동영상 영상 비디오 팟캐스트 인터뷰 자료 읽을거리 읽을_거리 블로그"
        ),
        "detail": words("의존성"),
        "software": words(
            "소프트웨어 클라이언트 서버 라이브러리 도구 앱 릴리스 릴리즈 출시 배포 버전 업데이트 프로젝트"
        ),
    },
    no_news=words(
        "번역 기여 기여하기 기여자 감사 감사의 감사합니다 라이선스 구독 구독하기 채용 채용공고 구인 인용 문의 연락처 후원 후원하기 기부 소개 뉴스레터"
    ),
    generic=words(
        "들어가며 머리말 서문 개요 요약 정리 마치며 맺음말 기타 그 밖의 뉴스 소식 새소식 새 주요 헤드라인 이번 주 이번주 이번 달 이번달 호 이달의 변경 변경사항 변경점 개선 수정"
        " 버그 신규 새로운 기능 커뮤니티 링크 주목 하이라이트 문서 목차 최신 동향 작업 진행 중 개발 발견 신규 프로젝트 분석 심층"
    ),
    filling=words("및 와 과 그리고 또는 의 를 을 은 는 이 가 에 에서 으로 로"),
    features=words("하이라이트 주요 주목 헤드라인"),
    ordinary=words("이 그 저 이것 그것 우리 저희 우리는 저희는"),
    leaning=words(
        "이 그 저 이것 그것 이것은 그것은 이는 이를 이로써 또 또한 그리고 하지만 그러나 그래서 따라서 이런 그런 이러한 그러한"
    ),
    pointing=words("이것 그것 이것은 그것은 이는 이를 그는 이들은 그들은"),
    conditional=words("만약 만일"),
    negations=words("안 못 없는 없이 않는 않은 않습니다 없습니다 없다 않다 못합니다 아닙니다 아니다"),
    subordinate=words("만약 만일 비록"),
    series={
        "new": ("새", "신규"),
        "last call": ("마지막", "최종"),
        "stable": ("안정",),
        "updated": ("업데이트", "갱신"),
    },
    clauses=Clauses(conjunctions="및|그리고"),
    lists=Lists(),
    releases=Releases(mentioning=("에서", "부터", "까지", "보다", "의")),
    rules=(
        Rule(
            "background",
            beginning(
                "(?:지금까지|이전에는|예전에는|과거에는|그동안|잘 알려진)",
                "아시다시피",
            ),
            yes=(
                "지금까지 연의 꼬리는 하나였습니다",
                "아시다시피 연은 납니다",
            ),
            no=(
                "연의 꼬리가 둘이 되었습니다",
                "연이 이전보다 높이 납니다",
            ),
        ),
        Rule(
            "enumerates",
            beginning(
                "이번 ?(?:주|달|호)(?:에는|에서는|는)?[:：,]? ",
            )
            + "|포함(?:됩니다|합니다|된다|한다)",
            yes=(
                "이번 주: 연에 새 꼬리가 생겼고, 나방이 깨어났습니다.",
                "이번 호에서는 연과 나방을 소개합니다.",
                "새 작품에는 붉은 연과 푸른 연이 포함됩니다.",
            ),
            no=("이번의 바람",),
        ),
        Rule(
            "filler",
            beginning(
                "[그표]림? ?\\d+ ?[:.](?!\\d)",
                "(?:글쓴이|저자|작성자|지은이|편집자?|번역)\\s?[:：]",
                "환영합니다",
                "안녕하세요",
                "감사합니다",
                "다음은",
                "아래는",
                "없음\\b",
                "구독",
            ),
            yes=(
                "그림 1: 아래에서 본 연",
                "글쓴이: 연",
                "안녕하세요, 여러분.",
                "다음은 갱신된 꾸러미입니다.",
            ),
            no=(
                "그림 같은 연",
                "저자가 연을 날립니다",
            ),
        ),
        Rule(
            "greeting",
            r"환영합니다|안녕하세요",
            yes=("주간 연 소식에 오신 것을 환영합니다.",),
            no=("연이 안녕히 날아갔습니다",),
        ),
        Rule(
            "introduces",
            beginning("(?:다음|아래)(?:은|는|과 같)"),
            yes=("다음은 연의 일부입니다.",),
            no=("이 연은 새롭습니다",),
        ),
        Rule(
            "leans-back",
            beginning(
                "(?:또한|또|하지만|그러나|그래서|따라서|그리고|그런데|한편|즉|예를 들어|게다가|이에 따라|이로써)\\b,?",
            ),
            yes=(
                "또한 꼬리가 길어졌습니다",
                "하지만 연은 납니다",
            ),
            no=("연이 또한 날았습니다",),
        ),
        Rule(
            "memorable",
            r"첫 (?:번째 )?(?:안정|정식)|주년|후원금",
            yes=("연의 첫 안정 버전",),
            no=("최신 연",),
        ),
        Rule(
            "pointer",
            beginning(
                "(?:공식 )?문서\\W*\\Z",
                "자세한 (?:내용|사항|정보)",
                "더 (?:자세한|많은)",
                "여기(?:를|에서)",
                "참고",
            ),
            yes=(
                "공식 문서",
                "자세한 내용은 위키에 있습니다.",
            ),
            no=("연의 자세한 내용",),
        ),
        Rule(
            "security",
            r"cve-\d|취약점|보안 (?:수정|업데이트|공지)",
            yes=("취약점을 고친 연",),
            no=("안전한 연",),
        ),
        Rule(
            "teaser",
            r"최신|소식|뉴스|모음|요약|환영",
            yes=("연의 최신 소식",),
            no=("연의 꼬리가 둘이 되었습니다",),
        ),
        Rule(
            "thanks",
            r"감사합니다|감사드립니다|고맙습니다",
            yes=("여러분, 감사합니다",),
            no=("유익한 연",),
        ),
    ),
)
