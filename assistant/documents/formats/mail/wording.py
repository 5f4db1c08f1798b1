"""How mail programs and people say, in many languages, that an older message or a signature follows."""

from __future__ import annotations

import re


def _any(*words: str) -> str:
    return "(?:" + "|".join(words) + ")"


_WROTE = _any(
    *(
        "wrote",
        "writes",
        "schrieb",
        "schreef",
        "a écrit",
        "écrit",
        "escribió",
        "escribio",
        "ha scritto",
        "scrive",
    ),
    *(
        "escreveu",
        "skrev",
        "skrifaði",
        "kirjoitti",
        "napsal",
        "napsala",
        "napisał",
        "napisała",
        "napisał(?:\\(a\\))?",
    ),
    *(
        "пишет",
        "написал",
        "написала",
        "написал\\(а\\)",
        "έγραψε",
        "yazdı",
        "írta",
        "a scris",
        "wrote the following",
    ),
    *("写道", "寫道", "さんは書きました", "のメール", "님이 작성"),
)
_DATE = (
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\.?\s\w+\.?,?\s(?:de\s)?\d{4}"
    r"|\w+\.?\s\d{1,2},?\s\d{4}|\d{1,2}:\d\d)"
)

_PREPOSITION = _any("On", "Am", "Le", "El", "Il", "Em", "Op", "Den", "På", "Dne", "W dniu", "Dnia")
_DATE_WROTE = rf"{_PREPOSITION}\s(?=.{{0,200}}{_DATE}).{{4,300}}\b{_WROTE}\b[^:：]{{0,120}}[:：]\s*\Z"

DATE_WROTE = re.compile(_DATE_WROTE, re.IGNORECASE)
"""The same, beginning with the date ("On Monday, 5 May 2026, Ada wrote:"), so that it may be broken."""

WROTE = re.compile(
    rf"(?=.{{0,300}}(?:{_DATE}|@|<))(?=.{{4,400}}\Z).*\b{_WROTE}\b[^:：]{{0,120}}[:：]\s*\Z|{_DATE_WROTE}",
    re.IGNORECASE,
)
"""A line that says who wrote the text below it, and when or from which address."""

NAME_WROTE = re.compile(rf"\S.{{0,80}}\s{_WROTE}\s*[:：]\Z", re.IGNORECASE)
"""A line that only says who wrote; it counts before lines that bear marks of quotation."""

_MESSAGE = _any(
    *(r"original\s+(?:message|appointment)", r"forwarded\s+(?:message|by\b.*)", r"ursprüngliche\s+nachricht"),
    *(
        r"original-?nachricht",
        r"weitergeleitete\s+nachricht",
        r"message\s+(?:d'origine|original|transféré|transmis)",
    ),
    *(
        r"mensaje\s+(?:original|reenviado)",
        r"mensagem\s+(?:original|encaminhada)",
        r"messaggio\s+(?:originale|inoltrato)",
    ),
    *(
        r"oorspronkelijk\s+bericht",
        r"doorgestuurd\s+bericht",
        r"(?:ursprungligt|vidarebefordrat)\s+meddelande",
    ),
    *(r"(?:oprindelig|videresendt|opprinnelig)\s+(?:meddelelse|melding)", r"alkuperäinen\s+viesti"),
    *(r"wiadomość\s+oryginalna", r"původní\s+zpráva", r"исходное\s+сообщение", r"пересылаемое\s+сообщение"),
    *(r"原始邮件", r"原始郵件", r"元のメッセージ"),
)
ORIGINAL_MESSAGE = re.compile(
    rf"[-_=*]{{2,}}\s*{_MESSAGE}.{{0,60}}\Z"
    r"|(?:begin\s+forwarded\s+message|anfang\s+der\s+weitergeleiteten\s+(?:nachricht|e-?mail)"
    r"|début\s+du\s+message\s+(?:transféré|réexpédié)|inicio\s+del\s+mensaje\s+reenviado"
    r"|inizio\s+messaggio\s+inoltrato|begin\s+doorgestuurd\s+bericht"
    r"|início\s+da\s+mensagem\s+reencaminhada)\s*:\s*\Z",
    re.IGNORECASE,
)
"""A line that an older or forwarded message begins with."""

