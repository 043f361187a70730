package dev.postrider.api.webhook;

import dev.postrider.common.webhook.Match;
import tools.jackson.core.JsonGenerator;

/** The fields of an answer that say why a webhook gets an event or not. */
final class MatchJson {
    private MatchJson() {}

    static void writeReason(JsonGenerator json, Match match) {
        json.writeStringProperty("reason", match.reason().text());
        json.writeName("pattern");
        match.pattern().ifPresentOrElse(pattern -> json.writeString(pattern.toString()), json::writeNull);
    }
}
