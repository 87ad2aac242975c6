"""What search and cleaning say in English, said in the language of the page.

They know nothing of languages; their sentences are recognised here by their form. A sentence that is not in the table is
shown as it is and marked as English; a test walks the sources and finds every one that is missing.
"""

import re
from functools import cache, lru_cache
from itertools import islice

from markupsafe import Markup

from web.language import ENGLISH, N_, Language, count, language

SENTENCES = (
    # how a query was read
    N_("A quotation mark is never closed; the phrase was read to the end."),
    N_("“%(field)s:” was read together with what follows the space."),
    N_("A single quotation mark behind a word was ignored."),
    N_("Invisible characters were ignored."),
    N_("The query names nothing to search for; it finds everything."),
    N_("Everything is in capitals, so AND, OR and NOT were read as words."),
    N_("“%(operator)s” has nothing to join on one side; it was ignored."),
    N_("“%(text)s” is not a date; “date” and “%(words)s” were searched as words."),
    N_("A closing parenthesis has no opening one; it was ignored."),
    N_("OR joins only its neighbours; the query was read as %(query)s"),
    N_("Negations one after the other cancel each other out."),
    N_("There is no field “%(field)s”; its name was searched as a word."),
    N_("A parenthesis is never closed; it was read to the end."),
    N_("There is nothing between the parentheses; they were ignored."),
    N_("Names and dates do not rank; “^” was ignored."),
    N_("Words side by side were read as one name; put OR or AND between names."),
    N_("There is nothing between the quotation marks; they were ignored."),
    N_('“~” wants a number behind a phrase, as in "a b"~5; it was ignored.'),
    N_("At most %(most)s words may stand between; ~%(number)s was read as ~%(read)s."),
    N_("“%(sign)s” says it twice; only the first was read."),
    N_("“~” says nothing behind parentheses; it was ignored."),
    N_("“^” says nothing here, for this part does not rank; it was ignored."),
    N_("“%(field)s:” wants a name behind it; it was ignored."),
    N_("“%(sign)s” says nothing behind a name; it was ignored."),
    N_("The text is long; it was read as its first %(number)s distinct words, without quotation marks or operators."),
    N_("The range %(first)s..%(last)s runs backwards; its ends were swapped."),
    N_("“~” says nothing in “%(text)s”; it was ignored."),
    N_("A boost lies between %(least)s and %(most)s; ^%(number)s was brought back to that."),
    N_("“%(text)s” has more than one “~” or “^”; only the first was read."),
    N_("“%(text)s” holds nothing that can be searched; it was ignored."),
    N_("“%(text)s” is searched as “%(word)s”."),
    N_("“%(text)s” was read without its question marks, as quotation marks that were lost."),
    N_("“%(text)s” was read as separate words: a wildcard works within one word."),
    N_("“*” and “?” say nothing in “%(text)s”; they were ignored."),
    N_("“%(text)s~” was read as separate words: a misspelling is one of a single word."),
    N_("“^” wants a number behind it, as in talks^2; it was ignored."),
    N_("“?” at the end of a word was read as punctuation; write wom* for beginnings."),
    N_("“~%(digits)s” is not a number of letters; a distance fitting the word was taken."),
    N_("A misspelling may differ by 1 or 2 letters; “~%(digits)s” was read as ~2."),
    N_("This archive knows no %(kind)s “%(name)s”."),
    # why a query cannot be searched for
    N_("The words of the query stand %(number)s times in the index; looking through them takes too long."),
    N_("Leave out the most frequent words, or write more of the letters before a “*”."),
    # why texts cannot be compared
    N_("A document cannot be compared with itself."),
    N_("It has only one version; name another document."),
    N_("Name two different versions of it."),
    N_("The query has %(number)s characters; %(allowed)s are allowed."),
    N_("Written out, the query has %(number)s characters; %(allowed)s are allowed."),
    N_("The query has %(number)s words and filters; %(allowed)s are allowed."),
    N_("Search for a few words or one sentence of the text."),
    N_("Take some parts away, or search for them one by one."),
    N_("Parentheses stand more than %(number)s deep."),
    N_("Take some of them away."),
    N_("“%(text)s” begins with a wildcard."),
    N_("Put at least one letter before * or ?, as in wom?n or nucl*."),
    N_("“%(text)s” has more than %(number)s asterisks."),
    N_("The phrase allows %(number)s different spacings; at most %(allowed)s are searched."),
    N_("Use fewer words or a smaller distance, or join the words with AND."),
    N_("%(text)s stands for more than %(number)s words of this archive."),
    N_("Write more of its letters."),
    N_("There are no dates beyond that one."),
    # what is wrong with a parameter
    N_("%(text)s is not a day of any calendar."),
    N_("%(text)s is not a date."),
    N_("Write 2012, 2012-03 or 2012-03-01."),
    N_("date_from (%(first)s) is after date_to (%(last)s)."),
    N_("Swap them."),
    N_("Undated documents cannot lie in a range of dates."),
    N_("Leave out date_from and date_to."),
    N_("Pages reach the first %(number)s hits; page %(page)s lies beyond them."),
    N_("Follow the cursor in `next` from page to page instead."),
    N_("%(name)s cannot be %(value)s."),
    N_("Choose %(choices)s or %(last)s."),
    N_("%(name)s is a whole number from %(least)s to %(most)s, not %(value)s."),
    N_("%(name)s is a whole number from %(least)s, not %(value)s."),
    N_("%(value)s is not a whole number above 0."),
    N_("The request has %(number)s filter values; %(allowed)s are allowed."),
    N_("A value of %(name)s is longer than %(number)s characters."),
    N_("%(value)s is asked for by %(one)s and excluded by %(other)s."),
    N_("Leave out one of the two."),
    N_("There is no facet %(name)s."),
    N_("Choose among %(names)s, or %(none)s alone."),
    N_("Choose one of: %(names)s."),
    N_("There is no export format %(name)s."),
    N_("There are: %(names)s."),
    N_("This cursor cannot be read."),
    N_("Start again from the first page, without a cursor."),
    N_("The cursor belongs to sort=%(one)s, the request asks for sort=%(other)s."),
    N_("The cursor belongs to another query or other filters."),
    N_("Send the cursor with the parameters it was given for."),
    # what is not here
    N_("%(id)s has no version %(number)s."),
    N_("It has versions 1 to %(number)s."),
    N_("There is no document %(id)s in this archive."),
    N_("%(id)s is an exact duplicate of %(other)s, which is in this archive."),
    N_("This archive names no entity %(id)s."),
    N_("Ids look like place:KP or person:kim-jong-il."),
    N_("Did you mean %(entities)s?"),
    N_("No document of this archive names %(id)s yet."),
    N_("%(id)s was decided to be no name and is shown nowhere."),
    N_("The reason given: %(why)s."),
    N_("What the archive holds of %(id)s is damaged and cannot be read."),
    N_("Whoever keeps the archive: `regesta verify` names all that is damaged; restore a backup from before."),
    # titles and details of problems
    N_("The request cannot be read"),
    N_("The query cannot be searched for"),
    N_("A parameter cannot be read"),
    N_("The cursor cannot be continued"),
    N_("The document was withdrawn"),
    N_("The document is damaged"),
    N_("Not in this archive"),
    N_("This archive's engine cannot do that"),
    N_("The archive does not answer"),
    N_("The request was refused"),
    N_("Something went wrong here"),
    N_("Too many requests"),
    N_("There was no time left"),
    N_("The request is too large"),
    N_("Is a reader there?"),
    N_("No such page"),
    N_("Only reading is possible here"),
    N_("The address is too long"),
    N_("Bad Request"),
    N_("The archive cannot be read at the moment; the log says why."),
    N_("The error was recorded under this request's number."),
    N_("Trying again may help."),
    N_("Nothing answers at this address."),
    N_("This archive is read with GET or HEAD; nothing can be sent to it."),
    N_("The query in the address is too long. Shorten it, or search for a part of it."),
    # why a line was judged so
    N_("a copyright notice"),
    N_("a heading of links to other articles"),
    N_("a heading of the page about its publisher"),
    N_("a label of an advertisement"),
    N_("a notice about cookies"),
    N_("a prompt of the comment section"),
    N_("an invitation to subscribe, register or give"),
    N_("buttons for sharing"),
    N_("navigation of the page"),
    N_("the reading time"),
    N_("the publisher's name below the copyright notice"),
    N_("stands below the copyright notice"),
    N_("prose that repeats"),
    N_("the head of the file"),
    N_("given as clean"),
    N_("in %(number)s of %(total)s documents of this source"),
    N_("in %(number)s of %(total)s documents of this folder"),
    N_("in %(number)s of %(total)s documents of no known source"),
    N_("furniture, as what repeats in this source shows"),
    N_("part of the text, as what repeats in this source shows"),
    N_("decided by hand; was %(verdict)s"),
    N_("keep"),
    N_("demote"),
    N_("harvest"),
    N_("drop"),
    # what is noted about a document
    N_("encoding repaired"),
)  # fmt: skip
_PLACE = re.compile(r"%\((\w+)\)s")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+")
# Where one sentence may end and the next begin.
_SEAM = re.compile(r"(?<=[.?!]) |; ")
# Text of a reader stands in some sentences, and may be made to look like parts of others: what is longer, or has more seams, is
# not looked into.
_LONGEST = 400
_MOST_SEAMS = 6


