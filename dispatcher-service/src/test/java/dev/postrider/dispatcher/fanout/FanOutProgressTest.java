package dev.postrider.dispatcher.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postrider.common.id.WebhookId;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutProgressTest {
    private static final WebhookId WEBHOOK = WebhookId.parse("0198c5a0-0000-7000-8000-00000000002a");

    @Test
    void whatIsHalfDoneIsReadBack() {
        FanOutProgress progress = new FanOutProgress(4711, WEBHOOK, 99);

        OffsetAndMetadata committed = progress.toCommit();

        assertThat(committed.offset()).isEqualTo(4711);
        assertThat(committed.metadata()).isEqualTo("1:4711:0198c5a0-0000-7000-8000-00000000002a:99");
        assertThat(FanOutProgress.read(committed)).isEqualTo(progress);
    }

    @Test
    void anOffsetAloneSaysThatNothingIsHalfDone() {
        assertThat(FanOutProgress.at(7).toCommit()).isEqualTo(new OffsetAndMetadata(7));
        assertThat(FanOutProgress.read(new OffsetAndMetadata(7))).isEqualTo(FanOutProgress.at(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:8:0198c5a0-0000-7000-8000-00000000002a:99", // of another offset
                "2:7:0198c5a0-0000-7000-8000-00000000002a:99",
                "1:7:nobody:99",
                "anything"
            })
    void metadataThatDoesNotBelongToTheOffsetSaysNothing(String metadata) {
        assertThat(FanOutProgress.read(new OffsetAndMetadata(7, metadata))).isEqualTo(FanOutProgress.at(7));
    }

    @Test
    void onlyTheEventAtTheOffsetGoesOnBehindTheWebhook() {
        FanOutProgress progress = new FanOutProgress(7, WEBHOOK, 99);

        assertThat(progress.resume(7)).isEqualTo(WEBHOOK);
        // Of a compacted or trimmed topic the event may be gone.
        assertThat(progress.resume(8)).isNull();
    }
}
