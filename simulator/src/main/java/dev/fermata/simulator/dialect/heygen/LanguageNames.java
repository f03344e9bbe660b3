package dev.fermata.simulator.dialect.heygen;

import dev.fermata.simulator.dialect.heygen.HeyGenOptions.LanguageRule;
import dev.fermata.simulator.dialect.heygen.HeyGenOptions.LanguageShown;
import dev.fermata.simulator.setting.SettingValues;
import dev.fermata.simulator.text.Printable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The names of languages, some with commas in them, and the code of each (BCP 47). */
record LanguageNames(SettingValues options) {

    private static final Map<String, String> CODES = new LinkedHashMap<>();
    private static final Map<String, String> NAMES = new LinkedHashMap<>();
    private static final Map<String, String> BY_LOWER_CASE = new LinkedHashMap<>();

    static {
        for (String each : """
                af-ZA=Afrikaans (South Africa);sq-AL=Albanian (Albania);am-ET=Amharic (Ethiopia);ar=Arabic;\
                ar-EG=Arabic (Egypt);ar-SA=Arabic (Saudi Arabia);ar-AE=Arabic (United Arab Emirates);\
                hy-AM=Armenian (Armenia);az-AZ=Azerbaijani (Azerbaijan);eu-ES=Basque (Spain);\
                bn-BD=Bengali (Bangladesh);bn-IN=Bengali (India);bs-BA=Bosnian (Bosnia and Herzegovina);\
                bg-BG=Bulgarian (Bulgaria);my-MM=Burmese (Myanmar);ca-ES=Catalan (Spain);\
                yue-Hant=Chinese (Cantonese, Traditional);zh-Hans=Chinese (Mandarin, Simplified);\
                zh-Hant=Chinese (Taiwanese Mandarin, Traditional);hr-HR=Croatian (Croatia);cs-CZ=Czech (Czechia);\
                da-DK=Danish (Denmark);nl=Dutch;nl-BE=Dutch (Belgium);nl-NL=Dutch (Netherlands);en=English;\
                en-AU=English (Australia);en-CA=English (Canada);en-IN=English (India);\
                en-GB=English (United Kingdom);en-US=English (United States);et-EE=Estonian (Estonia);\
                fil-PH=Filipino (Philippines);fi-FI=Finnish (Finland);fr=French;fr-CA=French (Canada);\
                fr-FR=French (France);gl-ES=Galician (Spain);ka-GE=Georgian (Georgia);de=German;\
                de-AT=German (Austria);de-DE=German (Germany);de-CH=German (Switzerland);el-GR=Greek (Greece);\
                gu-IN=Gujarati (India);he-IL=Hebrew (Israel);hi-IN=Hindi (India);hu-HU=Hungarian (Hungary);\
                is-IS=Icelandic (Iceland);id-ID=Indonesian (Indonesia);ga-IE=Irish (Ireland);it=Italian;\
                it-IT=Italian (Italy);ja=Japanese;ja-JP=Japanese (Japan);kn-IN=Kannada (India);\
                kk-KZ=Kazakh (Kazakhstan);km-KH=Khmer (Cambodia);ko=Korean;ko-KR=Korean (Korea);lo-LA=Lao (Laos);\
                lv-LV=Latvian (Latvia);lt-LT=Lithuanian (Lithuania);mk-MK=Macedonian (North Macedonia);\
                ms-MY=Malay (Malaysia);ml-IN=Malayalam (India);mt-MT=Maltese (Malta);mr-IN=Marathi (India);\
                mn-MN=Mongolian (Mongolia);ne-NP=Nepali (Nepal);nb-NO=Norwegian Bokmål (Norway);\
                ps-AF=Pashto (Afghanistan);fa-IR=Persian (Iran);pl=Polish;pl-PL=Polish (Poland);pt=Portuguese;\
                pt-BR=Portuguese (Brazil);pt-PT=Portuguese (Portugal);pa-IN=Punjabi (India);ro-RO=Romanian (Romania);\
                ru=Russian;ru-RU=Russian (Russia);sr-RS=Serbian (Serbia);si-LK=Sinhala (Sri Lanka);\
                sk-SK=Slovak (Slovakia);sl-SI=Slovenian (Slovenia);so-SO=Somali (Somalia);es=Spanish;\
                es-AR=Spanish (Argentina);es-MX=Spanish (Mexico);es-ES=Spanish (Spain);sw-KE=Swahili (Kenya);\
                sv-SE=Swedish (Sweden);ta-IN=Tamil (India);te-IN=Telugu (India);th-TH=Thai (Thailand);tr=Turkish;\
                tr-TR=Turkish (Türkiye);uk-UA=Ukrainian (Ukraine);ur-PK=Urdu (Pakistan);uz-UZ=Uzbek (Uzbekistan);\
                vi-VN=Vietnamese (Vietnam);cy-GB=Welsh (United Kingdom);zu-ZA=Zulu (South Africa)""".split(";")) {
            String[] both = each.strip().split("=");
            CODES.put(both[1], both[0]);
            NAMES.put(both[0], both[1]);
            BY_LOWER_CASE.put(both[1].toLowerCase(Locale.ROOT), both[0]);
            BY_LOWER_CASE.put(both[0].toLowerCase(Locale.ROOT), both[0]);
            // The first one of a language, such as vi-VN for vi.
            BY_LOWER_CASE.putIfAbsent(both[0].split("-")[0], both[0]);
        }
    }

    static List<String> all() {
        return List.copyOf(CODES.keySet());
    }

    /** The code of the language with that name, and with that code if the options say so. */
    String code(String param, String given) {
        String code = options.get(HeyGenOptions.LANGUAGES) == LanguageRule.STRICT
                ? CODES.get(given)
                : BY_LOWER_CASE.get(given.strip().toLowerCase(Locale.ROOT));
        if (code == null) {
            throw HeyGenErrors.invalid(param, "Unsupported language: " + Printable.value(given));
        }
        return code;
    }

    /** As a job shows it. */
    String shown(String code) {
        return options.get(HeyGenOptions.OUTPUT_LANGUAGE) == LanguageShown.CODE ? code : NAMES.getOrDefault(code, code);
    }
}
