package dev.postrider.dispatcher.metric;

import dev.postrider.common.metric.Metric;
import dev.postrider.common.webhook.WebhookState;
import dev.postrider.dispatcher.fanout.FanOutCounts;
import dev.postrider.dispatcher.lane.LaneSurvey;
import dev.postrider.dispatcher.webhookview.WebhookView;
import dev.postrider.egress.connection.ConnectionCounts;
import dev.postrider.meter.Meters;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is counted elsewhere anyway and read when somebody looks. */
public final class DispatcherGauges {
    private final Meters meters;

    public DispatcherGauges(Meters meters) {
        this.meters = meters;
    }

    public void fanOut(FanOutCounts counts) {
        meters.counted(Metric.EVENTS_FANNED_OUT, counts::fannedOut);
        meters.counted(Metric.EVENTS_SCHEDULED, counts::scheduled);
        meters.counted(Metric.EVENTS_REJECTED, counts::rejected);
        meters.counted(Metric.EVENTS_DROPPED, counts::dropped);
        meters.counted(Metric.DELIVERIES_MADE, counts::deliveries);
    }

    public void connections(Supplier<ConnectionCounts> counts) {
        meters.gauge(Metric.CONNECTIONS_OPEN, () -> counts.get().open());
        meters.counted(Metric.CONNECTIONS_OPENED, () -> counts.get().opened());
        meters.counted(Metric.CONNECTIONS_REUSED, () -> counts.get().reused());
    }

    public void lanes(Supplier<LaneSurvey> survey, InstantSource clock) {
        meters.gauge(Metric.IN_FLIGHT, () -> survey.get().inFlight());
        meters.gauge(Metric.LANES, () -> survey.get().current(), "current");
        meters.gauge(Metric.LANES, () -> survey.get().behind(), "behind");
        meters.gauge(Metric.LANES_WAITING, () -> survey.get().waitingBytes());
        meters.gauge(Metric.LANE_WAITING_MAX, () -> survey.get().mostWaitingBytes());
        for (LaneSurvey.Breaker state : LaneSurvey.Breaker.values()) {
            meters.gauge(
                    Metric.BREAKERS,
                    () -> survey.get().breakers(state),
                    state.name().toLowerCase(Locale.ROOT));
        }
        meters.gauge(Metric.SHELF_LAG, () -> survey.get().shelfLag());
        meters.gauge(Metric.SHELF_OLDEST, () -> age(survey.get().oldestShelved(), clock.instant()));
    }

    /** All states from one count, which looks at every webhook: it is made no more often than somebody may look. */
    public void webhooks(WebhookView view) {
        CountOfASecond counts = new CountOfASecond(view);
        for (WebhookState state :
                new WebhookState[] {WebhookState.ACTIVE, WebhookState.PAUSED, WebhookState.DISABLED, WebhookState.OFF
                }) {
            meters.gauge(Metric.WEBHOOKS, () -> counts.get().states().getOrDefault(state, 0), state.text());
        }
        meters.gauge(Metric.WEBHOOKS, () -> counts.get().locked(), "locked");
    }

    private static double age(@Nullable Instant since, Instant now) {
        return since == null ? 0 : Math.max(0, Duration.between(since, now).toMillis() / 1000.0);
    }

    private static final class CountOfASecond {
        private static final long SECOND = Duration.ofSeconds(1).toNanos();

        private final WebhookView view;
        private WebhookView.Counts last;
        private long countedNanos = System.nanoTime();

        CountOfASecond(WebhookView view) {
            this.view = view;
            this.last = view.count();
        }

        synchronized WebhookView.Counts get() {
            long now = System.nanoTime();
            if (now - countedNanos >= SECOND) {
                countedNanos = now;
                last = view.count();
            }
            return last;
        }
    }
}
