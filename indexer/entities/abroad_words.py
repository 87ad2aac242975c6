"""Words beside names in other languages, by language: titles, what bodies are called, small words. Lower case."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from indexer.metadata.languages import common_words


def _by_language(text: str) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for word in text.split():
        if word.endswith(":"):
            words = found.setdefault(word[:-1], set())
        else:
            words.add(word)
    return {language: frozenset(words) for language, words in found.items()}


TITLES = _by_language(
    """
    de: herr herrn frau dr prof professor professorin präsident präsidentin bundespräsident bundespräsidentin
        kanzler kanzlerin bundeskanzler bundeskanzlerin minister ministerin ministerpräsident ministerpräsidentin
        premierminister premierministerin staatssekretär staatssekretärin botschafter botschafterin general
        generalsekretär generalsekretärin papst könig königin bürgermeister bürgermeisterin abgeordnete abgeordneter
        senator senatorin kommissar kommissarin
    fr: m mm mme mlle mr monsieur madame dr docteur pr professeur président présidente ministre premier général
        colonel chancelier chancelière ambassadeur ambassadrice sénateur sénatrice député députée maire roi reine
        prince princesse pape cardinal
    es: sr sra srta señor señora don doña dr dra doctor doctora presidente presidenta expresidente ministro ministra
        canciller general coronel embajador embajadora senador senadora diputado diputada alcalde alcaldesa
        gobernador gobernadora rey reina príncipe papa cardenal
    it: signor signora sig dott dottor prof professor presidente ministro ministra premier generale colonnello
        ambasciatore senatore senatrice deputato onorevole on sindaco re regina principe papa cardinale
    pt: sr sra senhor senhora dom dona dr dra doutor doutora presidente ministro ministra chanceler general coronel
        embaixador embaixadora senador senadora deputado deputada governador rei rainha príncipe papa cardeal
    nl: dhr mevr mevrouw meneer heer dr prof premier president minister minister-president staatssecretaris generaal
        ambassadeur koning koningin prins prinses paus burgemeester kamerlid
    pl: pan pani dr prof prezydent premier minister generał gen ambasador senator poseł posłanka król królowa papież
    cs: pan paní dr prof prezident premiér ministr ministryně generál král papež
    ro: dl domnul doamna dr președintele premierul ministrul generalul regele papa
    sv: herr fru dr professor president statsminister statsministern utrikesminister minister kung drottning
    da: hr fru dr professor præsident statsminister udenrigsminister minister konge dronning
    no: herr fru dr professor president statsminister utenriksminister minister konge dronning
    ru: г господин госпожа президент премьер премьер-министр министр генерал посол сенатор депутат король папа
    uk: пан пані президент прем'єр прем'єр-міністр міністр генерал посол депутат
    """
)
# After these comes what they are for as often as a name: "Ministrul Educației", "ministro de Defensa".
OF_SOMETHING = frozenset(
    """ministre ministro ministra minister ministr ministryně ministrul premier premierul deputado deputada deputat député
    députée diputado diputada deputato poseł posłanka посол министр депутат міністр général general generale generalul generaal
    генерал sénateur sénatrice senador senadora senatore senator сенатор ambassadeur embajador embaixador ambasador""".split()
)
# "Außenminister", "Regierungschefin": German offices are made of words.
TITLE_ENDS = ("minister", "ministerin", "präsident", "präsidentin", "sekretär", "sekretärin", "chef", "chefin")

# What a body's name begins with, in languages that put it first; inflected where the language does so.
BODY_HEADS = _by_language(
    """
    fr: ministère université institut agence assemblée sénat conseil cour tribunal commission comité parti banque
        fédération confédération union association fondation organisation secrétariat académie école collège
        observatoire office centre société syndicat mouvement front ligue haut-commissariat direction préfecture
        ambassade chambre
    es: ministerio universidad instituto agencia asamblea senado congreso consejo corte tribunal comisión comité
        partido banco federación confederación unión asociación fundación organización secretaría academia escuela
        colegio observatorio oficina centro sociedad sindicato movimiento frente liga dirección fiscalía embajada
        cámara servicio cooperativa
    it: ministero università istituto agenzia assemblea senato consiglio corte tribunale commissione comitato
        partito banca federazione confederazione unione associazione fondazione organizzazione segretariato
        accademia scuola osservatorio ufficio centro società sindacato movimento fronte lega direzione ambasciata
        camera
    pt: ministério universidade instituto agência assembleia senado congresso conselho supremo tribunal comissão
        comité comitê partido banco federação confederação união associação fundação organização secretaria academia
        escola observatório escritório centro sociedade sindicato movimento frente liga direção embaixada câmara
    ro: ministerul universitatea institutul agenția adunarea senatul consiliul curtea tribunalul comisia comitetul
        partidul banca federația uniunea asociația fundația organizația
    pl: ministerstwo uniwersytet instytut agencja sejm senat rada sąd trybunał komisja komitet partia bank federacja
        unia związek fundacja organizacja stowarzyszenie akademia urząd
    cs: ministerstvo univerzita institut agentura senát rada soud komise výbor strana banka federace unie svaz
        nadace organizace akademie úřad
    """
)
# What it ends with, in languages that make one word of it or put it last.
BODY_ENDS: Mapping[str, tuple[str, ...]] = {
    "de": (
        "partei", "ministerium", "amt", "universität", "hochschule", "institut", "bank", "verband", "gericht", "parlament",
        "kommission", "gesellschaft", "stiftung", "rat", "bund", "union", "agentur", "behörde", "konzern", "gmbh",
        "destag", "landtag", "reichstag",
    ),
    "nl": ("partij", "ministerie", "universiteit", "hogeschool", "instituut", "bank", "bond", "raad", "parlement", "commissie"),
    "sv": ("partiet", "departementet", "universitet", "högskola", "institutet", "banken", "förbundet", "domstolen", "myndigheten"),
    "da": ("partiet", "ministeriet", "universitet", "instituttet", "banken", "forbundet", "retten", "styrelsen"),
    "no": ("partiet", "departementet", "universitet", "instituttet", "banken", "forbundet", "retten"),
}  # fmt: skip
# What joins two people's names: "Harsich y Fragni".
AND = frozenset("y e et und en i og och a și и і".split())
# Small words inside a name.
PARTICLES = frozenset("de del della di da das do dos du des la las los le el van von ter ten zu y e bin ben al".split())
# Articles that are part of a name only after "van" or "von".
ARTICLES = frozenset("der den de het".split())
# German towns that are nouns too ("das Essen"): these are meant only after a preposition of place.
NOUN_TOWNS = frozenset("Essen Bergen Halle Baden Singen Hof Lage Moers Corona Liege Mango Salem Rum".split())
# Papers and companies that are nouns too: "in Kraft", "ein Bild".
NOUN_BODIES = frozenset("Bild Stern Kraft Spiegel Welt Zeit Focus Post Sprint Mars Allianz Schneider Elf Total".split())
_MORE_WORDS = _by_language(
    """
    de: ich du er wir ihr sie man kein keine keinen mein meine dein sein seine unser unsere euer ihre ihren ihrer
        ihrem ihnen dich dir mich mir uns euch dieser diese dieses diesen diesem jeder jede jedes alle alles viele
        mehr sehr nur noch schon immer wieder dann wenn weil dass aber doch jedoch also hier dort heute gestern
        morgen jetzt wer wo wann warum was welche welcher durch gegen ohne um seit während vor über unter zwischen
        neben hinter bis ab laut trotz wegen statt darin darauf darum dazu damit davon dafür daher danach dabei
        zudem allerdings außerdem bei beim zur zum vom ins zwar etwa kaum ganz fast ja nein bitte danke
    fr: je tu il elle on ils elles son sa mon ma notre votre leur leurs ces cet celle ceux comme car donc ainsi
        alors après avant depuis pendant selon sans sous vers chez entre si quand où dont très bien aussi encore
        déjà jamais toujours tout tous toute toutes rien personne autre autres même moins enfin puis ensuite
        cependant toutefois néanmoins pourtant outre malgré grâce voici voilà hier demain aujourd'hui oui non merci
        monsieur madame
    es: yo tú él ella ellos ellas nosotros mi tu nuestro este esta estos estas ese esa eso aquel según así asimismo
        además aunque desde hasta hacia durante mientras después antes ahora hoy ayer mañana ya muy tan todo todos
        toda todas nada nadie otro otra otros otras cada cual quien quienes donde cómo qué porque pues si sí aún sin
        tras ante bajo contra hay luego entonces también tampoco nunca siempre
    it: io tu lui lei noi voi loro mio suo sua suoi nostro questo questa questi quello quella così anche ancora già
        mai sempre tutto tutti tutta altro altri ogni dove quando perché se ma però quindi dunque infine intanto
        dopo prima durante secondo senza tra fra verso contro oggi ieri domani ora poi pure gli uno
    pt: eu ele ela eles elas nós meu minha nosso este esta isso isto aquele segundo assim também além embora desde
        até durante enquanto depois antes agora hoje ontem amanhã já muito tão tudo todos toda todas nada outro
        outra cada qual quem onde quando porque pois se sim sem sob sobre ante contra há logo então nunca sempre
    nl: ik jij je hij zij ze wij we jullie hun haar zijn mijn ons dit die deze dan toen nu wel niet geen ook nog al
        alle alles maar want dus omdat hoewel tijdens tussen tegen zonder onder boven achter waar wanneer wie wat
        hoe volgens daarom daarnaast echter vandaag gisteren morgen
    pl: ja ty on ona oni my wy ten ta to te ci ale lub albo więc bo gdy kiedy gdzie jak jaki która które przed po
        przy nad pod między podczas według zdaniem ponieważ jednak także również tylko już jeszcze bardzo dziś
        wczoraj jutro teraz potem oczywiście póki dopóki warto
    sv: jag du han hon vi ni dem deras sin detta denna dessa här där när hur varför vad vem samt bara redan mycket
        idag igår enligt under mellan
    da: jeg du han hun vi I deres sin dette denne disse her der når hvordan hvorfor hvad hvem samt kun allerede
        meget ifølge under mellem
    ru: я ты он она оно мы вы они это этот эта эти тот та те что кто где когда как почему потому если чтобы хотя
        также тоже уже ещё еще очень только сегодня вчера завтра весь вся все наше наши первый второй
    """
)


@cache
def small_words(language: str) -> frozenset[str]:
    """Words of a language that are no names although sentences begin with them."""
    return common_words(language) | _MORE_WORDS.get(language, frozenset())


@cache
def given_names() -> frozenset[str]:
    """Given names that the lexicon, which is of English texts, lacks."""
    written = (files("indexer.entities") / "tables" / "given_names.txt").read_text("utf-8")
    return frozenset(name for line in written.splitlines() if not line.startswith("#") for name in line.split())
