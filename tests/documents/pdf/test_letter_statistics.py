# ruff: noqa: E501
"""Text of a wrong character map is told from natural language, numbers, code and sequences."""

import random
import string

import pytest

from assistant.documents.pdf.letter_statistics import is_nonsense

NATURAL = {
    "English": "The ferry leaves the island in the morning and comes back late in the evening, when the shops have "
    "closed and the last fishermen have gone home. In winter it does not run on Sundays.",
    "German": "Die Fähre verlässt die Insel am Morgen und kehrt erst spät am Abend zurück, wenn die Geschäfte "
    "geschlossen sind. Im Winter fährt sie sonntags nicht, und Hunde müssen an der Leine bleiben.",
    "French": "Le bac quitte l'île le matin et ne revient que tard le soir, lorsque les magasins sont fermés et que "
    "les derniers pêcheurs sont rentrés chez eux. En hiver, il ne circule pas le dimanche.",
    "Polish": "Prom odpływa z wyspy rano i wraca dopiero późnym wieczorem, kiedy sklepy są już zamknięte, a ostatni "
    "rybacy wrócili do domu. Zimą nie kursuje w niedziele, a psy muszą być na smyczy.",
    "Finnish": "Lautta lähtee saarelta aamulla ja palaa vasta myöhään illalla, kun kaupat ovat jo kiinni ja "
    "viimeisetkin kalastajat ovat menneet kotiin. Talvella se ei kulje sunnuntaisin.",
    "Turkish": "Feribot sabah adadan ayrılır ve ancak akşam geç saatte, dükkânlar kapandığında ve son balıkçılar "
    "evlerine döndüğünde geri gelir. Kışın pazar günleri çalışmaz.",
    "Vietnamese": "Chuyến phà rời đảo vào buổi sáng và chỉ trở về lúc tối muộn, khi các cửa hàng đã đóng cửa và "
    "những người đánh cá cuối cùng đã về nhà. Mùa đông phà không chạy vào chủ nhật.",
    "Welsh": "Mae'r fferi yn gadael yr ynys yn y bore ac yn dychwelyd yn hwyr gyda'r nos, pan fydd y siopau wedi "
    "cau a'r pysgotwyr olaf wedi mynd adref. Yn y gaeaf nid yw'n rhedeg ar y Sul.",
    "Swahili": "Kivuko huondoka kisiwani asubuhi na hurudi jioni sana, maduka yanapokuwa yamefungwa na wavuvi wa "
    "mwisho wamekwenda nyumbani. Wakati wa baridi hakifanyi kazi siku ya Jumapili.",
    "Hungarian": "A komp reggel indul a szigetről, és csak késő este tér vissza, amikor a boltok már bezártak, és az "
    "utolsó halászok is hazamentek. Télen vasárnaponként nem közlekedik.",
    "Russian": "Паром уходит с острова утром и возвращается только поздно вечером, когда магазины уже закрыты, а "
    "последние рыбаки ушли домой. Зимой по воскресеньям он не ходит.",
    "Greek": "Το φέρι φεύγει από το νησί το πρωί και επιστρέφει αργά το βράδυ, όταν τα μαγαζιά έχουν κλείσει και οι "
    "τελευταίοι ψαράδες έχουν πάει σπίτι. Τον χειμώνα δεν εκτελεί δρομολόγια.",
    "Arabic": "تغادر العبارة الجزيرة صباحا وتعود في وقت متأخر من المساء عندما تكون المتاجر قد أغلقت وعاد آخر "
    "الصيادين إلى بيوتهم ولا تعمل في الشتاء يوم الأحد",
    "Hindi": "नौका सुबह द्वीप से निकलती है और देर शाम को ही लौटती है, जब दुकानें बंद हो चुकी होती हैं और आखिरी "
    "मछुआरे घर जा चुके होते हैं। सर्दियों में यह रविवार को नहीं चलती।",
    "Japanese": "フェリーは朝に島を出発し、店が閉まって最後の漁師が家に帰った夜遅くに戻ります。冬の日曜日はPDFの時刻表のとおり運休します。",
    "Chinese": "渡轮早上离开海岛，直到晚上很晚商店关门、最后一批渔民回家时才返回。冬季星期日停航，狗必须拴上绳子，详见PDF时刻表。",
    "Korean": "연락선은 아침에 섬을 떠나 가게가 문을 닫고 마지막 어부들이 집에 돌아간 늦은 저녁에야 돌아옵니다. 겨울 일요일에는 운항하지 않습니다.",
    "Thai": "เรือข้ามฟากออกจากเกาะในตอนเช้าและกลับมาในตอนค่ำเมื่อร้านค้าปิดแล้วและชาวประมงกลับบ้านหมดแล้ว",
}
LATIN = ["English", "German", "French", "Polish", "Finnish", "Swahili", "Hungarian"]
CHANCE = random.Random(5)


def blocks(letters, size, count):
    return " ".join("".join(CHANCE.choice(letters) for _ in range(size)) for _ in range(count))


OTHER = {
    "figures": "\n".join(f"Total {n},{n * 37 % 1000:03} {n / 7:.1f}% (1,{n:03})" for n in range(60)),
    "code": "for (size_t i = 0; i < num_rows; ++i) { std::vector<int> xs = f(i); if (!xs.empty()) ptr->next(xs[0]); }\n"
    * 4,
    "genes": blocks("acgt", 10, 80),
    "codons": blocks("ACGT", 3, 120),
    "protein": blocks("ARNDCEQGHILKMFPSTWYV", 10, 40),
    "base64": blocks(string.ascii_letters + string.digits, 64, 20),
    "hexadecimal": blocks("0123456789abcdef", 8, 90),
    "dots": "Contents " + "." * 500 + " 12",
    "few letters": "Qz xk vv",
    "nothing": "",
}


@pytest.mark.parametrize("name", NATURAL)
def test_natural_text_has_a_meaning(name):
    assert not is_nonsense(NATURAL[name])
    assert not is_nonsense(NATURAL[name].upper())


@pytest.mark.parametrize("name", OTHER)
def test_what_is_no_language_has_a_meaning_as_well(name):
    assert not is_nonsense(OTHER[name])


def shifted(text, by):
    return "".join(chr(max(33, ord(char) + by)) if "A" <= char <= "z" else char for char in text)


def test_nearly_all_shifted_letters_have_no_meaning():
    cases = [(name, by) for name in LATIN for by in (-29, -11, -3, 1, 3, 7, 9, 13)]
    missed = [case for case in cases if not is_nonsense(shifted(NATURAL[case[0]], case[1]) * 3)]
    assert len(missed) <= 0.05 * len(cases), missed


@pytest.mark.parametrize("sign", ["\\\\", "|", "^", "_"])
def test_paths_and_formulas_have_a_meaning(sign):
    assert not is_nonsense(sign.join(NATURAL["English"].split()) * 3)


def test_characters_without_a_meaning_have_none():
    assert is_nonsense("".join(chr(0xE000 + ord(char)) for char in NATURAL["English"]))
    assert is_nonsense(
        "\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd and \ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd\ufffd"
    )
    assert is_nonsense(
        "".join(chr(1 + ord(char) % 31) for char in NATURAL["English"]).replace("\x02", "\x03")
    )


def test_letters_of_another_encoding_have_no_meaning():
    assert is_nonsense(NATURAL["Russian"].encode("cp1251").decode("latin-1"))
