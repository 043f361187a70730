package dev.postrider.dispatcher.webhookview;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postrider.common.id.WebhookId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LockedRecordsTest {
    private static final WebhookId FIRST = new WebhookId(new UUID(0, 1));
    private static final WebhookId SECOND = new WebhookId(new UUID(0, 2));

    private final Logger logger = (Logger) LoggerFactory.getLogger(LockedRecords.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final LockedRecords records = new LockedRecords();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(logged);
    }

    @Test
    void whatWasSupersededBeforeTheTopicWasReadIsNotTold() {
        records.add(FIRST, 0, "needs 'old'");
        records.add(SECOND, 1, "needs 'old'");
        records.add(SECOND, 2, "needs 'older'");
        records.supersede(FIRST);
        assertThat(logged.list).isEmpty();

        records.loaded();
        records.loaded();

        assertThat(messages()).containsExactly("The deliveries of a webhook are held: needs 'older'");
    }

    @Test
    void whatComesLaterIsToldAtOnce() {
        records.loaded();

        records.add(FIRST, 7, "needs 'old'");

        assertThat(messages()).containsExactly("The deliveries of a webhook are held: needs 'old'");
    }

    private List<String> messages() {
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
