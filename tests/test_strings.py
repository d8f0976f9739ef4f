"""Every text a person reads: there in both languages, used, fitting its values, and in the office's own words."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

from duty_desk.strings import LANGUAGES, catalogue, text_in
from tests.code_tree import ROOT, called_name, calls, files, literal, modules, nodes, report, short

STRINGS = ROOT / "resources" / "strings"
HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
READERS = ("duty_desk", "ui", "main.py", "tools", "db")
# What takes a key of the catalogue, and at which place.
TAKES_A_KEY = {
    "t": 0,
    "text_in": 1,
    "zh": 0,
    "en": 0,
    "sentence": 0,
    "say": 0,
    "fail": 0,
    "DutyDeskError": 0,
    "Refusal": 0,
    "Denied": 0,
    "StaleError": 0,
    "StorageError": 0,
    "InputError": 1,
}


class Use(NamedTuple):
    """A place in the code that shows a text. `pattern` is set where part of the key is composed."""

    where: str
    key: str
    pattern: re.Pattern[str] | None
    values: frozenset[str] | None


def composed(node: ast.JoinedStr) -> re.Pattern[str]:
    """f"passes.state.{state}" as a pattern of the keys it can become; a value stands for one word or a path of them."""
    parts = [re.escape(text) if (text := literal(part)) is not None else r"[\w.]+" for part in node.values]
    return re.compile("".join(parts))


@cache
def uses() -> tuple[Use, ...]:
    found: list[Use] = []
    for path in modules(*READERS):
        for call in calls(path):
            if (place := TAKES_A_KEY.get(called_name(call))) is None:
                continue
            where = f"{short(path)}:{call.lineno}"
            named = {keyword.arg for keyword in call.keywords}
            values = None if None in named else frozenset(name for name in named if name)
            arguments = [keyword.value for keyword in call.keywords if keyword.arg == "key"] or call.args[
                place : place + 1
            ]
            for argument in arguments:
                for option in (
                    (argument.body, argument.orelse) if isinstance(argument, ast.IfExp) else (argument,)
                ):
                    if (key := literal(option)) is not None:
                        found.append(Use(where, key, None, values))
                    elif isinstance(option, ast.JoinedStr):
                        found.append(Use(where, ast.unparse(option), composed(option), None))
    return tuple(found)


@cache
def texts_of_the_code() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Every string written in the code or in a table of defaults, and every composed one that begins like a key."""
    plain: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    first_words = "|".join(path.stem for path in (STRINGS / LANGUAGES[0]).glob("*.toml"))
    for path in modules(*READERS):
        for node in nodes(path):
            if isinstance(node, ast.JoinedStr):
                if re.match(rf"(?:{first_words})\.", literal(node.values[0] if node.values else None) or ""):
                    patterns.append(composed(node))
            elif (text := literal(node)) and not isinstance(getattr(node, "parent", None), ast.JoinedStr):
                plain.add(text)
    for path in files("resources", suffixes=(".toml",)):
        if STRINGS not in path.parents:
            plain |= set(re.findall(r'"([\w.]+)"', path.read_text(encoding="utf-8")))
    return frozenset(plain), tuple(patterns)


@cache
def keys(language: str) -> frozenset[str]:
    return frozenset(catalogue(language))


