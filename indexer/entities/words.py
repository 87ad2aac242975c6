"""Closed lists of words that say what kind of name they stand beside. Lower case, without full stops."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words(
    """
    mr mrs ms miss dr prof professor gen general sen senator sens senators rep representative gov
    governor lt col colonel sgt capt captain cmdr commander maj major adm admiral rev reverend hon
    amb ambassador president vice prime minister premier chancellor secretary king queen prince
    princess sheikh sheik shaikh emir sultan shah pope bishop archbishop cardinal ayatollah imam
    mullah judge justice mayor chairman chairwoman chief director spokesman spokeswoman spokesperson
    congressman congresswoman lord lady sir dame leader envoy emperor marshal brother sister father
    comrade undersecretary commissioner messrs h.e honorable honourable sergeant lieutenant corporal brigadier baroness baron
    viscount count speaker deputy assistant under acting foreign defense defence interior finance
    acting-president generalissimo madame monsieur señor herr mp analyst attorney treasurer presidents plenipotentiary
    """
)
# Titles that make the name after them a person's beyond doubt; "Foreign" or "Secretary" alone do not.
PERSON_TITLES = TITLES - _words(
    "vice prime assistant under acting foreign defense defence interior finance deputy general director chief representative "
    "secretary leader justice major commander attorney count analyst minister sister father brother spokesman"
)
ORG_WORDS = _words(
    """
    ministry department agency council committee commission union party bank university institute
    association federation organization organisation foundation corporation company group ltd inc
    corp plc llc co court parliament congress senate assembly bureau office authority board army
    navy police guard guards command centre center club society league alliance movement front
    brigade times post news press journal herald tribune network fund forum college hospital church
    service services systems airlines airways motors industries administration directorate
    secretariat division battalion regiment corps squadron brigades legislature tribunal cabinet
    programme coalition confederation consortium institution laboratory laboratories academy embassy
    consulate mission taskforce partners holdings enterprises bundesbank ministries staff militia
    battalions
    """
)
# Words of companies, clubs and movements that are found in other names too ("Kings Road"): they hint at a body, no more.
BODY_WORDS = _words(
    """
    motor securities electronics electric oil gas petroleum steel metals mining mines chemical chemicals pharma
    pharmaceuticals foods brewery breweries stores brands resources capital financial finance insurance assurance
    bancorp technologies technology software semiconductor telecom telecommunications wireless television tv radio fm
    records pictures studios entertainment productions publishing shipping rail railway railways railroad transit
    logistics hotels hospitals clinic properties developments realty construction cement engineering aerospace
    aircraft aviation airline airways exchange bourse bolsa borse chamber grupo gruppo groupe banco banca banque banka
    sa spa ag gmbh nv bv ab oyj asa pte pty bhd tbk sas kk pllc lp sons brothers bros associates advisors advisers
    consulting consultants ventures investments investors asset equity securitas fc afc cf sc ac bc rovers wanderers
    athletic albion real deportivo sporting dynamo dinamo spartak lokomotiv torpedo olympique borussia atletico
    athletico racing inter academy stars pillars eagles lions tigers bears giants warriors kings knights raiders
    pirates hawks falcons wolves sox liberation resistance jihad mujahideen jaish lashkar ansar harakat hizb tehreek
    jamaat parti partido partei customs revenue electoral regulatory appeals ombudsman forces fighters
    """
)
PLACE_WORDS = _words(
    """
    river lake mount mountain mountains sea ocean gulf bay island islands peninsula province state
    city county district region valley desert strait straits airport street avenue road square port
    village town park building house palace bridge border canal base camp governorate oblast heights
    hills plateau basin territory territories cape delta coast archipelago prefecture canton hotel
    hall
    """
)
EVENT_HEADS = _words(
    """
    talks summit conference war crisis revolution uprising intifada year olympics games election
    elections round dialogue negotiations campaign operation exercise exhibition
    festival anniversary massacre bombing attack attacks
    """
) - _words("campaign operation exercise")
AGREEMENT_HEADS = _words(
    """
    treaty accord accords agreement convention protocol protocols pact
    framework declaration charter communique communiqué concordat covenant act memorandum
    """
) - _words("memorandum")
MONTHS = _words(
    """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov
    dec mon tue tues wed thu thurs fri sat sun
    """
)
SAY = _words(
    """
    said says told added argued warned announced wrote claimed stated noted visited met insisted
    called explained urged replied asked emphasized stressed expressed thanked remarked inquired
    thinks believes
    """
)
FUNCTION_WORDS = _words(
    """
    the a an in on at of for and but or nor so yet if as by to from with without after before while
    when where who what why how which that this these those there here he she it they we i you his
    her its their our my your is are was were be been has have had do does did not no yes all some
    many most more much such both each every any other another one two three first second third last
    new old despite although though because since until later earlier unlike like under over between among during
    through also even still just only however meanwhile moreover furthermore indeed instead then
    thus today yesterday tomorrow now again once will would could should may might can must let
    according about against along around across behind beyond above below off out up down into onto
    upon within per via than too very well subject participants note re ref memorandum telegram top
    secret confidential attachment copyright page chapter section article part volume annex table
    figure remarks thank thanks
    thereupon whereupon hereby herewith hitherto heretofore nevertheless notwithstanding whereas accordingly consequently
    hence henceforth otherwise besides likewise perhaps
    """
)
# "I've" and "That's" begin sentences, with either apostrophe.
FUNCTION_WORDS |= {
    word + apostrophe + ending
    for word in FUNCTION_WORDS
    for apostrophe in "'’"
    for ending in ("ve", "m", "re", "ll", "d", "t", "s")
    if len(word) > 1 or word == "i"
} | {word + apostrophe + "t" for word in ("don", "won", "can", "isn", "doesn", "didn", "couldn") for apostrophe in "'’"}
# Given names by which English speakers call each other; alone they say who is meant to those present only. Names that are
# as often family names ("Thomas", "Scott") or those of kings are left out.
GIVEN_ALONE = _words(
    """
    aaron abby abigail adam adrian alan alec alex alexandra alfie alice alison allison alyssa amanda amber amy andrea andy angela
    angie anita ann anna anne annie april arne ashley audrey barack barb barbara becky ben benjamin bernie beth betsy betty bev bill
    billy bob bobbie bobby brad brandon brenda brent brett brian bridget brittany bruce caitlin candace carl carla carol caroline
    carolyn casey cassie catherine cathy charlene charlie chelsea cheryl chloe chris christi christina christine christopher christy
    chuck cindy claire colin connie corey courtney craig crystal cynthia daisy dan dana daniel danielle danny darlene darrell darryl
    dave david dawn deb debbie deborah debra denise derek diana diane dick don donna doris dorothy doug dustin dylan ed eddie
    eileen eleanor elena elizabeth ellen emily emma eric erica erik erin ethan eva evan eve evelyn felicia fiona frances fran fred
    gabby gail gary gavin gene geoff gerry gina glenn gloria grace greg gretchen gwen hank hannah harriet heather heidi helen
    herb hillary holly ian irene isaac isabel jack jackie jacob jaclyn jake jamie jan jane janet janice jared jason jay jean jeanne
    jeff jeffrey jen jenna jennifer jenny jeremy jerry jess jesse jessica jill jim jimmy jo joan joanne jodi joe joel joey john johnny
    jon jonathan josh joshua joyce juan judith judy julia julian julie justin karen kate katherine kathleen kathryn kathy katie
    katy kayla keith kelly ken kenny kevin kim kimberly kirk kirsten kristen kristin kurt kyle larry laura lauren leah len leslie lily
    linda lindsay lisa liz lois lori louise lucy luke lynn madeline maggie malcolm marcia margaret maria marian marie marilyn mark
    marsha mary matt matthew maureen megan melanie melinda melissa michael michele michelle mickey mike miranda mitch molly monica
    nancy naomi natalie nate nathan neil nicholas nick nicole nina noah norm olivia owen paige pam pamela pat patricia patrick
    patty paula peggy penny pete peter phil philip phyllis polly rachel ralph ray rebecca rich richard rick ricky rita rob robert
    robin rod roger ron ronnie rosemary roy ruth ryan sally sam samantha sandra sandy sara sarah sasha scott sean seth shannon
    sharon sheila shelly sheryl shirley sophie stacy stephanie stephen steve steven stu sue susan suzanne sylvia tamara tammy tara
    ted teresa teri terry theresa tiffany tim timothy tina toby todd tom tommy tony tracy travis tyler valerie vanessa vicki vicky
    victoria vince virginia wanda wayne wendy will willie yvonne zach
    """
) - _words(
    "ed jo kim len lois pat ray roy ryan scott will don kelly virginia victoria april dawn grace crystal amber fran"
)
# Family names that stand first. A lone "Wen" after "Wen Jiabao" is he, "Jong" after "Kim Jong Il" is nobody.
FAMILY_FIRST = _words(
    """
    kim park pak lee rhee yi choi choe chung jung jang chang ri hwang moon roh ahn ban han cho kang
    yoon wen hu xi jiang li wang zhang chen liu deng mao zhou zhu yang ma wu lin bo he sun zhao chou
    chiang huang hua nguyen ngo tran le pham vo ho truong duong aung thein sihanouk hun heng lon pol
    khieu abe
    """
)
# A capital after one of these is a city; anywhere else it may stand for its government.
PLACE_PREPOSITIONS = _words(
    "in to at near outside around through via visit visits visited visiting leave left leaving reach reached arrived "
    "into toward towards downtown central across"
)
# Who holds an office; a span that names one of them and no institution is no organisation.
OFFICE_HOLDERS = _words(
    """
    secretary minister president ambassador spokesman spokeswoman chairman director commissioner chancellor premier governor
    senator representative envoy attaché attache undersecretary under-secretary secretary-general
    """
)
# Words that capitals alone make look like names: telegraphese, forms of address, parts of documents.
NOT_NAMES = FUNCTION_WORDS | _words(
    """
    dept embtel deptel reftel embdes emboff fonmin primin depcirtel excellency excellencies ladies
    gentlemen heads state government states governments members member i you applause laughter jr sr
    charge chargé embassy legation consulate covid-19 covid internet god attachment enclosure tab
    annex resolution honorable honourable majesty highness union kingdom executive branch islam aids
    hiv gdp lng sids ldcs federal al native americans notetaker navigation est edt gmt utc a.m p.m
    party reds am pm treaties agreements secretariat-general eyes limited distribution unclassified noforn
    limdis exdis nodis sincerely tab tabs delegates distinguished almighty adviser advisor counselor counsellor
    plenipotentiary extraordinary sec chancery headquarters station kaiser north tdy principal consul consul-general q
    gentleman gentlewoman moderator audience question answer omitted relations independence unification consulate presence
    department alliance house ministers army allied bloc center democrats republicans tv ceo pl league airborne
    conference palace summit medicare medicaid communism american arab fyi vol
    gnp dna icbm icbms slbm slbms abm r&d q&a h1n1 sars lgbt lgbtq lgbti wmd ied ieds mou mous pow pows kia mia sdg sdgs mdgs
    islamophobia antisemitism obamacare brexit ebola zika malaria alzheimer alzheimer's hispanic hispanics latino latinos
    p.s n.b asap faq url pdf html email e-mail wi-fi ai 5g 4g
    a-z diy ok rsvp aka b2b b2c protocol
    allah taoiseach inshallah celsius fahrenheit bible quran koran title
    """
)
NOT_NAMES_TOGETHER = frozenset(
    (
        "social security",
        "free world",
        "native american",
        "special forces",
        "central intelligence",
        "iron curtain",
        "task force",
        "task forces",
        "diplomatic relations",
        "international community",
        "national unity",
        "crown prince",
        "army attaché",
        "private sector",
        "civil society",
        "human rights",
        "climate change",
        "national security affairs",
        "national security advisor",
        "national security adviser",
        "consular relations",
        "peace and security",
        "air force one",
        "west wing",
        "green card",
        "green cards",
    )
)
# Title-case headings begin with what was done; the name is what follows "of" or "by" ("Establishment of ...").
HEADINGS = _words(
    """
    remarks opening establishment statement interview toast meeting visit recognition summary cessation expansion resumption
    signing conversation address report instructions arrival departure dedication presentation readout discussion foundation
    memorandum telegram letter message beginning raising closure elevation severance restoration
    """
)
# Words that make no event or agreement of a head word alone: "Joint Press Conference", "Draft Communique".
GENERIC = _words(
    "press joint international ministerial draft founding intergovernmental preparatory bilateral general annual fiscal calendar "
    "news full major summit"
)
# Institutions' heads that a text uses alone for the institution it named before: "the Council".
SHORT_HEADS = _words(
    "council assembly commission agency department bank court fund committee ministry union board organization"
)
