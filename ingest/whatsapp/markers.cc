// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/whatsapp/markers.h"

#include <array>

#include "ingest/whatsapp/word_table.h"

namespace muniment::ingest::whatsapp {
namespace {

template <typename Meaning>
using Row = std::pair<std::string_view, Meaning>;

constexpr auto kAny = AttachmentKind::unknown;
constexpr auto kImage = AttachmentKind::image;
constexpr auto kVideo = AttachmentKind::video;
constexpr auto kVideoNote = AttachmentKind::video_note;
constexpr auto kAudio = AttachmentKind::audio;
constexpr auto kSticker = AttachmentKind::sticker;
constexpr auto kGif = AttachmentKind::gif;
constexpr auto kDocument = AttachmentKind::document;
constexpr auto kContact = AttachmentKind::contact;

constexpr std::array kOmitted = std::to_array<Row<AttachmentKind>>({
    // Arabic
    {"لم يتم إدراج الصورة", kImage}, {"لم يتم إدراج الفيديوهات", kVideo},
    {"لم يتم إدراج المقاطع الصوتية", kAudio}, {"لم يتم إدراج بطاقة جهة اتصال", kContact},
    {"تم حذف الملصقات", kSticker}, {"لم يتم إدراج المستند", kDocument}, {"لم يتم إدراج صورة GIF", kGif},
    // Czech
    {"obrázek vynechán", kImage}, {"video vynecháno", kVideo}, {"zvukový soubor vynechán", kAudio},
    {"Vizitka vynechána", kContact}, {"nálepka vynechána", kSticker}, {"dokument vynechán", kDocument},
    {"GIF vynechán", kGif},
    // German
    {"Bild weggelassen", kImage}, {"Video weggelassen", kVideo}, {"Audio weggelassen", kAudio},
    {"Kontaktkarte ausgelassen", kContact}, {"Sticker weggelassen", kSticker},
    {"Dokument weggelassen", kDocument}, {"GIF weggelassen", kGif}, {"Videonachricht weggelassen", kVideoNote},
    // English
    {"image omitted", kImage}, {"video omitted", kVideo}, {"audio omitted", kAudio},
    {"Contact card omitted", kContact}, {"sticker omitted", kSticker}, {"document omitted", kDocument},
    {"GIF omitted", kGif}, {"video note omitted", kVideoNote},
    // French
    {"image absente", kImage}, {"vidéo absente", kVideo}, {"audio omis", kAudio},
    {"Fiche contact manquante", kContact}, {"sticker omis", kSticker}, {"document manquant", kDocument},
    {"GIF retiré", kGif},
    // Hindi
    {"फ़ोटो हटाई गई", kImage}, {"वीडियो छोड़ा गया", kVideo}, {"ऑडियो हटाई गयी", kAudio},
    {"कॉन्टैक्ट कार्ड छोड़ा गया", kContact}, {"स्टिकर छोड़ा गया", kSticker}, {"डॉक्यूमेंट छोड़ा गया", kDocument},
    {"GIF छोड़ा गया", kGif},
    // Indonesian
    {"gambar tidak disertakan", kImage}, {"video tidak disertakan", kVideo}, {"audio tidak disertakan", kAudio},
    {"Kartu kontak tidak disertakan", kContact}, {"stiker tidak disertakan", kSticker},
    {"dokumen tidak disertakan", kDocument}, {"GIF tidak disertakan", kGif},
    // Italian
    {"immagine omessa", kImage}, {"video omesso", kVideo}, {"audio omesso", kAudio},
    {"Scheda contatto omessa", kContact}, {"sticker non incluso", kSticker}, {"documento omesso", kDocument},
    {"GIF esclusa", kGif},
    // Japanese
    {"画像は含まれていません", kImage}, {"ビデオは含まれていません", kVideo}, {"音声は含まれていません", kAudio}, {"連絡先カードを省略", kContact},
    {"スタンプは含まれていません", kSticker}, {"ドキュメントは含まれていません", kDocument}, {"GIFは含まれていません", kGif},
    // Portugal
    {"imagem não revelada", kImage}, {"vídeo não revelado", kVideo}, {"ficheiro de áudio não revelado", kAudio},
    {"Contacto não revelado", kContact}, {"sticker não revelado", kSticker},
    {"documento não revelado", kDocument}, {"GIF não revelada", kGif},
    // Russian
    {"изображение отсутствует", kImage}, {"видео отсутствует", kVideo}, {"аудиофайл отсутствует", kAudio},
    {"Карточка контакта отсутствует", kContact}, {"стикер не добавлен", kSticker},
    {"документ отсутствует", kDocument}, {"GIF отсутствует", kGif},
    // Spanish
    {"imagen omitida", kImage}, {"Video omitido", kVideo}, {"audio omitido", kAudio},
    {"Tarjeta de contacto omitida", kContact}, {"sticker omitido", kSticker}, {"documento omitido", kDocument},
    {"GIF omitido", kGif}, {"nota de video omitida", kVideoNote},
    // Thai
    {"ไม่มีรูปภาพ", kImage}, {"วิดีโอถูกลบ", kVideo}, {"ไม่มีไฟล์เสียง", kAudio},
    {"บัตรรายชื่อที่ละเว้น", kContact}, {"ไม่มีสติกเกอร์", kSticker}, {"ละเว้นเอกสาร", kDocument},
    {"ละเว้น GIF", kGif},
    // Ukrainian
    {"зображення відсутнє", kImage}, {"відео відсутнє", kVideo}, {"аудіо відсутнє", kAudio},
    {"Картка контакту відсутня", kContact}, {"Наклейку не додано", kSticker}, {"документ пропущено", kDocument},
    {"GIF-анімацію пропущено", kGif},
    // Vietnamese
    {"đã bỏ qua hình ảnh", kImage}, {"đã bỏ video", kVideo}, {"bỏ qua tệp âm thanh", kAudio},
    {"Bỏ qua thẻ liên lạc", kContact}, {"đã bỏ sticker", kSticker}, {"đã bỏ qua tài liệu", kDocument},
    {"Đã bỏ qua ảnh GIF", kGif},
    // Brazilian
    {"imagem ocultada", kImage}, {"vídeo ocultado", kVideo}, {"áudio ocultado", kAudio},
    {"figurinha omitida", kSticker}, {"Cartão de contato omitido", kContact},
    // Dutch
    {"afbeelding weggelaten", kImage}, {"video weggelaten", kVideo}, {"audio weggelaten", kAudio},
    {"sticker weggelaten", kSticker}, {"document weggelaten", kDocument}, {"GIF weggelaten", kGif},
    {"Contactkaart weggelaten", kContact},
    // Turkish
    {"görüntü dahil edilmedi", kImage}, {"video dahil edilmedi", kVideo}, {"ses dahil edilmedi", kAudio},
    {"Çıkartma dahil edilmedi", kSticker}, {"belge dahil edilmedi", kDocument}, {"GIF dahil edilmedi", kGif},
    {"Kişi kartı dahil edilmedi", kContact},
    // Polish
    {"pominięto obraz", kImage}, {"pominięto wideo", kVideo}, {"pominięto audio", kAudio},
    {"pominięto naklejkę", kSticker}, {"pominięto dokument", kDocument}, {"pominięto GIF", kGif},
    // Korean
    {"사진 생략됨", kImage}, {"비디오 생략됨", kVideo}, {"오디오 생략됨", kAudio}, {"스티커 생략됨", kSticker}, {"문서 생략됨", kDocument},
    {"GIF 생략됨", kGif}, {"연락처 카드 생략됨", kContact},
    // Chinese
    {"图像已忽略", kImage}, {"视频已忽略", kVideo}, {"音频已忽略", kAudio}, {"贴图已忽略", kSticker}, {"文档已忽略", kDocument},
    {"GIF 已忽略", kGif}, {"联系人名片已忽略", kContact}, {"圖片已略去", kImage}, {"影片已略去", kVideo}, {"音訊已略去", kAudio},
    {"貼圖已略去", kSticker}, {"文件已略去", kDocument}, {"GIF 已略去", kGif}, {"聯絡人名片已略去", kContact},
    // Hebrew
    {"התמונה הושמטה", kImage}, {"הסרטון הושמט", kVideo}, {"השמע הושמט", kAudio}, {"הסטיקר הושמט", kSticker},
    {"המסמך הושמט", kDocument}, {"כרטיס איש הקשר הושמט", kContact},
    // Swedish
    {"bild utelämnad", kImage}, {"video utelämnad", kVideo}, {"ljud utelämnat", kAudio},
    {"dekal utelämnad", kSticker}, {"dokument utelämnat", kDocument},
});

// Two generations of most languages.
constexpr std::array kInBrackets = std::to_array<Row<AttachmentKind>>({
    {"Média vynechány", kAny}, {"Media weggelaten", kAny}, {"Media omitted", kAny}, {"Без медиафайлов", kAny},
    {"media weggelaat", kAny}, {"تم استبعاد الوسائط", kAny}, {"media buraxıldı", kAny},
    {"Media çıxarılmışdır", kAny}, {"Без файл", kAny}, {"মিডিয়া বাদ দেওয়া হয়েছে", kAny},
    {"মিডিয়া বাদ দেওয়া হয়েছে", kAny}, {"fitxers multimèdia omesos", kAny}, {"Mitjans omesos", kAny},
    {"Média vynechána", kAny}, {"medier udeladt", kAny}, {"Mediefil udeladt", kAny},
    {"medien ausgeschlossen", kAny}, {"Medien weggelassen", kAny}, {"αρχείο παραλήφθηκε", kAny},
    {"Εξαίρεση πολυμέσων", kAny}, {"multimedia omitido", kAny}, {"Archivo omitido", kAny},
    {"meedia välja jäetud", kAny}, {"Meedia ära jäetud", kAny}, {"رسانه حذف شد", kAny},
    {"پيوست نما/آهنگ حذف شد", kAny}, {"media jätettiin pois", kAny}, {"Media jätetty pois", kAny},
    {"médias omis", kAny}, {"Fichier omis", kAny}, {"મિડિયા છોડી મૂકાયું", kAny},
    {"મીડિયા અવગણવામાં આવ્યા", kAny}, {"मीडिया के बिना", kAny}, {"medijski zapis izostavljen", kAny},
    {"média elhagyva", kAny}, {"Hiányzó médiafájl", kAny}, {"media tidak disertakan", kAny},
    {"media omessi", kAny}, {"Media omesso", kAny}, {"המדיה לא נכללה", kAny}, {"מדיה הושמטה", kAny},
    {"メディアなし", kAny}, {"メディアは含まれていません", kAny}, {"файлдар қосылмаған", kAny}, {"Файл қосылған жоқ", kAny},
    {"ಮಾಧ್ಯಮ ಕೈಬಿಡಲಾಗಿದೆ", kAny}, {"미디어 파일 제외됨", kAny}, {"미디어 파일을 생략한 대화내용", kAny}, {"ບໍ່ລວມມີເດຍ", kAny},
    {"medija praleista", kAny}, {"Praleistas medijos turinys", kAny}, {"nav iekļauta multivide", kAny},
    {"Bez multivides", kAny}, {"без фајлови", kAny}, {"Без фајл", kAny}, {"മീഡിയ ഒഴിവാക്കി", kAny},
    {"मीडिया वगळण्यात आला", kAny}, {"मीडिया वगळले", kAny}, {"media dikecualikan", kAny},
    {"Media disingkirkan", kAny}, {"media utelatt", kAny}, {"Uten vedlegg", kAny}, {"ਮੀਡੀਆ ਛੱਡਿਆ", kAny},
    {"ਮੀਡੀਆ ਛਡਿਆ ਗਿਆ", kAny}, {"pominięto multimedia", kAny}, {"pliki pominięto", kAny},
    {"ficheiro não revelado", kAny}, {"Mídia omitida", kAny}, {"conținut media omis", kAny},
    {"Файл пропущен", kAny}, {"Médiá vynechané", kAny}, {"datoteke izpuščene", kAny}, {"Medij izpuščen", kAny},
    {"media u hoq", kAny}, {"Media hequr", kAny}, {"медији су изостављени", kAny}, {"media utelämnat", kAny},
    {"Media har utelämnats", kAny}, {"media hazijajumuishwa", kAny}, {"Media imerukwa", kAny},
    {"கோப்புகள் விடப்பட்டன", kAny}, {"ஊடகங்கள் நீக்கப்பட்டது", kAny}, {"మీడియా విస్మరించబడింది", kAny},
    {"మాధ్యమం విస్మరించబడింది", kAny}, {"ไฟล์สื่อถูกลบ", kAny}, {"สื่อถูกลบ", kAny}, {"ınalis ang media", kAny},
    {"Walang kalakip na media", kAny}, {"medya dahil edilmedi", kAny}, {"Medya atlanmış", kAny},
    {"медіа пропущено", kAny}, {"میڈیا چھوڑ دیا گیا", kAny}, {"میڈیا ہٹا دیا گیا", kAny},
    {"fayl o‘tkazib yuborildi", kAny}, {"bỏ qua tệp phương tiện", kAny}, {"Bỏ qua Media", kAny},
    {"忽略多媒體檔", kAny}, {"省略多媒体文件", kAny}, {"Mídia oculta", kAny}, {"Arquivo de mídia oculto", kAny},
    {"Multimedia excluida", kAny}, {"Medya dâhil edilmedi", kAny}, {"Dosya atlandı", kAny},
    {"Multimedia weggelaten", kAny},
});

// What a word stands for where the set it is in says all.
enum class Member : uint8_t { yes };
constexpr auto kYes = Member::yes;

constexpr std::array kAttachedWords = std::to_array<Row<Member>>({
    {"attached", kYes}, {"adjunto", kYes}, {"Anhang", kYes}, {"pièce jointe", kYes}, {"anexado", kYes},
    {"anexo", kYes}, {"allegato", kYes}, {"bijgevoegd", kYes}, {"bijlage", kYes}, {"прикреплено", kYes},
    {"вложение", kYes}, {"прикріплено", kYes}, {"вкладення", kYes}, {"příloha", kYes}, {"přiloženo", kYes},
    {"添付ファイル", kYes}, {"첨부", kYes}, {"첨부 파일", kYes}, {"附件", kYes}, {"已附上", kYes}, {"附加檔案", kYes},
    {"مرفق", kYes}, {"المرفق", kYes}, {"מצורף", kYes}, {"ekli", kYes}, {"eklendi", kYes}, {"terlampir", kYes},
    {"dilampirkan", kYes}, {"đính kèm", kYes}, {"แนบ", kYes}, {"ไฟล์แนบ", kYes}, {"संलग्न", kYes},
    {"अटैच किया गया", kYes}, {"załącznik", kYes}, {"załączono", kYes}, {"bifogad", kYes}, {"bilaga", kYes},
    {"vedlagt", kYes}, {"vedlegg", kYes}, {"vedhæftet", kYes}, {"liite", kYes}, {"liitetty", kYes},
    {"συνημμένο", kYes}, {"csatolva", kYes}, {"csatolmány", kYes}, {"atașat", kYes}, {"ataşat", kYes},
    {"priloženo", kYes}, {"privitak", kYes}, {"прикачен", kYes}, {"پیوست", kYes},
});

constexpr std::array kAttachedSuffixes = std::to_array<Row<Member>>({
    {"file attached", kYes}, {"archivo adjunto", kYes}, {"Datei angehängt", kYes}, {"fichier joint", kYes},
    {"arquivo anexado", kYes}, {"ficheiro anexado", kYes}, {"file allegato", kYes},
    {"bestand bijgevoegd", kYes}, {"файл добавлен", kYes}, {"файл прикреплён", kYes},
    {"файл прикріплено", kYes}, {"файл додано", kYes}, {"soubor byl přiložen", kYes}, {"súbor priložený", kYes},
    {"dosya ekli", kYes}, {"file terlampir", kYes}, {"fail dilampirkan", kYes}, {"tệp đính kèm", kYes},
    {"tệp được đính kèm", kYes}, {"ไฟล์ที่แนบ", kYes}, {"แนบไฟล์", kYes}, {"ファイル添付", kYes}, {"添付ファイル", kYes},
    {"파일 첨부됨", kYes}, {"파일 첨부", kYes}, {"文件附件", kYes}, {"附件", kYes}, {"檔案附件", kYes}, {"附加檔案", kYes},
    {"الملف مرفق", kYes}, {"ملف مرفق", kYes}, {"קובץ מצורף", kYes}, {"قایل پیوست شد", kYes},
    {"فایل پیوست شد", kYes}, {"फ़ाइल संलग्न", kYes}, {"फ़ाइल अटैच की गई", kYes}, {"ফাইল সংযুক্ত", kYes},
    {"fil bifogad", kYes}, {"bifogad fil", kYes}, {"fil vedlagt", kYes}, {"vedhæftet fil", kYes},
    {"liitetiedosto", kYes}, {"tiedosto liitetty", kYes}, {"plik załączony", kYes}, {"plik w załączniku", kYes},
    {"συνημμένο αρχείο", kYes}, {"fájl csatolva", kYes}, {"fișier atașat", kYes}, {"datoteka priložena", kYes},
    {"datoteka u prilogu", kYes}, {"прикачен файл", kYes}, {"fitxer adjunt", kYes}, {"lêer aangeheg", kYes},
});

constexpr std::array kEdited = std::to_array<Row<Member>>({
    {"This message was edited", kYes}, {"This message has been edited", kYes}, {"edited", kYes},
    {"Diese Nachricht wurde bearbeitet", kYes}, {"Ce message a été modifié", kYes},
    {"Este mensaje fue editado", kYes}, {"Se editó este mensaje.", kYes}, {"Se editó este mensaje", kYes},
    {"Mensagem editada", kYes}, {"Esta mensagem foi editada", kYes},
    {"Questo messaggio è stato modificato", kYes}, {"Dit bericht is bewerkt", kYes},
    {"Dit bericht werd bewerkt", kYes}, {"Данное сообщение изменено", kYes}, {"Сообщение изменено", kYes},
    {"Это сообщение было изменено", kYes}, {"Це повідомлення було змінено", kYes},
    {"Повідомлення змінено", kYes}, {"Tato zpráva byla upravena", kYes}, {"Správa bola upravená", kYes},
    {"Bu mesaj düzenlendi", kYes}, {"Pesan ini diedit", kYes}, {"Tin nhắn này đã được chỉnh sửa", kYes},
    {"このメッセージは編集されました", kYes}, {"이 메시지가 수정되었습니다", kYes}, {"此消息已编辑", kYes}, {"這則訊息已編輯", kYes}, {"此訊息已編輯", kYes},
    {"تم تعديل هذه الرسالة", kYes}, {"ההודעה נערכה", kYes}, {"הודעה זו נערכה", kYes},
    {"यह मैसेज एडिट किया गया था", kYes}, {"ข้อความนี้ถูกแก้ไขแล้ว", kYes},
    {"Ta wiadomość została edytowana", kYes}, {"Meddelandet har redigerats", kYes},
    {"Denne beskeden ble redigert", kYes}, {"Denne besked blev redigeret", kYes},
    {"Tätä viestiä muokattiin", kYes}, {"Αυτό το μήνυμα υποβλήθηκε σε επεξεργασία", kYes},
    {"Ez az üzenet szerkesztve lett", kYes}, {"Acest mesaj a fost editat", kYes},
});

constexpr std::array kLocationLabels = std::to_array<Row<Member>>({
    {"Location", kYes}, {"Standort", kYes}, {"Localisation", kYes}, {"Ubicación", kYes}, {"Localização", kYes},
    {"Posizione", kYes}, {"Locatie", kYes}, {"Местоположение", kYes}, {"Розташування", kYes},
    {"Місцезнаходження", kYes}, {"Poloha", kYes}, {"Konum", kYes}, {"Lokasi", kYes}, {"Vị trí", kYes},
    {"位置情報", kYes}, {"位置情报", kYes}, {"위치", kYes}, {"位置", kYes}, {"所在位置", kYes}, {"موقع", kYes},
    {"الموقع", kYes}, {"מיקום", kYes}, {"موقعیت مکانی", kYes}, {"लोकेशन", kYes}, {"अवस्थान", kYes},
    {"ตำแหน่งที่ตั้ง", kYes}, {"Lokalizacja", kYes}, {"Plats", kYes}, {"Posisjon", kYes}, {"Placering", kYes},
    {"Sijainti", kYes}, {"Τοποθεσία", kYes}, {"Hely", kYes}, {"Locație", kYes}, {"Lokacija", kYes},
    {"Местоположение", kYes}, {"Ubicació", kYes},
});

constexpr std::array kPollWords = std::to_array<Row<Member>>({
    {"POLL", kYes}, {"ENCUESTA", kYes}, {"UMFRAGE", kYes}, {"SONDAGE", kYes}, {"ENQUETE", kYes},
    {"SONDAGEM", kYes}, {"SONDAGGIO", kYes}, {"PEILING", kYes}, {"ОПРОС", kYes}, {"ОПИТУВАННЯ", kYes},
    {"ANKETA", kYes}, {"ANKET", kYes}, {"POLLING", kYes}, {"JAJAK PENDAPAT", kYes}, {"THĂM DÒ Ý KIẾN", kYes},
    {"CUỘC THĂM DÒ Ý KIẾN", kYes}, {"アンケート", kYes}, {"投票", kYes}, {"설문", kYes}, {"설문조사", kYes}, {"投票活動", kYes},
    {"استطلاع", kYes}, {"استطلاع رأي", kYes}, {"סקר", kYes}, {"نظرسنجی", kYes}, {"पोल", kYes}, {"โพล", kYes},
    {"ANKIETA", kYes}, {"OMRÖSTNING", kYes}, {"AVSTEMNING", kYes}, {"AFSTEMNING", kYes}, {"KYSELY", kYes},
    {"ΨΗΦΟΦΟΡΙΑ", kYes}, {"SZAVAZÁS", kYes}, {"SONDAJ", kYes}, {"АНКЕТА", kYes},
});

constexpr std::array kEventWords = std::to_array<Row<Member>>({
    {"EVENT", kYes}, {"EVENTO", kYes}, {"EVENEMENT", kYes}, {"ÉVÉNEMENT", kYes}, {"ÉVÈNEMENT", kYes},
    {"VERANSTALTUNG", kYes}, {"EVENEMENTO", kYes}, {"МЕРОПРИЯТИЕ", kYes}, {"ПОДІЯ", kYes}, {"UDÁLOST", kYes},
    {"ETKİNLİK", kYes}, {"ACARA", kYes}, {"SỰ KIỆN", kYes}, {"イベント", kYes}, {"이벤트", kYes}, {"活动", kYes},
    {"活動", kYes}, {"فعالية", kYes}, {"حدث", kYes}, {"אירוע", kYes}, {"रویداد", kYes}, {"इवेंट", kYes},
    {"กิจกรรม", kYes}, {"WYDARZENIE", kYes}, {"EVENEMANG", kYes}, {"HENDELSE", kYes}, {"BEGIVENHED", kYes},
    {"TAPAHTUMA", kYes},
});

constexpr auto kDeleted = FactType::deleted_by_sender;
constexpr auto kWaiting = FactType::undecryptable;
constexpr auto kOnce = FactType::view_once;
constexpr auto kLive = FactType::live_location;

constexpr std::array kNotices = std::to_array<Row<FactType>>({
    {"This message was deleted", kDeleted}, {"You deleted this message", kDeleted},
    {"Du hast diese Nachricht gelöscht", kDeleted}, {"Diese Nachricht wurde gelöscht", kDeleted},
    {"Vous avez supprimé ce message", kDeleted}, {"Ce message a été supprimé", kDeleted},
    {"Eliminaste este mensaje", kDeleted}, {"Se eliminó este mensaje", kDeleted},
    {"Este mensaje fue eliminado", kDeleted}, {"Este mensaje se eliminó", kDeleted},
    {"Has eliminado este mensaje", kDeleted}, {"Apagou esta mensagem", kDeleted},
    {"Esta mensagem foi apagada", kDeleted}, {"Mensagem apagada", kDeleted},
    {"Você apagou esta mensagem", kDeleted}, {"Você apagou essa mensagem", kDeleted},
    {"Essa mensagem foi apagada", kDeleted}, {"Hai eliminato questo messaggio", kDeleted},
    {"Questo messaggio è stato eliminato", kDeleted}, {"Dit bericht is verwijderd", kDeleted},
    {"U hebt dit bericht verwijderd", kDeleted}, {"Je hebt dit bericht verwijderd", kDeleted},
    {"Данное сообщение удалено", kDeleted}, {"Вы удалили данное сообщение", kDeleted},
    {"Вы удалили это сообщение", kDeleted}, {"Это сообщение было удалено", kDeleted},
    {"Сообщение удалено", kDeleted}, {"Це повідомлення було видалено", kDeleted},
    {"Ви видалили це повідомлення", kDeleted}, {"Повідомлення видалено", kDeleted},
    {"Tato zpráva byla smazána", kDeleted}, {"Tuto zprávu jste smazal/a", kDeleted},
    {"Tuto zprávu jste smazali", kDeleted}, {"Táto správa bola odstránená", kDeleted},
    {"Bu mesaj silindi", kDeleted}, {"Bu mesajı sildiniz", kDeleted}, {"Pesan ini dihapus", kDeleted},
    {"Pesan ini telah dihapus", kDeleted}, {"Anda menghapus pesan ini", kDeleted},
    {"Anda telah menghapus pesan ini", kDeleted}, {"Tin nhắn này đã bị xóa", kDeleted},
    {"Bạn đã xoá tin nhắn này", kDeleted}, {"Bạn đã xóa tin nhắn này", kDeleted}, {"このメッセージは削除されました", kDeleted},
    {"このメッセージを削除しました", kDeleted}, {"삭제된 메시지입니다", kDeleted}, {"이 메시지를 삭제했습니다", kDeleted}, {"此消息已删除", kDeleted},
    {"您已删除此消息", kDeleted}, {"你撤回了一条消息", kDeleted}, {"這則訊息已刪除", kDeleted}, {"你已刪除這則訊息", kDeleted},
    {"تم حذف هذه الرسالة", kDeleted}, {"أنت حذفت هذه الرسالة", kDeleted}, {"لقد حذَفت هذه الرسالة", kDeleted},
    {"حذفت هذه الرسالة", kDeleted}, {"הודעה זו נמחקה", kDeleted}, {"מחקת הודעה זו", kDeleted},
    {"این پیام حذف شد", kDeleted}, {"شما این پیام را حذف کردید", kDeleted},
    {"यह मैसेज डिलीट कर दिया गया है", kDeleted}, {"आपने यह मैसेज डिलीट किया", kDeleted},
    {"ข้อความนี้ถูกลบแล้ว", kDeleted}, {"ข้อความนี้ถูกลบ", kDeleted}, {"คุณได้ลบข้อความนี้", kDeleted},
    {"Ta wiadomość została usunięta", kDeleted}, {"Wiadomość została usunięta", kDeleted},
    {"Usunięto tę wiadomość", kDeleted}, {"Det här meddelandet togs bort", kDeleted},
    {"Meddelandet raderades", kDeleted}, {"Du tog bort det här meddelandet", kDeleted},
    {"Denne meldingen ble slettet", kDeleted}, {"Du slettet denne meldingen", kDeleted},
    {"Denne besked blev slettet", kDeleted}, {"Du slettede denne besked", kDeleted},
    {"Tämä viesti poistettiin", kDeleted}, {"Poistit tämän viestin", kDeleted},
    {"Αυτό το μήνυμα διαγράφηκε", kDeleted}, {"Διαγράψατε αυτό το μήνυμα", kDeleted},
    {"Ez az üzenet törölve lett", kDeleted}, {"Törölted ezt az üzenetet", kDeleted},
    {"Acest mesaj a fost șters", kDeleted}, {"Ați șters acest mesaj", kDeleted},
    {"Ova je poruka izbrisana", kDeleted}, {"Izbrisali ste ovu poruku", kDeleted},
    {"Waiting for this message", kWaiting}, {"Waiting for this message. This may take a while", kWaiting},
    {"Warte auf diese Nachricht", kWaiting}, {"Warte auf diese Nachricht. Dies kann etwas dauern", kWaiting},
    {"Auf diese Nachricht warten", kWaiting}, {"En attente de ce message", kWaiting},
    {"En attente de ce message. Cela peut prendre un moment", kWaiting}, {"Esperando el mensaje", kWaiting},
    {"Esperando este mensaje", kWaiting}, {"Aguardando mensagem", kWaiting},
    {"Aguardando esta mensagem", kWaiting}, {"A aguardar por esta mensagem", kWaiting},
    {"In attesa del messaggio", kWaiting}, {"In attesa di questo messaggio", kWaiting},
    {"Wachten op dit bericht", kWaiting}, {"Ожидание данного сообщения", kWaiting},
    {"Ожидание сообщения", kWaiting}, {"Čeká se na tuto zprávu", kWaiting}, {"Bu mesaj bekleniyor", kWaiting},
    {"Menunggu pesan ini", kWaiting},
    {"You received a view once message. For added privacy, you can only open it on your phone", kOnce},
    {"You received a view once photo. For added privacy, you can only open it on your phone", kOnce},
    {"You received a view once video. For added privacy, you can only open it on your phone", kOnce},
    {"You received a view once voice message. For added privacy, you can only open it on your phone", kOnce},
    {"Du hast eine Einmalansicht-Nachricht erhalten. Zum Schutz deiner Privatsphäre kannst du sie nur auf deinem Telefon öffnen", kOnce},
    {"Recibiste un mensaje de visualización única. Para mayor privacidad, solo puedes abrirlo en tu teléfono", kOnce},
    {"Vous avez reçu un message à vue unique. Pour plus de confidentialité, vous ne pouvez l’ouvrir que sur votre téléphone", kOnce},
    {"live location shared", kLive}, {"Live-Standort wird geteilt", kLive}, {"Live-Standort geteilt", kLive},
    {"localisation en direct partagée", kLive}, {"ubicación en tiempo real compartida", kLive},
    {"localização em tempo real compartilhada", kLive}, {"localização em direto partilhada", kLive},
    {"posizione in tempo reale condivisa", kLive}, {"live locatie gedeeld", kLive},
    {"трансляция геоданных", kLive}, {"místo pobytu v reálném čase bylo sdíleno", kLive},
    {"canlı konum paylaşıldı", kLive}, {"lokasi terkini dibagikan", kLive},
});

bool is_in(const WordTable<Member>& table, std::string_view words) { return table.find(words).has_value(); }

std::string_view without_full_stop(std::string_view text) {
  for (const std::string_view stop : {".", "。", "।"}) {
    if (text.ends_with(stop)) text.remove_suffix(stop.size());
  }
  return text;
}

}  // namespace

std::optional<AttachmentKind> omitted_kind(std::string_view words) {
  static const WordTable<AttachmentKind> table(kOmitted);
  return table.find(words);
}

std::optional<AttachmentKind> omitted_in_brackets(std::string_view words) {
  static const WordTable<AttachmentKind> table(kInBrackets);
  const auto kind = table.find(words);
  return kind ? kind : omitted_kind(words);
}

bool is_attached_word(std::string_view words) {
  static const WordTable<Member> table(kAttachedWords);
  return is_in(table, words);
}

bool is_attached_suffix(std::string_view words) {
  static const WordTable<Member> table(kAttachedSuffixes);
  return is_in(table, words);
}

bool is_edited_marker(std::string_view words) {
  static const WordTable<Member> table(kEdited);
  return is_in(table, words);
}

bool is_location_label(std::string_view words) {
  static const WordTable<Member> table(kLocationLabels);
  return is_in(table, words);
}

bool is_poll_word(std::string_view words) {
  static const WordTable<Member> table(kPollWords);
  return is_in(table, words);
}

bool is_event_word(std::string_view words) {
  static const WordTable<Member> table(kEventWords);
  return is_in(table, words);
}

std::optional<FactType> notice_of(std::string_view body) {
  static const Beginnings beginnings(kNotices);
  if (!beginnings.may_be(body)) return std::nullopt;
  static const WordTable<FactType> table(kNotices);
  return table.find(without_full_stop(body));
}

}  // namespace muniment::ingest::whatsapp
