"""Rules about whole lines: what furniture says, wherever it comes from.

A rule matches a whole line (white space collapsed, case ignored). Each brings lines it must catch and lines it must
leave alone; a test walks both. Rules are for what no article says; everything that depends on the neighbours is the
line model's business.
"""

import functools
import re
from dataclasses import dataclass, field

from search.documents import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRule:
    """``pattern`` must match the whole line; ``because`` is the evidence a reader sees.

    ``signs``: one of these (in small letters) stands in every line that the rule catches; only such lines are tried. For
    rules that look far into a line before they fail. ``begins``, of the other rules: every line that the rule catches begins
    with one of these words (in small letters, three at the most of each count) or with no letter.
    """

    id: str
    pattern: str
    because: str
    catches: tuple[str, ...]
    leaves: tuple[str, ...]
    verdict: Verdict = Verdict.DROP
    longest: int = 160  # characters; a longer line is text, whatever it begins with
    signs: tuple[str, ...] = field(default=(), repr=False)
    begins: str = field(default="", repr=False)
    compiled: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", re.compile(self.pattern, re.IGNORECASE | re.VERBOSE))

    def matches(self, line: str) -> bool:
        return len(line) <= self.longest and self.compiled.fullmatch(line) is not None


LINE_RULES: tuple[LineRule, ...] = (
    LineRule(
        id="text.comment-prompt",
        pattern=r"""
            (?:leave|post|add|write|submit)\ (?:a|your|an?\ new)\ (?:reply|comment|response)(?:\ (?:on|to|below|
                here)\b.{0,60})?(?:\ cancel\ reply)?[.!:]? | cancel\ reply
            | be\ the\ first\ to\ (?:comment|reply|write\ a\ comment|leave\ a\ comment)(?:\ on\b.{0,80})?[.!]?
            | (?:no|\d[\d,.]*)\ (?:comments?|responses?|replies|kommentare?)(?:\ yet)?[.!:]?
            | comments?\ ?(?:\(\d+\))?:?
            | (?:comments?|discussion|replies)\ (?:are\ |is\ )?(?:closed|off|disabled)(?:\ (?:for|
                on)\b.{0,60})?[.!]? | (?:view|show|read|see|load)\ (?:all\ |more\ )?(?:\d+\ )?comments?
            | join\ the\ (?:conversation|discussion)[.!]?
            | scroll\ down\ to\ (?:comment|leave\ a\ comment)\b.{0,30}
            | (?:you\ must\ be\ |please\ )?log(?:ged)?\ in\ to\ (?:post\ a\ )?(?:comment|reply).{0,20}
            | your\ e-?mail\ address\ will\ not\ be\ published.{0,60} | required\ fields\ are\ marked.{0,5}
            | save\ my\ name,?\ e-?mail.{0,100}
            | notify\ me\ of\ (?:new|follow-?up)\ (?:comments|posts)\ (?:by|via)\ e-?mail\.?
            | schreiben?\ sie\ einen\ kommentar | kommentar(?:e)?\ (?:schreiben|verfassen|abgeben)
        """,
        begins=(
            "leave post add write submit cancel be no comment discussion replies view show read see load join scroll you please log"
            " required save notify schreib kommentar"
        ),
        because="a prompt of the comment section",
        catches=(
            "Leave a Reply",
            "Be the first to comment",
            "12 Comments",
            "Comments are closed.",
            "Your email address will not be published. Required fields are marked *",
        ),
        leaves=(
            "The ministry declined to comment.",
            "Leave a reply within ten days, the court ordered, or the case is closed.",
            '"Leave a reply," he told the operator.',
            "Comments by the delegation of Japan on Article 5",
        ),
    ),
    LineRule(
        id="text.about-publication",
        pattern=r"about\ (?:this\ (?:publication|site|website|blog)|us|the\ publisher)",
        begins="about",
        because="a heading of the page about its publisher",
        catches=("About this publication", "About us"),
        leaves=("About this publication there has been much debate.", "About the treaty"),
    ),
    LineRule(
        id="text.copyright",
        pattern=r"""
            \W{0,4}(?:(?:copyright|content|text)\s*)?(?:©|\(c\)\s*(?=\d{4}|copyright))(?=.*[^\W\d_]{2}|
                .*\d{4}).{1,156} | \W{0,4}copyright\s*[:,]?\s*(?:(?:1[89]|20)\d\d\b|©|\(c\)).{0,150}
            | \W{0,4}copyright\b.{3,100}\ball\ rights\ reserved\b.{0,40} | all\ rights\ reserved\.?
            | .{0,80}[.,|]\s*all\ rights\ reserved\W*
        """,
        because="a copyright notice",
        catches=(
            "Copyright © Stratfor Enterprises, LLC. All rights reserved.",
            "© 2012 The Economist Newspaper Limited",
            "Copyright 2009, Foreign Affairs",
            "All rights reserved.",
        ),
        leaves=(
            "The copyright reform bill passed its second reading.",
            "Copyright reform bill passes the Senate",
            "Copyright law in 2012 was a matter of dispute between the two houses of parliament.",
            "(c) the right of every State to leave the Treaty;",
        ),
        signs=("copyright", "©", "(c)", "all rights reserved"),
    ),
    LineRule(
        id="text.navigation",
        pattern=r"""
            (?:skip\ (?:to|over)\ (?:the\ )?(?:main\ )?(?:content|navigation|main|search))
            | (?:back\ to|return\ to|to)\ (?:the\ )?top | home\ ?page
            | (?:main\ |top\ |toggle\ |primary\ |open\ |close\ |show\ )?(?:menu|navigation)
            | (?:site|article|advanced|keyword)\ ?search
            | search(?:\ (?:this\ site|the\ site|site|for|form|here))?[:.…]* | site\ ?map | contact(?:\ us)?
            | (?:←|«|<)?\s*(?:previous|prev|next|older|newer)(?:\ (?:article|post|page|story|entries|
                posts))?\s*(?:→|»|>)? | you\ are\ here:? | breadcrumbs?
            | (?:terms|conditions)(?:\ (?:of|and|&)\ (?:use|service|conditions))+
            | privacy(?:\ (?:policy|notice|statement))? | accessibility(?:\ statement)? | careers
            | advertise(?:\ with\ us)? | imprint | impressum | datenschutz(?:erklärung)? | nutzungsbedingungen
            | faqs? | home(?:\ [>»›|/].{1,100})? | loading(?:\.\.\.|…)? | zum\ (?:haupt)?inhalt(?:\ springen)?
            | nach\ oben | startseite | mehr\ (?:lesen|erfahren)
        """,
        begins=(
            "skip back return to home menu navigation main top toggle primary open close show site article advanced keyword search"
            " contact previous next older newer you breadcrumb terms conditions privacy accessibility careers advertise imprint impressum"
            " datenschutz nutzung faq loading zum nach startseite mehr"
        ),
        because="navigation of the page",
        catches=(
            "Article Search",
            "Skip to main content",
            "Back to top",
            "Home > World > Asia",
            "« Previous post",
            "Privacy Policy",
        ),
        leaves=(
            "Search and rescue",
            "Next steps for the alliance",
            "Home rule for Scotland",
            "Menu costs and monetary policy",
            "Privacy and the law",
        ),
    ),
    LineRule(
        id="text.share",
        pattern=r"""
            (?:(?:please\ )?(?:share|tweet|print|pin|e-?mail|like|save|bookmark|pocket|download)(?:\ (?:this|on|
                it|via|with|to|article|story|page|post|pdf|by|an?|friends?|e-?mail|link|facebook|twitter|
                linkedin|whatsapp|reddit|x|pinterest|telegram|google\+?|the|your|in|us|now))*[:.!]?)
            | share\ this\ page:? | (?:follow|find|like|join)\ (?:us|me)\ (?:on|at)\ .{2,40}
            | follow\ (?:us|@\w+) | copy\ (?:the\ )?(?:link|url)(?:\ to\ clipboard)?
            | (?:facebook|twitter|linkedin|whatsapp|reddit|pinterest|telegram|instagram|youtube|tumblr|
                flipboard|pocket|messenger|google\+)(?:[\s,|/·•]+(?:facebook|twitter|linkedin|whatsapp|reddit|
                pinterest|telegram|instagram|youtube|tumblr|flipboard|e-?mail|print|x|rss|messenger|google\+))*
            | (?:artikel|beitrag)\ (?:teilen|drucken) | teilen | drucken | click\ to\ share\ on\ .{1,40}
        """,
        begins=(
            "please share tweet print pin email e-mail like save bookmark pocket download follow find join copy facebook twitter"
            " linkedin whatsapp reddit pinterest telegram instagram youtube tumblr flipboard messenger google artikel beitrag teilen drucken"
            " click"
        ),
        because="buttons for sharing",
        catches=(
            "Share this:",
            "Share on Facebook",
            "Tweet",
            "SHARE THIS PAGE:",
            "Follow us on Twitter",
            "Facebook | Twitter | Email",
        ),
        leaves=(
            "Share of world trade",
            "Print media in Hungary",
            "Facebook was fined by the Commission.",
            "Email from the Ambassador to the Secretary",
        ),
        longest=80,
    ),
    LineRule(
        id="text.subscription",
        pattern=r"""
            subscribe(?:\ (?:now|today|here|to\b.{1,60}|for\b.{1,60}|via\b.{1,40}))?[.!:]?
            | (?:sign|log)\ ?(?:in|up|out)(?:\ (?:now|here|for\b.{1,60}|to\b.{1,60}|with\b.{1,30}))?[.!:]?
            | register(?:\ (?:now|here|for\ free))?[.!]?
            | (?:get|receive)\ (?:our|the|all\ the)\ (?:(?:free|daily|weekly|latest|
                best)\ )*(?:news(?:letter)?s?|stories|updates|headlines)\b.{0,80}
            | (?:join|get)\ our\ (?:mailing\ list|newsletters?)\b.{0,40}
            | newsletters?(?:\ (?:sign-?\ ?up|abonnieren))? | (?:enter\ )?your\ e-?mail(?:\ address)?:?
            | already\ a\ (?:subscriber|member)\?.{0,40} | (?:create|open)\ (?:an?\ |your\ )?(?:free\ )?account
            | donate(?:\ (?:now|today|here))?[.!]? | support\ us | jetzt\ abonnieren | anmelden | registrieren
        """,
        begins="subscribe sign log register get receive join newsletter enter your already create open donate support jetzt anmelden",
        because="an invitation to subscribe, register or give",
        catches=(
            "Subscribe now",
            "Sign up for our newsletter",
            "Log in",
            "Get our free daily newsletter",
            "Donate now",
        ),
        leaves=(
            "Sign of the times",
            "Donate blood, officials urged after the attack.",
            "Subscribers to the convention",
            "Register of treaties",
        ),
        longest=120,
    ),
    LineRule(
        id="text.cookies",
        pattern=r"""
            (?:this|our)\ (?:web)?site\ uses\ cookies\b.{0,300}
            | (?:we|by\b.{1,60}\byou)\ (?:use|agree\ to\ (?:our|the)\ use\ of)\ cookies\b.{0,300}
            | (?:accept|reject|manage|allow)\ (?:all\ )?cookies?
            | cookie\ (?:policy|settings|preferences|notice)
            | diese\ (?:web)?seite\ (?:verwendet|nutzt)\ cookies\b.{0,300}
        """,
        begins="this our we by accept reject manage allow cookie diese",
        because="a notice about cookies",
        catches=(
            "This website uses cookies to improve your experience.",
            "We use cookies to personalise content.",
            "Accept all cookies",
            "Cookie Policy",
        ),
        leaves=("The directive on cookies was adopted in 2009.",),
        longest=400,
    ),
    LineRule(
        id="text.related",
        pattern=r"""
            (?:related|recommended|similar|popular|trending|featured|suggested|most\ (?:read|popular|viewed|
                recent|shared|commented)|latest|recent|more)\ ?(?:articles?|posts?|stories|story|content|news|
                topics?|links?|reading|coverage|items|publications|comments|videos?|now|today|in\ this\ section|
                from\ (?:this|the)\ author|like\ this|on\ this(?:\ topic)?|for\ you|to\ explore)*:?
            | (?:you\ (?:may|might)\ (?:also\ )?(?:like|enjoy|be\ interested\ in)|see\ also|read\ (?:also|next|
                more|the\ full\ (?:story|article))|continue\ reading|keep\ reading|up\ next|
                editor['’]?s['’]?\ picks?|click\ here(?:\ (?:to|for)\ (?:read|more|view)\b.{0,40})?|
                more\ from\ .{2,50}|what\ to\ read\ next|don['’]t\ miss)[:.…!»]* | related | mehr\ zum\ thema:?
            | das\ könnte\ sie\ auch\ interessieren:? | lesen\ sie\ auch:? | weiterlesen
            | (?:filed\ under|tags?|tagged(?:\ (?:with|as))?|categor(?:y|ies)|posted\ in|topics?|schlagwörter|
                keywords)\s?:.{0,140}
        """,
        begins=(
            "related recommended similar popular trending featured suggested most latest recent more you see read continue keep up"
            " editor click what don't don’t mehr das lesen weiterlesen filed tag category categories posted topic schlagwörter keywords"
        ),
        because="a heading of links to other articles",
        catches=(
            "Related Articles",
            "Most popular",
            "You may also like",
            "Read more...",
            "More from Foreign Policy",
            "Tags: Iran, Sanctions",
        ),
        leaves=(
            "Related: the Senate will take up the treaty next week, and its chairman expects a long debate.",
            "Most popular parties lost votes.",
            "More than forty people were killed.",
            "Latest talks end without agreement",
        ),
    ),
    LineRule(
        id="text.advertisement",
        pattern=r"""
            advertise?ments?:?
            | (?:(?:story|article)\ continues\ below\ advertisement|scroll\ (?:down\ )?to\ continue\b.{0,40}|
                continue\ reading\ (?:the\ main\ story|below)) | sponsored(?:\ (?:content|by\b.{0,40}|links?))?
            | promoted(?:\ content)? | anzeige | werbung | publicidad | publicité | ad
        """,
        begins="advertisement story article scroll continue sponsored promoted anzeige werbung publicidad publicité ad",
        because="a label of an advertisement",
        catches=("Advertisement", "Story continues below advertisement", "Sponsored Content"),
        leaves=("Advertisement of tenders was late.", "Ad hoc committee"),
        longest=80,
    ),
)


