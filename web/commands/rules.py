"""``regesta rules``: what archivists wrote about lines: listed, tested, tried on the whole archive, applied."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from web.commands.archives import existing_archive
from web.commands.command import DONE, SOME_FAILED, Command, CommandParser, Run, UsageError
from web.commands.recleaned import print_outdated, print_recleaned, recleaned_json
from web.commands.terminal import Progress

if TYPE_CHECKING:
    from indexer.cleaning import ArchivistRule, RuleBook, RuleSet
    from indexer.previewing import LineEffect

ACTIONS = ("list", "test", "preview", "apply")
_SHOWN = 20  # lines printed of a preview; --json has more
_MOST = 1_000  # lines in a preview's JSON unless --limit says otherwise
_QUOTED = ("drop", "demote", "keep", "harvest")
_TOLD = 60  # characters of a quoted line


def _declare(parser: CommandParser) -> None:
    parser.words("words", metavar="list|test|preview|apply [FILE|RULE]", nargs="+", help="what to do, and with what")
    parser.json_option()
    for verdict in _QUOTED:
        parser.option(
            f"--{verdict}", metavar="LINE", group="preview", help=f"try a rule that would {verdict} this very line"
        )
    parser.option("--source", metavar="NAME", group="preview", help="the source that rule would be for (all)")
    parser.option("--limit", metavar="N", type=int, group="preview", help="list so many changed lines at most")


def _run(run: Run) -> int:
    action, *rest = run.options.words
    match action:
        case "list":
            return _list(run, rest)
        case "test":
            return _test(run, rest)
        case "preview":
            return _preview(run, rest)
        case "apply":
            return _apply(run, rest)
        case _:
            raise UsageError(
                f"`regesta rules` cannot {action!r}.", hint=f"It has {', '.join(ACTIONS)}.", command="rules"
            )


def _none_of(rest: list[str], action: str) -> None:
    if rest:
        hint = "It applies the rules that are saved in the archive's folder `rules`." if action == "apply" else ""
        raise UsageError(f"`regesta rules {action}` takes nothing more, not {rest[0]!r}.", hint=hint, command="rules")


# --- list and test ----------------------------------------------------------------------------------------------------


def _list(run: Run, rest: list[str]) -> int:
    from indexer.cleaning.rulebook import FOLDER_NAME, read_rule_book

    _none_of(rest, "list")
    archive = existing_archive(run)
    book = read_rule_book(archive.path, tested=False)
    rows = [(book.files[each.source], each.source, rule) for each in book.sets for rule in each.rules]
    if run.options.json:
        run.terminal.json(
            {"rules": [{"file": name, "source": source, **_as_json(rule)} for name, source, rule in rows]}
        )
        return DONE
    if not rows:
        run.terminal.say(f"No rules are written; they stand in files in {archive.path / FOLDER_NAME}.")
    for name, source, rule in rows:
        about = f"of {source}" if source else "of all sources"
        run.terminal.print(f"{name}: {rule.id}: {rule.verdict.value} {rule.by} {_quoted(rule.quoted)} {about}")
        if rule.because:
            run.terminal.print(f"    {rule.because}")
    return DONE


def _as_json(rule: "ArchivistRule") -> dict[str, object]:
    return {
        "id": rule.id,
        "verdict": rule.verdict.value,
        "by": rule.by,
        "quoted": rule.quoted,
        "because": rule.because,
        "catches": list(rule.catches),
        "leaves": list(rule.leaves),
    }


def _test(run: Run, rest: list[str]) -> int:
    from indexer.cleaning import RulesError, broken_examples
    from indexer.cleaning.rulebook import read_rule_book, read_rule_file, rule_files

    if rest:
        paths = [Path(each) for each in rest]
    else:
        archive = existing_archive(run)
        paths = rule_files(archive.path)
    problems: list[dict[str, object]] = []
    tested = examples = 0
    for path in paths:
        try:
            rules = read_rule_file(path)
        except RulesError as error:
            problems.append({"file": str(path), "problem": str(error)})
            continue
        tested += len(rules.rules)
        examples += sum(len(rule.catches) + len(rule.leaves) for rule in rules.rules if rule.by != "selector")
        problems += [
            {
                "file": str(path),
                "rule": broken.rule,
                "example": broken.example,
                "problem": f"rule {broken.rule!r} {'misses' if broken.should_match else 'catches'} {_quoted(broken.example)}",
            }
            for broken in broken_examples(rules)
        ]
    if not rest and not problems:
        read_rule_book(archive.path)  # also what only shows between files: two for one source
    if run.options.json:
        run.terminal.json({"files": len(paths), "rules": tested, "examples": examples, "problems": problems})
    else:
        for each in problems:
            said = str(each["problem"])
            run.terminal.print(said if str(each["file"]) in said else f"{each['file']}: {said}")
        run.terminal.print(f"{tested} rules in {len(paths)} files, {examples} examples, {len(problems)} problems")
    return SOME_FAILED if problems else DONE


# --- preview ----------------------------------------------------------------------------------------------------------


def _preview(run: Run, rest: list[str]) -> int:
    from indexer.cleaning.rulebook import read_rule_book
    from indexer.previewing import preview

    archive = existing_archive(run)
    saved = read_rule_book(archive.path, tested=False)
    current, proposed, text = _tried(run, rest, saved)
    bar = Progress(run.terminal, "looked at")
    most = run.options.limit if run.options.limit is not None else (_MOST if run.options.json else _SHOWN)
    listed: list[LineEffect] = []
    looked_at = 0
    lines, changed = Counter[str](), Counter[str]()
    documents: Counter[str] = Counter()

    def progress(count: int) -> None:
        nonlocal looked_at
        looked_at = count
        bar.at(count)

    matched = last = ""
    for effect in preview(archive, current, proposed, progress=progress):
        lines[effect.rule] += 1
        if effect.document != matched:
            matched = effect.document
            documents["matched"] += 1
        if not effect.changes:
            continue
        changed[effect.rule] += 1
        if effect.document != last:
            last = effect.document
            documents["changed"] += 1
        if len(listed) < most:
            listed.append(effect)
    bar.done()
    if run.options.json:
        run.terminal.json(
            {
                "looked_at": looked_at,
                "lines": lines.total(),
                "documents": documents["matched"],
                "changed_lines": changed.total(),
                "changed_documents": documents["changed"],
                "rules": {rule: {"lines": lines[rule], "changed": changed[rule]} for rule in sorted(lines)},
                "changes": [_effect_json(effect) for effect in listed],
            }
        )
        return DONE
    for effect in listed:
        run.terminal.print(
            f"{effect.document} {effect.line}: {effect.before.value} -> {effect.after.value}  {_quoted(effect.text)}  "
            f"({effect.rule})"
        )
    if changed.total() > len(listed):
        run.terminal.print(f"... and {changed.total() - len(listed)} more (--limit N lists more)")
    run.terminal.print(
        f"{lines.total()} lines in {documents['matched']} documents fall under it, {changed.total()} in "
        f"{documents['changed']} documents come out otherwise; {looked_at} documents were looked at. Nothing was changed."
    )
    if text:
        run.terminal.print(f"\n{text}")
    return DONE


def _tried(run: Run, rest: list[str], saved: "RuleBook") -> "tuple[RuleBook, RuleBook, str]":
    """The rules before, the rules after, and what to write in a file to have them."""
    from indexer.cleaning import broken_examples
    from indexer.cleaning.rulebook import read_rule_file

    quoted = [(verdict, line) for verdict in _QUOTED if (line := getattr(run.options, verdict)) is not None]
    if len(quoted) + len(rest) != 1:
        raise UsageError(
            "Which rule is to be tried?",
            hint="Name a file of rules, the id of a saved one, or quote a line: --drop 'Leave a Reply'.",
            command="rules",
        )
    if quoted:
        verdict, line = quoted[0]
        rules, text = _quoting(saved, verdict, line, run.options.source)
        return saved, saved.replacing(rules), text
    [name] = rest
    known = [rule.id for each in saved.sets for rule in each.rules]
    if name in known:
        return saved.without(name), saved, ""
    if not Path(name).is_file():
        raise UsageError(
            f"{name!r} is neither a file nor the id of a saved rule.",
            hint=f"Saved are {', '.join(known)}." if known else "No rules are saved yet.",
            command="rules",
        )
    rules = read_rule_file(Path(name))
    for broken in broken_examples(rules):
        run.terminal.say(
            f"rule {broken.rule!r} {'misses' if broken.should_match else 'catches'} its example {_quoted(broken.example)}"
        )
    return saved, saved.replacing(rules), ""


def _quoting(saved: "RuleBook", verdict: str, line: str, source: str | None) -> "tuple[RuleSet, str]":
    """The saved set for the source with a rule about one line before the others, and that rule as it is written."""
    from dataclasses import replace

    from indexer.cleaning import read_rules
    from indexer.cleaning.rulebook import GLOBAL_NAME, same_source

    head = f"version = 1\nsource = {_toml(source)}\n" if source else "version = 1\n"
    rule = (
        f'[[rule]]\nid = "{_id_from(line)}"\nverdict = "{verdict}"\nexact = {_toml(line)}\ncatches = [{_toml(line)}]\n'
    )
    rules = read_rules(head + rule)
    before = next((each for each in saved.sets if same_source(each, rules)), None)
    if before is not None:
        rules = replace(before, rules=(*rules.rules, *before.rules))
    file = saved.files.get(before.source) if before is not None else "" if source else GLOBAL_NAME
    place = f"in rules/{file}" if file else "in a file of the archive's folder rules/"
    return rules, f"To save it, write {place}:\n\n{'' if before else head}\n{rule}"


def _id_from(line: str) -> str:
    words = "".join(char if char.isalnum() else " " for char in line.lower()).split()
    return "-".join(words[:4]) or "line"


def _toml(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's as well."""
    import json

    return json.dumps(text, ensure_ascii=False)


