package dev.postrider.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postrider.common.event.EventType;
import dev.postrider.common.id.WebhookId;
import dev.postrider.common.retry.RetryPolicy;
import dev.postrider.common.secret.MasterKeys;
import dev.postrider.common.secret.Seal;
import dev.postrider.common.webhook.Pacing;
import dev.postrider.common.webhook.Webhook;
import dev.postrider.common.webhook.WebhookState;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class LockedWebhookTest {
    private static final Topics TOPICS = new Topics("postrider.");
    private static final Seal WITH_ANOTHER_KEY =
            new Seal(MasterKeys.parse("k2:YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU="), new SecureRandom());

    private final Webhook webhook = Samples.webhook(RetryPolicy.DEFAULT);
    private final ProducerRecord<byte[], byte[]> record = WebhookCodec.encode(TOPICS, webhook, Samples.seal());

    @Test
    void aRecordOfAnUnknownKeyStillTellsWhatToMatch() {
        ReadWebhook read = WebhookCodec.decode(webhook.id(), GoldenFiles.received(record), WITH_ANOTHER_KEY);

        assertThat(read)
                .isInstanceOfSatisfying(
                        ReadWebhook.Locked.class,
                        locked -> assertThat(locked.reason()).hasMessageContaining("'k1'"));
        assertThat(read.webhook().isLocked()).isTrue();
        assertThat(read.webhook().wants(new EventType("user.created"))).isTrue();
        assertThat(read.webhook().version()).isEqualTo(webhook.version());
        assertThat(read.webhook().headers().entries()).isEmpty();
    }

    @Test
    void aRecordUnderAnotherWebhooksKeyIsLocked() {
        WebhookId other = new WebhookId(new UUID(1, 2));

        ReadWebhook read = WebhookCodec.decode(other, GoldenFiles.received(record), Samples.seal());

        assertThat(read).isInstanceOf(ReadWebhook.Locked.class);
    }

    @Test
    void aRecordThatWasCutOffIsLocked() {
        String value = new String(record.value(), StandardCharsets.UTF_8);
        byte[] cut = (value.substring(0, value.length() - 12) + "\"}").getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> truncated =
                new ProducerRecord<>(record.topic(), null, null, record.key(), cut, record.headers());

        ReadWebhook read = WebhookCodec.decode(webhook.id(), GoldenFiles.received(truncated), Samples.seal());

        assertThat(read).isInstanceOf(ReadWebhook.Locked.class);
    }

    @Test
    void oneThatIsSwitchedOffNeedsNoSecretsAndIsPublishedWithoutThem() {
        Webhook off = Samples.webhook(RetryPolicy.DEFAULT, Pacing.DEFAULT, WebhookState.OFF);
        ProducerRecord<byte[], byte[]> published = WebhookCodec.encode(TOPICS, off, Samples.seal());

        ReadWebhook read = WebhookCodec.decode(off.id(), GoldenFiles.received(published), WITH_ANOTHER_KEY);

        assertThat(published.value()).asString(StandardCharsets.UTF_8).doesNotContain("sealed");
        assertThat(read).isInstanceOf(ReadWebhook.Open.class);
        assertThat(read.webhook().isLocked()).isFalse();
        assertThat(read.webhook().state()).isEqualTo(WebhookState.OFF);
    }

    @Test
    void whatIsLockedIsNotPublished() {
        Webhook locked = WebhookCodec.decode(webhook.id(), GoldenFiles.received(record), WITH_ANOTHER_KEY)
                .webhook();

        assertThatThrownBy(() -> WebhookCodec.encode(TOPICS, locked, WITH_ANOTHER_KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("locked");
    }
}