def translated(text: str) -> str | Markup:
    """``text`` in the language of the page; what nobody has translated is marked as English."""
    spoken = language()
    if spoken is ENGLISH or not text:
        return text
    return _translated(text, spoken) if len(text) <= _LONGEST else _as_english(text)


@lru_cache(maxsize=1024)
def _translated(text: str, spoken: Language) -> str | Markup:
    whole = _whole(text, spoken)
    if whole is not None:
        return whole
    for seam in islice(_SEAM.finditer(text), _MOST_SEAMS):
        if (head := _whole(text[: seam.start()], spoken)) is not None:
            rest = _translated(text[seam.end() :], spoken)
            return Markup("{}{}{}").format(head, seam[0], rest)
    return _as_english(text)


def _as_english(text: str) -> Markup:
    return Markup('<span lang="en">{}</span>').format(text)


def _whole(text: str, spoken: Language) -> str | None:
    """The translation where the whole text is one sentence of the table."""
    for form, sentence in _forms():
        if found := form.fullmatch(text):
            values = {name: _value(name, value, spoken) for name, value in found.groupdict().items()}
            said = spoken.gettext(sentence)
            return said % values if values else said
    return None


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each sentence with the expression that recognises it, the longest first: a short one may fit into a long one."""
    return tuple(
        (form_of(sentence), sentence) for sentence in sorted(SENTENCES, key=lambda each: -len(_PLACE.sub("", each)))
    )


def form_of(sentence: str) -> re.Pattern[str]:
    """What the sentence looks like with anything in its places."""
    parts = _PLACE.split(sentence)
    pattern = "".join(f"(?P<{part}>.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    return re.compile(pattern, re.DOTALL)


def _value(name: str, value: str, spoken: Language) -> str:
    if _GROUPED.fullmatch(value):
        return count(int(value.replace(",", "")))
    return spoken.gettext(value) if name in ("kind", "verdict") else value
