package dev.postrider.common.event;

import dev.postrider.common.id.WebhookId;
import dev.postrider.common.json.JsonBytes;
import dev.postrider.common.json.RawJson;
import java.nio.charset.StandardCharsets;

/**
 * The body that receivers get, {@code {"id","event","timestamp","data","metadata","webhook_id"}}, rendered once per event:
 * all webhooks share its bytes up to their own id. {@code data} and {@code metadata} are the producer's bytes.
 */
public final class EventBody {
    /** The content type of every body of this form. */
    public static final String CONTENT_TYPE = "application/json";

    private static final byte[] ID = JsonBytes.encodedName("id");
    private static final byte[] EVENT = JsonBytes.encodedName("event");
    private static final byte[] TIMESTAMP = JsonBytes.encodedName("timestamp");
    private static final byte[] DATA = JsonBytes.encodedName("data");
    private static final byte[] METADATA = JsonBytes.encodedName("metadata");
    private static final byte[] WEBHOOK_ID = ",\"webhook_id\":\"".getBytes(StandardCharsets.US_ASCII);

    /** More than what stands beside data and metadata, but for very long ids. */
    private static final int OTHER_BYTES = 512;

    private static final byte[] EMPTY_OBJECT = {'{', '}'};
    private static final byte[] SUFFIX = {'"', '}'};

    private final byte[] prefix;

    private EventBody(byte[] prefix) {
        this.prefix = prefix;
    }

    public static EventBody of(Event event) {
        RawJson metadata = event.metadata();
        int size = event.data().length() + (metadata == null ? 0 : metadata.length()) + OTHER_BYTES;
        JsonBytes json = new JsonBytes(size).startObject();
        json.name(ID).string(event.id().value());
        json.name(EVENT).plain(event.type().value());
        json.name(TIMESTAMP).string(event.timestamp());
        json.name(DATA).raw(event.data().bytes());
        json.name(METADATA).raw(metadata == null ? EMPTY_OBJECT : metadata.bytes());
        return new EventBody(json.raw(WEBHOOK_ID).toByteArray());
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
}