def _effect_json(effect: "LineEffect") -> dict[str, object]:
    return {
        "document": effect.document,
        "line": effect.line,
        "text": effect.text,
        "before": effect.before.value,
        "after": effect.after.value,
        "rule": effect.rule,
    }


# --- apply ------------------------------------------------------------------------------------------------------------


def _apply(run: Run, rest: list[str]) -> int:
    from indexer.learning.applying import apply_rules
    from web.commands.index import processors

    _none_of(rest, "apply")
    learned = apply_rules(
        existing_archive(run),
        jobs=run.settings.jobs or processors(),
        committed=lambda count: run.terminal.say(f"committed {count}"),
    )
    if run.options.json:
        told = {"judged": learned.judged, "outdated": learned.outdated}
        run.terminal.json({**told, **recleaned_json(learned.recleaned, learned.named)})
    else:
        print_recleaned(learned.recleaned, learned.named, run.terminal)
        print_outdated(learned.outdated, run.terminal)
        run.terminal.print(f"{learned.judged} documents judged again, {learned.recleaned} came out otherwise")
    return DONE


def _quoted(text: str) -> str:
    flat = " ".join(text.split())
    return f"“{flat}”" if len(flat) <= _TOLD else f"“{flat[: _TOLD - 1]}…”"


RULES = Command(
    about="Rules that archivists write about lines: TOML files in the archive's folder rules/, all.toml for all sources and one\n"
    "for each source. `list` prints them, `test` runs their examples, `preview` tells what a file, a saved rule or a quoted\n"
    "line would change in the whole archive and changes nothing, `apply` judges again what the rules as saved are about\n"
    "(as does every `index` and `reindex`).",
    declare=_declare,
    run=_run,
    examples="""\
  regesta rules test stratfor.toml
  regesta rules preview stratfor.toml
  regesta rules preview --drop "Article Search" --source Stratfor
  regesta rules apply
""",
)