def fields(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def chinese() -> Iterator[tuple[str, str]]:
    yield from sorted(catalogue("zh_CN").items())


# --- complete ---


def test_both_languages_have_the_same_files() -> None:
    named = [sorted(path.name for path in (STRINGS / language).glob("*.toml")) for language in LANGUAGES]
    assert named[0] == named[1]


def test_both_languages_have_the_same_keys() -> None:
    report(
        [
            f"{key} is missing in {language}"
            for language in LANGUAGES
            for key in sorted(frozenset.union(*map(keys, LANGUAGES)) - keys(language))
        ]
    )


def test_english_says_one_row_and_two_rows() -> None:
    """A word that somewhere follows its number does so everywhere."""
    assert text_in("en", "kit.ledger.count", count=1) == "1 row"
    assert text_in("en", "kit.ledger.count", count="1,001") == "1,001 rows"
    texts = catalogue("en")
    several = {word for text in texts.values() for word in re.findall(r"\{\w+:[\w-]+\|(\w+)\}", text)}
    report(
        [
            f"{key}: {name} {word}"
            for key, text in sorted(texts.items())
            for name, word in re.findall(r"\{(\w+)\} (\w+)", text)
            if word in several
        ]
    )


def test_no_text_is_forgotten() -> None:
    """A word that one language does without (the 日 of a date) may be empty there, not in both."""
    report(
        [
            key
            for key in sorted(keys("zh_CN"))
            if not any(catalogue(name).get(key, "").strip() for name in LANGUAGES)
        ]
    )


def test_every_text_shown_exists() -> None:
    known = keys("zh_CN")
    report(
        [
            f"{use.where} {use.key}"
            for use in uses()
            if (use.pattern is None and use.key not in known)
            or (use.pattern is not None and not any(map(use.pattern.fullmatch, known)))
        ]
    )


def test_every_string_that_looks_like_a_key_exists() -> None:
    """Titles of columns, words of chips and the like reach t() through a variable."""
    tables = {".".join(key.split(".")[:2]) for key in keys("zh_CN") if key.count(".") > 1}
    known = keys("zh_CN")
    prefixes = {".".join(key.split(".")[:length]) for key in known for length in range(1, key.count(".") + 1)}
    plain, _ = texts_of_the_code()
    report(
        sorted(
            text
            for text in plain
            if re.fullmatch(r"[a-z_]+(\.\w+){2,}", text)
            and ".".join(text.split(".")[:2]) in tables
            and text not in known
            and text not in prefixes
        )
    )


def test_every_text_is_used() -> None:
    plain, patterns = texts_of_the_code()
    prefixes = plain - {key.partition(".")[0] for key in keys("zh_CN")}
    # A prefix handed over as it is (`words="passes.state"`) stands for the words right below it.
    report(
        [
            key
            for key in sorted(keys("zh_CN"))
            if key not in plain
            and key.rpartition(".")[0] not in prefixes
            and not any(pattern.fullmatch(key) for pattern in patterns)
        ]
    )


# --- fitting ---


def test_all_languages_take_the_same_values() -> None:
    first = LANGUAGES[0]
    report(
        [
            f"{language} {key}: {sorted(fields(catalogue(language)[key]))}, {first}: {sorted(fields(catalogue(first)[key]))}"
            for language in LANGUAGES[1:]
            for key in sorted(keys(first) & keys(language))
            if fields(catalogue(language)[key]) != fields(catalogue(first)[key])
        ]
    )


def test_every_text_gets_the_values_it_names() -> None:
    found: list[str] = []
    for use in uses():
        if use.pattern is None and use.values is not None and use.key in keys("zh_CN"):
            wanted = fields(catalogue("zh_CN")[use.key])
            if lacking := wanted - use.values:
                found.append(f"{use.where} {use.key} lacks {', '.join(sorted(lacking))}")
    report(found)


def test_values_are_named() -> None:
    report(
        [
            f"{language} {key}: {text}"
            for language in LANGUAGES
            for key, text in sorted(catalogue(language).items())
            if any(not re.fullmatch(r"[a-z_]+", name) for name in fields(text))
        ]
    )


# --- the office's words ---


NEVER = {
    "！": "no exclamation: say what is wrong and what to do",
    "确定": "a button is a verb",
    "提交成功": "no message for success",
    "一键": "a button is a verb",
    "请您": "plain 请, or none",
    "非法": "say what is wrong",
    "异常代码": "technical detail goes behind 详情",
    "~": "a range is written with –",
}
# A concept has one word. Left what the office says, right what it does not.
ONE_WORD = {
    "通行证": ("出入证", "通行证件", "出门证", "放行证"),
    "登录": ("登陆",),
    "账号": ("帐号", "帐户"),
    "台账": ("台帐",),
    "其他": ("其它",),
    "作废": ("废止", "注销通行证"),
    "在住人员": ("病人", "患者"),
    "体温异常": ("发烧",),
    "值班人员": ("值班员工", "操作员"),
    "筛选": ("过滤",),
    "留痕": ("审计", "操作日志", "记入日志", "写入日志"),
    "二维码": ("二维条码", "QR码", "QR 码"),
    "打印": ("列印",),
    "阈值": ("阀值",),
    "暂停": ("挂起",),
}


@pytest.mark.parametrize(("word", "reason"), NEVER.items(), ids=NEVER)
def test_words_the_office_does_not_use(word: str, reason: str) -> None:
    allowed = {
        "亲": r"亲属|亲自|父亲|母亲|探亲|亲友|亲笔|至亲",
        "确定": r"不确定|未确定|已确定|尚未确定",
    }.get(word)
    report(
        [
            f"{key}: {text} ({reason})"
            for key, text in chinese()
            if word in (re.sub(allowed, "", text) if allowed else text)
        ]
    )


@pytest.mark.parametrize(("word", "others"), ONE_WORD.items(), ids=ONE_WORD)
def test_one_word_for_one_thing(word: str, others: tuple[str, ...]) -> None:
    report(
        [
            f"{key}: {text} (the office says {word})"
            for key, text in chinese()
            if any(other in text for other in others)
        ]
    )


def test_a_refusal_says_what_happened_not_that_it_failed() -> None:
    report([f"{key}: {text}" for key, text in chinese() if ".error." in key and "失败" in text])


def test_chinese_text_has_chinese_punctuation() -> None:
    wrong = re.compile(rf"{HAN}[,;:?!]|[,;:?!]{HAN}|{HAN}\.(?!\w)|{HAN}\(|\({HAN}|{HAN}\)")
    # Patterns of file dialogs are Qt's, not prose.
    report([f"{key}: {text}" for key, text in chinese() if wrong.search(text) and "(*." not in text])


def test_no_dot_separates_parts() -> None:
    report([f"{key}: {text}" for key, text in chinese() if re.search(r"\s[·•]\s|\.\.\.", text)])


def test_a_quoted_word_has_chinese_quotes() -> None:
    report([f"{key}: {text}" for key, text in chinese() if re.search(r"""["「」『』]|'""", text)])


def test_labels_carry_no_colon() -> None:
    labels = re.compile(r"\.(?:label|field|column|title|button|verb|action|tab)s?\.")
    report(
        [
            f"{language} {key}: {text}"
            for language in LANGUAGES
            for key, text in sorted(catalogue(language).items())
            if labels.search(key) and text.endswith((":", "："))
        ]
    )


def test_english_texts_are_english() -> None:
    # Names of the office's own things stay Chinese where the English reader needs them to find the paper.
    allowed = re.compile(r"《[^》]*》|〔|〕|号|字第|简体中文|中文")
    report(
        [
            f"{key}: {text}"
            for key, text in sorted(catalogue("en").items())
            if re.search(rf"{HAN}|[，。；：！？（）、]", allowed.sub("", text))
            and not key.endswith(".language")  # who cannot read English must find the way back
            and not key.startswith("demo.")  # the sample office is a Chinese one in either language
        ]
    )


def test_catalogue_files_are_plain_tables_of_text() -> None:
    def walk(where: str, table: dict[str, object]) -> Iterator[str]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from walk(f"{where}.{key}", value)
            elif not isinstance(value, str):
                yield f"{where}.{key}"

    def load(path: Path) -> dict[str, object]:
        return tomllib.loads(path.read_text(encoding="utf-8"))

    report([found for path in sorted(STRINGS.rglob("*.toml")) for found in walk(short(path), load(path))])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_program_reads_a_catalogue_as_its_files_say(language: str) -> None:
    def walk(prefix: str, table: dict[str, object]) -> Iterator[tuple[str, str]]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from walk(f"{prefix}.{key}", value)
            else:
                yield f"{prefix}.{key}", str(value)

    files = sorted((STRINGS / language).glob("*.toml"))
    read = [(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))) for path in files]
    assert catalogue(language) == dict(pair for stem, table in read for pair in walk(stem, table))


def test_english_texts_quote_with_straight_marks() -> None:
    """The bundled font draws the curly ones as wide as a hanzi, with a hole beside the word."""
    folders = (ROOT / "resources" / "strings" / "en", ROOT / "resources" / "help" / "en")
    texts = [file for folder in folders for file in folder.iterdir()]
    report(file.name for file in texts if set(file.read_text(encoding="utf-8")) & set("“”‘’"))
