# SPDX-License-Identifier: GPL-3.0-or-later
"""What the people of the samples say, and what WhatsApp itself writes, by language.

Everybody and everything here is invented: a choir that borrows a hall. The words of WhatsApp are facts; a language
has only those that are certain, and its samples do without the others.
"""
import dataclasses

LRM, RLM, NBSP = "\u200e", "\u200f", "\u00a0"


@dataclasses.dataclass(frozen=True)
class Language:
    name: str
    a: str                # two people
    b: str
    group: str
    hello: str
    items: tuple          # lines of one message
    question: str         # holds ": "
    caption: str
    pasted: str
    edited: str
    mention: str          # with {} for the name
    # WhatsApp's own words
    file: str = "WhatsApp Chat with {}.txt"
    mark: str = LRM
    android: dict = dataclasses.field(default_factory=dict)
    ios: dict = dataclasses.field(default_factory=dict)
    edited_marker: str = ""


ENGLISH_NOTICE = ("Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or "
                  "listen to them.")

LANGUAGES = {
    "en": Language(
        "English", "Ada Quill", "Ben Thorne", "Hill choir",
        "Good morning! Is the hall open on Saturday?", ("Yes, from nine. Please bring:", "- chairs", "- the long table"),
        "One question: who has the key?", "The new poster", "My old phone shows it like this:",
        "The concert starts at seven", "Thank you @{}, see you on Saturday",
        android={"notice": ENGLISH_NOTICE + " Tap to learn more.", "omitted": "<Media omitted>",
                 "attached": " (file attached)", "location": "location", "deleted": "This message was deleted"},
        ios={"notice": ENGLISH_NOTICE, "image": "image omitted", "video": "video omitted", "audio": "audio omitted",
             "sticker": "sticker omitted", "GIF": "GIF omitted", "contact card": "Contact card omitted",
             "document": "document omitted", "pages": "2 pages", "location": "Location",
             "deleted": "This message was deleted.", "you_deleted": "You deleted this message.",
             "attached": "<attached: {}>"},
        edited_marker="<This message was edited>"),
    "de": Language(
        "German", "Anna Brandl", "Jonas Weidt", "Bergchor",
        "Guten Morgen! Ist der Saal am Samstag offen?", ("Ja, ab neun. Bitte mitbringen:", "- Stühle", "- den langen Tisch"),
        "Eine Frage: Wer hat den Schlüssel?", "Das neue Plakat", "Mein altes Handy zeigt es so:",
        "Das Konzert beginnt um sieben", "Danke @{}, bis Samstag",
        file="WhatsApp Chat mit {}.txt",
        android={"notice": "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb dieses Chats kann sie "
                           "lesen oder anhören, nicht einmal WhatsApp. Tippe, um mehr zu erfahren.",
                 "omitted": "<Medien ausgeschlossen>", "attached": " (Datei angehängt)", "location": "Standort",
                 "deleted": "Diese Nachricht wurde gelöscht."},
        ios={"notice": "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt. Niemand außerhalb dieses Chats kann sie "
                       "lesen oder anhören, nicht einmal WhatsApp.",
             "image": "Bild weggelassen", "video": "Video weggelassen", "audio": "Audio weggelassen",
             "sticker": "Sticker weggelassen", "GIF": "GIF weggelassen", "contact card": "Kontaktkarte ausgelassen",
             "document": "Dokument weggelassen", "pages": "2 Seiten", "location": "Standort",
             "deleted": "Diese Nachricht wurde gelöscht.", "you_deleted": "Du hast diese Nachricht gelöscht.",
             "attached": "<Anhang: {}>"},
        edited_marker="<Diese Nachricht wurde bearbeitet>"),
    "fr": Language(
        "French", "Élodie Marchal", "Hugo Lantier", "Chœur du Val",
        "Bonjour ! La salle est-elle ouverte samedi ?", ("Oui, dès neuf heures. Apportez :", "- des chaises", "- la grande table"),
        "Une question : qui a la clé ?", "La nouvelle affiche", "Mon ancien téléphone l’affiche ainsi :",
        "Le concert commence à sept heures", "Merci @{}, à samedi",
        file="Discussion WhatsApp avec {}.txt",
        android={"notice": "Les messages et les appels sont chiffrés de bout en bout. Aucun tiers, pas même WhatsApp, ne peut "
                           "les lire ou les écouter. Appuyez pour en savoir plus.",
                 "omitted": "<Médias omis>", "attached": " (fichier joint)", "deleted": "Ce message a été supprimé"},
        ios={"notice": "Les messages et les appels sont chiffrés de bout en bout. Aucun tiers, pas même WhatsApp, ne peut les "
                       "lire ou les écouter.",
             "image": "image absente", "video": "vidéo absente", "audio": "audio omis", "sticker": "sticker omis",
             "GIF": "GIF retiré", "contact card": "Fiche contact manquante", "document": "document manquant",
             "pages": "2 pages", "location": "Localisation", "deleted": "Ce message a été supprimé.",
             "you_deleted": "Vous avez supprimé ce message.", "attached": "<pièce jointe : {}>"},
        edited_marker="<Ce message a été modifié>"),
    "es": Language(
        "Spanish", "Lucía Ferrán", "Mateo Rivas", "Coro del Valle",
        "¡Buenos días! ¿Está abierta la sala el sábado?", ("Sí, desde las nueve. Traed:", "- sillas", "- la mesa larga"),
        "Una pregunta: ¿quién tiene la llave?", "El cartel nuevo", "Mi teléfono viejo lo muestra así:",
        "El concierto empieza a las siete", "Gracias @{}, hasta el sábado",
        file="Chat de WhatsApp con {}.txt",
        android={"notice": "Los mensajes y las llamadas están cifrados de extremo a extremo. Nadie fuera de este chat, ni "
                           "siquiera WhatsApp, puede leerlos ni escucharlos. Toca para obtener más información.",
                 "omitted": "<Multimedia omitido>", "attached": " (archivo adjunto)", "location": "ubicación",
                 "deleted": "Se eliminó este mensaje."},
        ios={"notice": "Los mensajes y las llamadas están cifrados de extremo a extremo. Nadie fuera de este chat, ni "
                       "siquiera WhatsApp, puede leerlos ni escucharlos.",
             "image": "imagen omitida", "video": "Video omitido", "audio": "audio omitido", "sticker": "sticker omitido",
             "GIF": "GIF omitido", "contact card": "Tarjeta de contacto omitida", "document": "documento omitido",
             "pages": "2 páginas", "location": "Ubicación", "deleted": "Se eliminó este mensaje.",
             "you_deleted": "Eliminaste este mensaje.", "attached": "<adjunto: {}>"},
        edited_marker="<Se editó este mensaje.>"),
    "pt-br": Language(
        "Portuguese (Brazil)", "Beatriz Calmon", "Caio Prates", "Coral da Serra",
        "Bom dia! O salão abre no sábado?", ("Sim, a partir das nove. Tragam:", "- cadeiras", "- a mesa comprida"),
        "Uma pergunta: quem está com a chave?", "O cartaz novo", "Meu celular antigo mostra assim:",
        "O concerto começa às sete", "Obrigado @{}, até sábado",
        file="Conversa do WhatsApp com {}.txt",
        android={"notice": "As mensagens e as ligações são protegidas com a criptografia de ponta a ponta e ficam somente entre "
                           "você e os participantes desta conversa. Nem mesmo o WhatsApp pode ler ou ouvi-las. Toque para "
                           "saber mais.",
                 "omitted": "<Mídia omitida>", "attached": " (arquivo anexado)", "deleted": "Mensagem apagada"},
        ios={"image": "imagem ocultada", "audio": "áudio ocultado", "sticker": "figurinha omitida",
             "document": "documento omitido", "pages": "2 páginas", "location": "Localização",
             "attached": "<anexado: {}>"},
        edited_marker="<Mensagem editada>"),
    "pt": Language(
        "Portuguese (Portugal)", "Leonor Sampaio", "Tomás Quintela", "Coro da Ribeira",
        "Bom dia! A sala está aberta no sábado?", ("Sim, a partir das nove. Tragam:", "- cadeiras", "- a mesa comprida"),
        "Uma pergunta: quem tem a chave?", "O novo cartaz", "O meu telemóvel antigo mostra assim:",
        "O concerto começa às sete", "Obrigada @{}, até sábado",
        android={}, file="Conversa do WhatsApp com {}.txt",
        ios={"notice": "As mensagens e chamadas são encriptadas ponto a ponto. Ninguém fora desta conversa, nem mesmo o "
                       "WhatsApp, pode ler ou ouvi-las.",
             "image": "imagem não revelada", "video": "vídeo não revelado", "audio": "ficheiro de áudio não revelado",
             "sticker": "sticker não revelado", "GIF": "GIF não revelada", "contact card": "Contacto não revelado",
             "document": "documento não revelado", "pages": "2 páginas", "location": "Localização",
             "deleted": "Esta mensagem foi apagada.", "you_deleted": "Apagou esta mensagem."}),
    "it": Language(
        "Italian", "Giulia Serra", "Paolo Venier", "Coro di Valle",
        "Buongiorno! Sabato la sala è aperta?", ("Sì, dalle nove. Portate:", "- sedie", "- il tavolo lungo"),
        "Una domanda: chi ha la chiave?", "Il nuovo manifesto", "Il mio vecchio telefono lo mostra così:",
        "Il concerto inizia alle sette", "Grazie @{}, a sabato",
        file="Chat WhatsApp con {}.txt",
        android={"notice": "I messaggi e le chiamate sono crittografati end-to-end. Nessuno al di fuori di questa chat, nemmeno "
                           "WhatsApp, può leggerne o ascoltarne il contenuto. Tocca per saperne di più.",
                 "omitted": "<Media omessi>", "attached": " (file allegato)", "location": "posizione",
                 "deleted": "Questo messaggio è stato eliminato"},
        ios={"notice": "I messaggi e le chiamate sono crittografati end-to-end. Nessuno al di fuori di questa chat, nemmeno "
                       "WhatsApp, può leggerne o ascoltarne il contenuto.",
             "image": "immagine omessa", "video": "video omesso", "audio": "audio omesso", "sticker": "sticker non incluso",
             "GIF": "GIF esclusa", "contact card": "Scheda contatto omessa", "document": "documento omesso",
             "pages": "2 pagine", "location": "Posizione", "deleted": "Questo messaggio è stato eliminato.",
             "you_deleted": "Hai eliminato questo messaggio.", "attached": "<allegato: {}>"},
        edited_marker="<Questo messaggio è stato modificato>"),
    "nl": Language(
        "Dutch", "Fenna Hoekstra", "Ruben Dekker", "Dorpskoor",
        "Goedemorgen! Is de zaal zaterdag open?", ("Ja, vanaf negen uur. Graag meenemen:", "- stoelen", "- de lange tafel"),
        "Een vraag: wie heeft de sleutel?", "De nieuwe poster", "Mijn oude telefoon laat het zo zien:",
        "Het concert begint om zeven uur", "Bedankt @{}, tot zaterdag",
        file="WhatsApp-chat met {}.txt",
        android={"notice": "Berichten en oproepen worden end-to-end versleuteld. Niemand buiten deze chat kan ze lezen of "
                           "beluisteren, zelfs WhatsApp niet. Tik voor meer informatie.",
                 "omitted": "<Media weggelaten>", "attached": " (bestand bijgevoegd)", "location": "locatie",
                 "deleted": "Dit bericht is verwijderd"},
        ios={"image": "afbeelding weggelaten", "video": "video weggelaten", "audio": "audio weggelaten",
             "sticker": "sticker weggelaten", "document": "document weggelaten", "location": "Locatie",
             "deleted": "Dit bericht is verwijderd.", "attached": "<bijgevoegd: {}>"}),
    "ru": Language(
        "Russian", "Вера Лугова", "Олег Снегирь", "Хор у реки",
        "Доброе утро! Зал открыт в субботу?", ("Да, с девяти. Возьмите с собой:", "- стулья", "- длинный стол"),
        "Вопрос: у кого ключ?", "Новая афиша", "Мой старый телефон показывает так:",
        "Концерт начинается в семь", "Спасибо @{}, до субботы",
        file=f"Чат WhatsApp с контактом{NBSP}" + "{}.txt",
        android={"notice": "Сообщения и звонки защищены сквозным шифрованием. Третьи лица, включая WhatsApp, не могут прочитать "
                           "ваши сообщения или прослушать звонки. Подробнее.",
                 "omitted": "<Без медиафайлов>", "attached": " (файл добавлен)", "location": "местоположение",
                 "deleted": "Данное сообщение удалено"},
        ios={"notice": "Сообщения и звонки защищены сквозным шифрованием. Третьи лица, включая WhatsApp, не могут прочитать "
                       "ваши сообщения или прослушать звонки.",
             "image": "изображение отсутствует", "video": "видео отсутствует", "audio": "аудиофайл отсутствует",
             "sticker": "стикер не добавлен", "GIF": "GIF отсутствует", "contact card": "Карточка контакта отсутствует",
             "document": "документ отсутствует", "pages": "2 страницы", "location": "Местоположение",
             "deleted": "Данное сообщение удалено.", "you_deleted": "Вы удалили данное сообщение.",
             "attached": "<прикреплено: {}>"}),
    "uk": Language(
        "Ukrainian", "Ганна Лісова", "Тарас Нетреба", "Хор над річкою",
        "Доброго ранку! Зала відкрита в суботу?", ("Так, з дев’ятої. Візьміть:", "- стільці", "- довгий стіл"),
        "Питання: у кого ключ?", "Нова афіша", "Мій старий телефон показує так:",
        "Концерт починається о сьомій", "Дякую @{}, до суботи",
        ios={"notice": "Повідомлення й дзвінки захищено наскрізним шифруванням. Прочитати чи прослухати їх не зможе жодна "
                       "стороння особа, навіть із WhatsApp.",
             "image": "зображення відсутнє", "video": "відео відсутнє", "audio": "аудіо відсутнє",
             "sticker": "Наклейку не додано", "GIF": "GIF-анімацію пропущено", "contact card": "Картка контакту відсутня",
             "document": "документ пропущено", "location": "Розташування", "deleted": "Це повідомлення було видалено.",
             "you_deleted": "Ви видалили це повідомлення."}),
    "cs": Language(
        "Czech", "Jitka Horská", "Radek Vrba", "Sbor pod kopcem",
        "Dobré ráno! Je sál v sobotu otevřený?", ("Ano, od devíti. Přineste prosím:", "- židle", "- dlouhý stůl"),
        "Jedna otázka: kdo má klíč?", "Nový plakát", "Můj starý telefon to ukazuje takto:",
        "Koncert začíná v sedm", "Díky @{}, v sobotu na viděnou",
        file=f"Chat WhatsApp s{NBSP}uživatelem " + "{}.txt",
        android={"notice": "Zprávy a hovory jsou zabezpečeny koncovým šifrováním. Nikdo, kdo není přímým účastníkem této "
                           "konverzace, ji nemůže sledovat ani poslouchat. Dokonce ani WhatsApp. Další informace zobrazíte "
                           "klepnutím.",
                 "omitted": "<Média vynechány>", "attached": " (soubor byl přiložen)", "location": "poloha",
                 "deleted": "Tato zpráva byla smazána"},
        ios={"notice": "Zprávy a hovory jsou opatřeny koncovým šifrováním. Nikdo, kdo není přímým účastníkem této konverzace, "
                       "ji nemůže sledovat ani poslouchat. Dokonce ani WhatsApp.",
             "image": "obrázek vynechán", "video": "video vynecháno", "audio": "zvukový soubor vynechán",
             "sticker": "nálepka vynechána", "GIF": "GIF vynechán", "contact card": "Vizitka vynechána",
             "document": "dokument vynechán", "pages": "2 strany", "location": "Poloha",
             "deleted": "Tato zpráva byla smazána.", "you_deleted": "Tuto zprávu jste smazal/a."}),
    "hr": Language(
        "Croatian", "Iva Brezak", "Luka Maroje", "Zbor na brdu",
        "Dobro jutro! Je li dvorana otvorena u subotu?", ("Da, od devet. Donesite:", "- stolice", "- dugi stol"),
        "Jedno pitanje: tko ima ključ?", "Novi plakat", "Moj stari telefon prikazuje ovako:",
        "Koncert počinje u sedam", "Hvala @{}, vidimo se u subotu",
        android={"omitted": "<Medijski zapis izostavljen>"}),
    "sv": Language(
        "Swedish", "Linnea Dahlin", "Oskar Bergvall", "Bykören",
        "God morgon! Är salen öppen på lördag?", ("Ja, från nio. Ta med:", "- stolar", "- långbordet"),
        "En fråga: vem har nyckeln?", "Den nya affischen", "Min gamla telefon visar det så här:",
        "Konserten börjar klockan sju", "Tack @{}, vi ses på lördag",
        android={"omitted": "<Media har utelämnats>"}),
    "fi": Language(
        "Finnish", "Aino Lehtola", "Eero Kallio", "Kyläkuoro",
        "Huomenta! Onko sali auki lauantaina?", ("Kyllä, yhdeksästä alkaen. Tuokaa:", "- tuoleja", "- pitkä pöytä"),
        "Yksi kysymys: kenellä on avain?", "Uusi juliste", "Vanha puhelimeni näyttää sen näin:",
        "Konsertti alkaa seitsemältä", "Kiitos @{}, nähdään lauantaina",
        android={"omitted": "<Media jätettiin pois>"}),
    "tr": Language(
        "Turkish", "Elif Çamlı", "Kerem Yaldız", "Tepe Korosu",
        "Günaydın! Salon cumartesi açık mı?", ("Evet, dokuzdan itibaren. Lütfen getirin:", "- sandalye", "- uzun masa"),
        "Bir soru: anahtar kimde?", "Yeni afiş", "Eski telefonum böyle gösteriyor:",
        "Konser yedide başlıyor", "Teşekkürler @{}, cumartesi görüşürüz",
        file="{} ile WhatsApp Sohbeti.txt",
        android={"notice": "Mesajlar ve aramalar uçtan uca şifrelidir. WhatsApp da dahil olmak üzere bu sohbetin dışında bulunan "
                           "hiç kimse mesajlarınızı okuyamaz ve aramalarınızı dinleyemez. Daha fazla bilgi edinmek için "
                           "dokunun.",
                 "omitted": "<Medya dahil edilmedi>", "attached": " (dosya ekli)", "deleted": "Bu mesaj silindi"}),
    "ar": Language(
        "Arabic", "ليلى الهاشم", "سامر نجار", "جوقة التل",
        "صباح الخير! هل القاعة مفتوحة يوم السبت؟", ("نعم، من التاسعة. أحضروا:", "- الكراسي", "- الطاولة الطويلة"),
        "سؤال واحد: من معه المفتاح؟", "الملصق الجديد", "هاتفي القديم يعرضها هكذا:",
        "الحفلة تبدأ في السابعة", "شكرًا @{}، إلى اللقاء يوم السبت",
        file="محادثة واتساب مع {}.txt", mark=RLM,
        android={"omitted": "<تم استبعاد الوسائط>", "deleted": "تم حذف هذه الرسالة"},
        ios={"notice": "الرسائل والمكالمات مشفرة تمامًا بين الطرفين، بحيث لا يستطيع أحد خارج هذه الدردشة، ولا حتى شركة واتساب "
                       "نفسها، قراءتها أو الاستماع إليها.",
             "image": "لم يتم إدراج الصورة", "video": "لم يتم إدراج الفيديوهات", "audio": "لم يتم إدراج المقاطع الصوتية",
             "sticker": "تم حذف الملصقات", "GIF": "لم يتم إدراج صورة GIF", "contact card": "لم يتم إدراج بطاقة جهة اتصال",
             "document": "لم يتم إدراج المستند", "pages": "صفحتان 2", "location": "موقع",
             "deleted": "تم حذف هذه الرسالة.", "you_deleted": "أنت حذفت هذه الرسالة."}),
    "fa": Language(
        "Persian", "نگار بهاری", "کاوه دشتی", "گروه کر تپه",
        "صبح بخیر! سالن شنبه باز است؟", ("بله، از ساعت نه. لطفاً بیاورید:", "- صندلی", "- میز بلند"),
        "یک سؤال: کلید پیش کیست؟", "پوستر جدید", "گوشی قدیمی من این‌طور نشان می‌دهد:",
        "کنسرت ساعت هفت شروع می‌شود", "ممنون @{}، تا شنبه",
        file="گپ واتساپ با {}.txt", mark=RLM, android={"omitted": "<رسانه حذف شد>"}),
    "he": Language(
        "Hebrew", "נועה גלבוע", "איתי ברקן", "מקהלת הגבעה",
        "בוקר טוב! האולם פתוח בשבת?", ("כן, מתשע. נא להביא:", "- כיסאות", "- השולחן הארוך"),
        "שאלה אחת: למי יש מפתח?", "הכרזה החדשה", "הטלפון הישן שלי מציג כך:",
        "הקונצרט מתחיל בשבע", "תודה @{}, נתראה בשבת",
        file="צ'אט WhatsApp עם {}.txt", mark=RLM,
        android={"omitted": "<המדיה לא נכללה>", "deleted": "הודעה זו נמחקה"}),
    "hi": Language(
        "Hindi", "मीरा तलवार", "अर्जुन पाटकर", "पहाड़ी गायक दल",
        "सुप्रभात! क्या शनिवार को हॉल खुला है?", ("हाँ, नौ बजे से। कृपया लाएँ:", "- कुर्सियाँ", "- लंबी मेज़"),
        "एक सवाल: चाबी किसके पास है?", "नया पोस्टर", "मेरा पुराना फ़ोन इसे ऐसे दिखाता है:",
        "कार्यक्रम सात बजे शुरू होगा", "धन्यवाद @{}, शनिवार को मिलते हैं",
        android={"omitted": "<मीडिया के बिना>"},
        ios={"notice": "मैसेजेस और कॉल्स एंड-टू-एंड एन्क्रिप्टेड हैं. इस चैट में शामिल लोगों के अलावा कोई भी इन्हें पढ़ या सुन नहीं सकता, "
                       "WhatsApp भी नहीं.",
             "image": "फ़ोटो हटाई गई", "video": "वीडियो छोड़ा गया", "audio": "ऑडियो हटाई गयी", "sticker": "स्टिकर छोड़ा गया",
             "GIF": "GIF छोड़ा गया", "contact card": "कॉन्टैक्ट कार्ड छोड़ा गया", "document": "डॉक्यूमेंट छोड़ा गया",
             "location": "लोकेशन", "deleted": "यह मैसेज डिलीट कर दिया गया है.", "you_deleted": "आपने यह मैसेज डिलीट किया."}),
    "bn": Language(
        "Bengali", "মৌ সান্যাল", "তপন ঘোষাল", "পাহাড়ি গানের দল",
        "সুপ্রভাত! শনিবার কি হল খোলা?", ("হ্যাঁ, নয়টা থেকে। সঙ্গে আনবেন:", "- চেয়ার", "- লম্বা টেবিল"),
        "একটা প্রশ্ন: চাবি কার কাছে?", "নতুন পোস্টার", "আমার পুরোনো ফোনে এমন দেখায়:",
        "অনুষ্ঠান সাতটায় শুরু", "ধন্যবাদ @{}, শনিবার দেখা হবে",
        android={"omitted": "<মিডিয়া বাদ দেওয়া হয়েছে>"}),
    "ja": Language(
        "Japanese", "丘野 さくら", "谷沢 悠斗", "丘の合唱団",
        "おはようございます。土曜日はホールが開いていますか？", ("はい、九時からです。持ち物：", "- 椅子", "- 長いテーブル"),
        "質問です: 鍵は誰が持っていますか？", "新しいポスター", "古い電話ではこう表示されます：",
        "演奏会は七時に始まります", "ありがとう @{} 、土曜日に",
        file="WhatsApp Chat - {}.txt",
        android={"omitted": "<メディアなし>", "deleted": "このメッセージは削除されました"},
        ios={"notice": "メッセージと通話はエンドツーエンド暗号化されています。チャットの参加者以外は、たとえWhatsAppでも読んだり聞いたりすることは"
                       "できません。",
             "image": "画像は含まれていません", "video": "ビデオは含まれていません", "audio": "音声は含まれていません",
             "sticker": "スタンプは含まれていません", "GIF": "GIFは含まれていません", "contact card": "連絡先カードを省略",
             "document": "ドキュメントは含まれていません", "pages": "ページ数: 2", "location": "位置情報",
             "deleted": "このメッセージは削除されました。", "you_deleted": "このメッセージを削除しました。"}),
    "ko": Language(
        "Korean", "강하늘빛", "윤별하", "언덕 합창단",
        "좋은 아침이에요! 토요일에 강당 열려 있나요?", ("네, 아홉 시부터요. 가져오세요:", "- 의자", "- 긴 탁자"),
        "질문: 열쇠는 누가 갖고 있나요?", "새 포스터", "제 옛날 전화에는 이렇게 나와요:",
        "공연은 일곱 시에 시작해요", "고마워요 @{} , 토요일에 봐요",
        android={"notice": "메시지와 통화는 종단간 암호화됩니다. WhatsApp을 포함해 이 채팅방 밖의 그 누구도 메시지를 읽거나 통화 내용을 들을 수 "
                           "없습니다. 자세히 알아보려면 탭하세요.",
                 "omitted": "<미디어 파일 제외됨>"}),
    "zh": Language(
        "Chinese (simplified)", "云朵儿", "石小川", "山坡合唱团",
        "早上好！周六礼堂开门吗？", ("开，九点起。请带：", "- 椅子", "- 长桌"),
        "问一下: 钥匙在谁那里？", "新海报", "我的旧手机是这样显示的：",
        "音乐会七点开始", "谢谢 @{} ，周六见",
        file="与{}的 WhatsApp 聊天.txt",
        android={"notice": "消息和通话都进行端到端加密。对话之外的任何人，甚至包括 WhatsApp 都无法读取或收听。点击了解更多。",
                 "omitted": "<省略多媒体文件>"}),
    "th": Language(
        "Thai", "มะลิ ใจงาม", "ก้องภพ ธารา", "คณะประสานเสียงเนินเขา",
        "สวัสดีตอนเช้า วันเสาร์ห้องประชุมเปิดไหม", ("เปิดตั้งแต่เก้าโมง ช่วยนำมาด้วย:", "- เก้าอี้", "- โต๊ะยาว"),
        "ขอถามหน่อย: กุญแจอยู่ที่ใคร", "โปสเตอร์ใหม่", "โทรศัพท์เก่าของฉันแสดงแบบนี้:",
        "คอนเสิร์ตเริ่มหนึ่งทุ่ม", "ขอบคุณ @{} แล้วเจอกันวันเสาร์",
        android={"omitted": "<ไฟล์สื่อถูกลบ>"},
        ios={"notice": "ข้อความและการโทรได้รับการเข้ารหัสจากต้นทางถึงปลายทาง ผู้ที่ไม่ได้อยู่ในแชทนี้จะไม่สามารถอ่านหรือฟังได้แม้แต่ WhatsApp เอง",
             "image": "ไม่มีรูปภาพ", "video": "วิดีโอถูกลบ", "audio": "ไม่มีไฟล์เสียง", "sticker": "ไม่มีสติกเกอร์",
             "GIF": "ละเว้น GIF", "contact card": "บัตรรายชื่อที่ละเว้น", "document": "ละเว้นเอกสาร", "pages": "2 หน้า",
             "location": "ตำแหน่งที่ตั้ง", "deleted": "ข้อความนี้ถูกลบแล้ว", "you_deleted": "คุณได้ลบข้อความนี้"}),
    "id": Language(
        "Indonesian", "Sari Wulandani", "Bayu Prakosa", "Paduan Suara Bukit",
        "Selamat pagi! Apakah aula buka hari Sabtu?", ("Ya, mulai jam sembilan. Tolong bawa:", "- kursi", "- meja panjang"),
        "Satu pertanyaan: siapa yang pegang kunci?", "Poster baru", "Di ponsel lama saya tampilannya begini:",
        "Konser mulai jam tujuh", "Terima kasih @{}, sampai Sabtu",
        file="Chat WhatsApp dengan {}.txt",
        android={"omitted": "<Media tidak disertakan>", "attached": " (file terlampir)", "deleted": "Pesan ini dihapus"},
        ios={"notice": "Pesan dan panggilan terenkripsi secara end-to-end. Tidak seorang pun di luar chat ini, termasuk "
                       "WhatsApp, yang dapat membaca atau mendengarkannya.",
             "image": "gambar tidak disertakan", "video": "video tidak disertakan", "audio": "audio tidak disertakan",
             "sticker": "stiker tidak disertakan", "GIF": "GIF tidak disertakan", "contact card": "Kartu kontak tidak disertakan",
             "document": "dokumen tidak disertakan", "location": "Lokasi", "deleted": "Pesan ini dihapus.",
             "you_deleted": "Anda menghapus pesan ini."}),
    "vi": Language(
        "Vietnamese", "Mai Thảo Vy", "Lê Minh Sơn", "Dàn hợp xướng Đồi Xanh",
        "Chào buổi sáng! Thứ bảy hội trường có mở không?", ("Có, từ chín giờ. Nhớ mang theo:", "- ghế", "- bàn dài"),
        "Cho hỏi: ai giữ chìa khóa?", "Áp phích mới", "Điện thoại cũ của tôi hiển thị thế này:",
        "Buổi hòa nhạc bắt đầu lúc bảy giờ", "Cảm ơn @{}, hẹn thứ bảy",
        android={"omitted": "<bỏ qua tệp phương tiện>", "deleted": "Tin nhắn này đã bị xóa"},
        ios={"notice": "Tin nhắn và cuộc gọi được mã hóa đầu cuối. Những người bên ngoài cuộc trò chuyện này, kể cả WhatsApp, "
                       "sẽ không đọc hoặc nghe được.",
             "image": "đã bỏ qua hình ảnh", "video": "đã bỏ video", "audio": "bỏ qua tệp âm thanh", "sticker": "đã bỏ sticker",
             "GIF": "Đã bỏ qua ảnh GIF", "contact card": "Bỏ qua thẻ liên lạc", "document": "đã bỏ qua tài liệu",
             "location": "Vị trí", "deleted": "Tin nhắn này đã bị xóa.", "you_deleted": "Bạn đã xoá tin nhắn này."}),
}