_LETTERS = 3
_LONGEST = max(rule.longest for rule in LINE_RULES)
# One expression for all of them says in one step, for most lines, that none applies. The rules are written in small letters:
# of small letters that is said in half the time.
_ANY = re.compile("|".join(f"(?:{rule.pattern})" for rule in LINE_RULES if not rule.signs), re.VERBOSE)
_BEGINNINGS = frozenset(word[:_LETTERS] for rule in LINE_RULES for word in rule.begins.split())
_SIGN = re.compile("|".join(re.escape(sign) for rule in LINE_RULES for sign in rule.signs))


@functools.lru_cache(maxsize=50_000)
def rule_for(line: str) -> LineRule | None:
    """The first rule that a line (white space collapsed) falls under. Remembered: furniture comes again and again."""
    if len(line) > _LONGEST:
        return None
    small = line.lower()
    if not (_may_begin(small) and _ANY.fullmatch(small)) and not _SIGN.search(small):
        return None
    return next((rule for rule in LINE_RULES if rule.matches(line)), None)


def _may_begin(small: str) -> bool:
    """Whether a line may begin as a rule without signs wants it: two in five lines of a page; the others take half the time."""
    return small[:_LETTERS] in _BEGINNINGS or small[: _LETTERS - 1] in _BEGINNINGS or not small[:1].isalpha()
