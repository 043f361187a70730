package dev.postrider.common.event;

import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The body that receivers get, {@code {"id","event","timestamp","data","metadata","webhook_id"}}, rendered once per event:
 * all webhooks share its bytes up to their own id. {@code data} and {@code metadata} are the producer's bytes.
 */
public final class EventBody {
    /** The content type of every body of this form. */
    public static final String CONTENT_TYPE = "application/json";

    private static final byte[] EMPTY_OBJECT = {'{', '}'};
    private static final byte[] SUFFIX = {'"', '}'};

    private final byte[] prefix;

    private EventBody(byte[] prefix) {
        this.prefix = prefix;
    }

    public static EventBody of(Event event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(event.data().length() + 512);
        text(out, "{\"id\":");
        out.writeBytes(Json.quoted(event.id().value()));
        text(out, ",\"event\":");
        out.writeBytes(Json.quoted(event.type().value()));
        text(out, ",\"timestamp\":");
        out.writeBytes(Json.quoted(event.timestamp()));
        text(out, ",\"data\":");
        out.writeBytes(event.data().bytes());
        text(out, ",\"metadata\":");
        out.writeBytes(
                event.metadata() == null ? EMPTY_OBJECT : event.metadata().bytes());
        text(out, ",\"webhook_id\":\"");
        return new EventBody(out.toByteArray());
    }

    /** The bytes to post to a webhook. */
    public byte[] bytesFor(WebhookId webhook) {
        byte[] id = webhook.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[prefix.length + id.length + SUFFIX.length];
        System.arraycopy(prefix, 0, body, 0, prefix.length);
        System.arraycopy(id, 0, body, prefix.length, id.length);
        System.arraycopy(SUFFIX, 0, body, prefix.length + id.length, SUFFIX.length);
        return body;
    }

    private static void text(ByteArrayOutputStream out, String ascii) {
        out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
