// SPDX-License-Identifier: GPL-3.0-or-later
#include "index/function_words.h"

#include <array>

namespace muniment::index {
namespace {

template <size_t Count>
using Words = std::array<std::string_view, Count>;

constexpr Words<25> kAr = {"في", "من", "على", "هذا", "ما", "لا", "أن", "هل", "إلى", "مع", "هو", "أنا", "كل", "يا", "كان", "التي", "هي",
    "عن", "لم", "هذه", "الذي", "أنت", "نعم", "شو", "ليس"};
constexpr Words<25> kCa = {"el", "els", "les", "i", "és", "no", "que", "amb", "per", "però", "què", "molt", "està", "del", "jo", "ho",
    "més", "dels", "aquest", "això", "perquè", "tinc", "fer", "als", "una"};
constexpr Words<25> kDa = {"og", "det", "er", "jeg", "ikke", "en", "at", "på", "til", "med", "har", "vi", "du", "som", "men", "af",
    "den", "hvad", "så", "også", "der", "mig", "dig", "hvor", "noget"};
constexpr Words<24> kDe = {"der", "die", "das", "und", "ist", "nicht", "ich", "ein", "eine", "zu", "mit", "wir", "sie", "es", "auf",
    "für", "auch", "was", "wie", "dass", "habe", "du", "aber", "noch"};
constexpr Words<23> kEn = {"the", "and", "is", "of", "to", "you", "that", "it", "what", "are", "was", "have", "with", "this", "not",
    "they", "be", "for", "your", "i'm", "don't", "can", "do"};
constexpr Words<24> kEs = {"el", "la", "los", "las", "y", "es", "no", "que", "de", "en", "un", "una", "por", "con", "para", "lo", "se",
    "está", "pero", "muy", "qué", "como", "yo", "del"};
constexpr Words<21> kEu = {"eta", "da", "ez", "bat", "ere", "dut", "du", "zer", "nik", "hau", "baina", "izan", "oso", "naiz", "dira",
    "egin", "hori", "dago", "zuen", "zara", "behar"};
constexpr Words<21> kFi = {"on", "ja", "ei", "se", "että", "en", "mutta", "olen", "minä", "hän", "ovat", "kun", "niin", "mitä", "tai",
    "oli", "myös", "sinä", "mikä", "tämä", "ole"};
constexpr Words<24> kFr = {"le", "la", "les", "et", "est", "je", "pas", "un", "une", "des", "vous", "nous", "que", "qui", "pour", "dans",
    "avec", "sur", "c'est", "mais", "du", "tu", "il", "au"};
constexpr Words<20> kGa = {"an", "na", "agus", "is", "tá", "ní", "go", "mé", "sé", "ar", "le", "bhí", "sin", "seo", "nach", "níl", "sa",
    "ag", "cad", "tú"};
constexpr Words<21> kHu = {"a", "az", "és", "nem", "hogy", "is", "egy", "van", "de", "ez", "meg", "már", "csak", "mi", "ha", "vagy",
    "én", "lesz", "kell", "mit", "ezt"};
constexpr Words<20> kHy = {"և", "է", "եմ", "չի", "որ", "մի", "այս", "ես", "դու", "ու", "ինչ", "են", "էլ", "մեր", "համար", "իր", "բայց",
    "չէ", "հետ", "նա"};
constexpr Words<21> kId = {"yang", "dan", "di", "ini", "itu", "tidak", "saya", "ke", "ada", "untuk", "dengan", "dari", "apa", "anda",
    "bisa", "akan", "sudah", "juga", "kita", "adalah", "aku"};
constexpr Words<24> kIt = {"il", "di", "che", "è", "non", "un", "una", "per", "sono", "con", "del", "della", "ma", "anche", "mi", "ho",
    "come", "questo", "più", "gli", "cosa", "si", "la", "ti"};
constexpr Words<20> kLt = {"ir", "yra", "ne", "kad", "aš", "tai", "į", "su", "bet", "kaip", "iš", "ar", "labai", "man", "tu", "jis",
    "buvo", "mes", "ką", "taip"};
constexpr Words<18> kNe = {"छ", "मा", "यो", "छन्", "गर्न", "पनि", "तपाईं", "भने", "थियो", "छैन", "हुन्छ", "हामी", "गर्छ", "लागि", "त्यो",
    "मलाई", "गरेको", "तपाईंको"};
constexpr Words<22> kNl = {"de", "het", "een", "en", "is", "niet", "ik", "van", "dat", "je", "we", "op", "te", "met", "voor", "zijn",
    "maar", "ook", "wat", "hebben", "er", "naar"};
constexpr Words<24> kNo = {"og", "det", "er", "jeg", "ikke", "en", "å", "på", "til", "med", "har", "vi", "du", "som", "men", "av", "den",
    "hva", "så", "også", "meg", "deg", "hvor", "noe"};
constexpr Words<23> kPt = {"o", "não", "que", "de", "é", "um", "uma", "para", "com", "os", "do", "da", "em", "por", "você", "mas", "eu",
    "muito", "isso", "mais", "está", "ao", "se"};
constexpr Words<21> kRo = {"și", "nu", "este", "de", "la", "un", "o", "cu", "că", "în", "pe", "ce", "mai", "sunt", "să", "din", "am",
    "care", "dar", "pentru", "ai"};
constexpr Words<23> kRu = {"и", "что", "это", "как", "он", "есть", "ещё", "только", "меня", "был", "или", "если", "они", "очень", "было",
    "мне", "тебя", "чтобы", "когда", "где", "так", "но", "ты"};
constexpr Words<22> kSv = {"och", "att", "det", "är", "jag", "inte", "en", "som", "på", "för", "med", "har", "du", "vi", "om", "ett",
    "den", "men", "till", "vad", "så", "mig"};
constexpr Words<20> kTa = {"ஒரு", "என்று", "நான்", "இந்த", "அது", "என்ன", "உள்ளது", "இல்லை", "நீங்கள்", "மற்றும்", "ஆனால்", "எந்த",
    "அவர்", "இது", "எப்படி", "தான்", "வேண்டும்", "என்", "பற்றி", "நீ"};
constexpr Words<20> kTr = {"ve", "bir", "bu", "ne", "için", "de", "da", "çok", "ben", "var", "mi", "ama", "o", "ile", "değil", "sen",
    "daha", "gibi", "nasıl", "evet"};

constexpr std::array<FunctionWords, 24> kAll = {{
    {"ar", kAr}, {"ca", kCa}, {"da", kDa}, {"de", kDe}, {"en", kEn}, {"es", kEs}, {"eu", kEu}, {"fi", kFi}, {"fr", kFr}, {"ga", kGa},
    {"hu", kHu}, {"hy", kHy}, {"id", kId}, {"it", kIt}, {"lt", kLt}, {"ne", kNe}, {"nl", kNl}, {"no", kNo}, {"pt", kPt}, {"ro", kRo},
    {"ru", kRu}, {"sv", kSv}, {"ta", kTa}, {"tr", kTr}}};

}  // namespace

std::span<const FunctionWords> function_words() { return kAll; }

}  // namespace muniment::index