HEADER_NAMES = re.compile(
    r"\*?(?:(?P<sender>from|von|de|da|van|från|fra|od|lähettäjä|от|发件人|寄件者|差出人)"
    r"|(?P<sent>sent|date|gesendet|datum|envoyé|enviado(?:\s+el)?|fecha|data|inviato|verzonden"
    r"|skickat|sendt|dato"
    r"|wysłano|odesláno|lähetetty|отправлено|дата|发送时间|送信日時)"
    r"|(?P<receiver>to|an|à|para|a|aan|till|til|do|komu|vastaanottaja|кому|收件人|宛先)"
    r"|(?P<copy>cc|kopie|copie|kopia|kopi|копия|抄送)"
    r"|(?P<subject>subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat"
    r"|předmět|aihe|тема|主题|件名))"
    r"\*?\s?[:：]\*?\s*\S",
    re.IGNORECASE,
)
"""A line of a header, in a group for each kind: sender, sent, receiver, copy, subject."""

SENT_FROM = re.compile(
    r"(?:sent\s+(?:from|via)\s+(?:my|mail|yahoo|outlook|proton|gmail|the)\b|get\s+outlook\s+for\b"
    r"|(?:von\s+meinem\s+\S+|mit\s+\S+\s+\S*)\s*gesendet|gesendet\s+(?:von|mit|über)\b"
    r"|holen\s+sie\s+sich\s+outlook"
    r"|envoyé\s+(?:de(?:puis)?\s+mon|à\s+partir)|obtenez\s+outlook|enviado\s+(?:desde\s+mi"
    r"|do\s+meu|a\s+partir)"
    r"|inviato\s+da(?:l\s+mio)?\b|verstuurd\s+v(?:anaf|ia)\b|verzonden\s+vanaf"
    r"|skickat\s+från\s+min|sendt\s+fra\s+min"
    r"|wysłane\s+z\b|отправлено\s+с\b).{0,80}\Z",
    re.IGNORECASE,
)
"""The line that telephones put below a message."""

DISCLAIMER = re.compile(
    r"\W*(?:confidentiality\s+(?:notice|note)|disclaimer|legal\s+notice|this\s+(?:e-?mail"
    r"|message|communication)\b.{0,80}"
    r"\b(?:confidential|intended|privileged)"
    r"|the\s+information\s+(?:contained\s+)?in\s+this\s+(?:e-?mail|message)"
    r"|diese\s+(?:e-?mail|nachricht)\b.{0,80}\bvertraulich|ce\s+(?:message|courriel"
    r"|mail)\b.{0,80}\bconfidentiel"
    r"|este\s+(?:mensaje|correo|e-?mail|mensagem)\b.{0,80}\bconfidencia|please\s+consider\s+the\s+environment"
    r"|to\s+unsubscribe\b|you\s+(?:received|are\s+receiving)\s+this\s+(?:message|e-?mail)\s+because\b)",
    re.IGNORECASE,
)
"""The first line of what firms and lists put below every message."""

