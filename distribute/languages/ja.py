"""Japanese; its words have no spaces between them, so headings are compared whole."""

from __future__ import annotations

from distribute.languages.model import Clauses, Language, Lists, Releases, Rule, Say, words
from distribute.languages.phrases import beginning

LANGUAGE = Language(
    code="ja",
    say=Say(
        besides="ほかに",
        read="全文を読む",
        inside="今号の内容",
        and_more="ほか",
        web="ウェブで読む",
        rest="続きはウェブで読めます",
        why="このメールは次のリストの購読者に送られています:",
        leave="購読を解除する",
    ),
    topics={
        "security": words("セキュリティ 脆弱性 セキュリティ情報"),
        "spec": words("拡張 仕様 標準"),
        "announcement": words("お知らせ 告知 スケジュール アクションアイテム"),
        "event": words("イベント 勉強会 カンファレンス 講演"),
        "article": words("記事 チュートリアル 動画 ポッドキャスト インタビュー"),
        "detail": words("依存関係"),
        "software": words(
            "ソフトウェア クライアント サーバー サーバ サービス ライブラリ リリース バージョン ツール アプリ 更新 リリースとリリース候補 サービスとクライアントソフトウェアの更新"
        ),
    },
    no_news=words(
        "翻訳 貢献 貢献者 謝辞 ありがとう ライセンス 購読 購読解除 求人 引用 概要 お問い合わせ 寄付 ニュースレター ニュースレターについて"
    ),
    generic=words(
        "はじめに まえがき 概要 まとめ おわりに その他 ニュース 最新情報 今週 今月 変更 変更点 改善 修正 新機能 プロジェクト コミュニティ リンク 注目 ソフトウェア クライアント サーバー"
        " ライブラリ ツール アプリ リリース 記事 動画 イベント お知らせ ドキュメント セキュリティ 目次 コンセンサスの変更 注目すべきコードとドキュメントの更新"
        " 注目すべきコードとドキュメントの変更"
    ),
    filling=words("の と は を に で が も へ や"),
    features=words("ハイライト 注目 見出し"),
    ordinary=words("この その あの これ それ"),
    leaning=words("この その あの これ それ これは それは また さらに"),
    pointing=words("これ それ これは それは"),
    conditional=words("もし"),
    negations=words("ない なし ません ず"),
    subordinate=words("もし"),
    series={
        "new": ("新",),
        "last call": ("最終",),
        "stable": ("安定",),
        "updated": ("更新",),
    },
    clauses=Clauses(
        conjunctions="と",
    ),
    lists=Lists(),
    releases=Releases(mentioning=("における", "から", "より", "まで")),
    rules=(
        Rule(
            "deadline",
            r"締切|締め切り|〆切|応募|募集|申し?込",
            yes=("登壇者募集", "申込締切"),
            no=("イベント", "勉強会"),
        ),
        Rule(
            "background",
            beginning(
                "(?:これまで|従来|以前|今まで)(?:は|の)",
                "ご存[じ知]",
            ),
            yes=(
                "これまでは凧の尾は一本でした",
                "ご存じのように凧は飛びます",
            ),
            no=(
                "凧の尾が二本になりました",
                "以前より高く飛びます",
            ),
        ),
        Rule(
            "brings-news",
            r"(?:リリース|公開|追加|改善|修正|更新|導入|変更|開始|廃止|対応)(?:され(?:まし|て|た)|しまし|しています)",
            yes=(
                "Kite 1.2がリリースされました",
                "尾が追加されています",
            ),
            no=(
                "Kiteは凧です",
                "リリースの予定",
            ),
        ),
        Rule(
            "enumerates",
            beginning(
                "今(?:週|月|号)の(?:ニュースレター|号)[はで]",
            )
            + r"|が含まれ(?:る|ます)|(?:[^、。]{1,80}、){4}",
            yes=(
                "今週のニュースレターは、凧と蛾を紹介します。",
                "新作には赤い凧、青い凧が含まれます。",
                "新作は赤い凧、青い凧、白い凧、黒い凧、蛾。",
            ),
            no=("今週の風", "凧、蛾、風が戻りました"),
        ),
        Rule(
            "filler",
            beginning(
                "[図表] ?\\d+ ?[:.：．](?!\\d)",
                "(?:著者|執筆者?)[:：]",
                "ようこそ",
                "ありがとう",
                "以下(?:の|は)",
                "特になし",
                "なし\\b",
                "購読",
                "こんにちは",
            ),
            yes=(
                "図1: 下から見た凧",
                "著者：凧",
                "ようこそ、ニュースレターへ。",
                "以下のパッケージが更新されました。",
            ),
            no=(
                "図は凧である",
                "著者が凧を飛ばす",
                "凧が以下より高く飛ぶ",
            ),
        ),
        Rule(
            "introduces",
            beginning(
                "以下(?:の|は)",
                "次の(?:とおり|通り)",
            ),
            yes=("以下は凧の一部です。",),
            no=("この凧は新しい",),
        ),
        Rule(
            "leans-back",
            beginning(
                "(?:また|さらに|しかし|ただし|そのため|なお|一方|つまり|たとえば|例えば|そして)、?",
            ),
            yes=(
                "また、尾が長くなりました",
                "しかし凧は飛びます",
            ),
            no=("凧がまた飛びました",),
        ),
        Rule(
            "memorable",
            r"初(?:の安定版|めて)|周年|助成",
            yes=("凧の初の安定版",),
            no=("最新の凧",),
        ),
        Rule(
            "pointer",
            beginning(
                "(?:公式)?ドキュメント\\W*\\Z",
                "詳しくは",
                "詳細は",
                "詳細については",
                "こちら",
                "参照",
            ),
            yes=(
                "公式ドキュメント",
                "詳細はウィキにあります。",
            ),
            no=("凧の詳細",),
        ),
        Rule(
            "security",
            r"cve-\d|脆弱性|セキュリティ(?:修正|更新)",
            yes=("脆弱性を修正した凧",),
            no=("安全な凧",),
        ),
        Rule(
            "teaser",
            r"最新(?:情報|ニュース)|ニュース(?:を|の)|まとめ|ようこそ|お届け",
            yes=("凧の最新情報をお届けします",),
            no=("凧の尾が二本になりました",),
        ),
        Rule(
            "thanks",
            r"ありがとう",
            yes=("皆さん、ありがとう",),
            no=("有益な凧",),
        ),
    ),
)