_CLOSINGS = _any(
    *(
        r"(?:with\s+)?(?:(?:kind|best|warm|warmest|many)\s+)*(?:regards|wishes)",
        "best",
        "cheers",
        "sincerely",
    ),
    *(
        r"yours(?:\s+(?:sincerely|faithfully|truly))?",
        r"sincerely\s+yours",
        r"(?:many\s+)?thanks(?:\s+again)?",
    ),
    *(
        r"thank\s+you",
        r"(?:mit\s+)?(?:freundlichen?|besten?|herzlichen?|lieben?|vielen?|schönen?)\s+(?:grüßen?|grüssen?)",
    ),
    *(
        r"(?:viele|beste|liebe|schöne|herzliche)\s+gr(?:ü|ue)(?:ß|ss)e",
        r"(?:mfg|lg|vg|gruß|gruss|hochachtungsvoll)",
    ),
    *(r"(?:bien\s+)?(?:cordialement|amicalement)", r"(?:sincères\s+|meilleures\s+)?salutations(?:\s+\w+)?"),
    *(
        r"(?:un\s+)?(?:cordial\s+)?saludos?(?:\s+cordiales)?",
        "atentamente",
        r"(?:cordiali\s+|distinti\s+)?saluti",
    ),
    *(
        "atenciosamente",
        "cumprimentos",
        r"(?:met\s+)?vriendelijke\s+groeten?",
        r"(?:med\s+)?(?:vänliga?|vennlig|venlig)\s+hils\w+",
    ),
    *(
        r"(?:med\s+)?vänliga?\s+hälsningar",
        "mvh",
        r"pozdrawiam|pozdrowienia",
        r"s\s+pozdravem",
        r"с\s+уважением",
    ),
)
CLOSING = re.compile(rf"{_CLOSINGS}\s*[,.!]?\s*\Z", re.IGNORECASE)
"""The formula above the name at the end of a message."""

_GREETINGS = _any(
    *("Dear", "Hi", "Hello", "Hey", "Good (?:morning|afternoon|evening)", "Greetings"),
    *("Hallo", "Liebe[rs]?", "Sehr geehrte[rs]?", "Guten (?:Tag|Morgen|Abend)", "Moin", "Servus"),
    *("Bonjour", "Bonsoir", "Chère?s?", "Madame", "Monsieur", "Hola", "Estimad[oa]s?", "Querid[oa]s?"),
    *("Buen[oa]s (?:días|tardes)", "Ciao", "Gentil[ei]", "Buongiorno", "Geachte"),
    *("Hej", "Hei", "Kära", "Kjære", "Kære", "Olá", "Prezad[oa]s?", "Cześć", "Szanown[aiy]"),
)
# Words that begin other lines as well ("Beste Preise"), so that a comma has to follow.
_DOUBTFUL_GREETINGS = _any("Beste", "Car[oai]", "Ola")
# What people are called who are not named.
_ADDRESSED = _any(
    *("all", "every(?:one|body)", "both", "there", "team", "folks", "guys", "friends?", "colleagues?"),
    *("sirs?", "madam", "customers?", "members?", "readers?", "neighbou?rs?", "hiring manager"),
    *("zusammen", "ihr", "alle", "tous", "toutes", "monsieur", "madame", "messieurs", "collègues?"),
    *("ami[es]*", "client[es]*", "todos", "todas", "señor(?:a|as|es|ita)?", "amig[oa]s?", "colegas?"),
    *("tutt[ei]", "signor[aei]?", "colleg(?:a|hi|he)", "amic[io]", "senhor(?:a|as|es)?", "clienti"),
    *("allemaal", "heer", "heren", "mevrouw", "dames", "collega's", "klant", "alla", "sammen"),
    *("kolleg(?:er|or)", "vänner", "venner", "wszystkim", "wszyscy"),
)
_BETWEEN = _any("and", "or", "und", "et", "à", "a", "y", "e", "en", "og", "och", "i")
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w'’-]{0,20}"
_NAMES = rf"(?:(?: {_BETWEEN}){{0,2}} (?:{_NAME}|{_ADDRESSED})(?![\w'’-])){{0,4}}"
_GREETED = rf"{_GREETINGS}\b(?:,(?= ))?{_NAMES}"

SALUTATION = re.compile(
    rf"(?:To whom it may concern|{_GREETED}(?:, (?i:{_GREETINGS})\b{_NAMES})?)\s?[,!:]?\Z"
    rf"|{_DOUBTFUL_GREETINGS}\b{_NAMES}\s?[,!]\Z"
    r"|[^\W\d_a-z][\w'’-]{1,20}(?: [^\W\d_a-z][\w'’-]{1,20})?,\Z"
)
"""A line that addresses the reader: "Dear Ada,", or a name with a comma.

It has at most four names or words for people, so that no sentence is taken for one.
"""
