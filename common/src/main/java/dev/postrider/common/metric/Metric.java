package dev.postrider.common.metric;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every metric that Postrider itself registers. A service names one of these, or nothing: {@code docs/reference/metrics.md} is written
 * from here, and dashboards and alerts are checked against it.
 */
public enum Metric {
    EVENTS_PUBLISHED(
            Service.API,
            "events.published",
            Unit.EVENTS,
            "Events that were accepted over REST: Kafka has acknowledged them"),
    JOB_ITEMS(
            Service.API,
            "jobs.items",
            Unit.ITEMS,
            "Deliveries redriven, events replayed or deliveries cancelled by jobs",
            MetricLabel.JOB),
    LOG_WRITTEN(Service.API, "log.written.records", Unit.RECORDS, "Records that became rows of the delivery log"),
    LOG_SKIPPED(
            Service.API,
            "log.skipped.records",
            Unit.RECORDS,
            "Records that left no row in the delivery log",
            MetricLabel.SKIP_REASON),
    LOG_REJECTED(
            Service.API,
            "log.rejected.events",
            Unit.RECORDS,
            "Rejected events that the log has written, by reason; one that is rejected again counts again",
            MetricLabel.REJECTION),
    LOG_LOST(
            Service.API,
            "log.lost.records",
            Unit.RECORDS,
            "Records that Kafka deleted before the delivery log had read them"),
    LOG_FAILED(
            Service.API,
            "log.failed.writes",
            Unit.WRITES,
            "Transactions of the delivery log that failed and are repeated"),
    LOG_WRITE(Service.API, "log.write", MetricBuckets.DELAY, "One transaction of the delivery log"),
    LOG_DELAY(
            Service.API,
            "log.delay",
            MetricBuckets.JOURNEY,
            "From the oldest record of a batch on its topic to the commit of its rows"),
    LOG_IN_HAND(
            Service.API,
            "log.in.hand",
            Kind.GAUGE,
            Unit.RECORDS,
            "Records that this replica's log writer has read and not written yet"),
    LOG_DAYS_AHEAD(
            Service.API,
            "log.days.ahead",
            Kind.GAUGE,
            Unit.DAYS,
            "Days after today for which the delivery log has partitions, when this replica last looked; -1 before"
                    + " that"),
    PAYLOADS_REMOVED(
            Service.API,
            "payloads.removed",
            Unit.ROWS,
            "Events, attempts and rejected events whose payload was removed because it is past its organization's"
                    + " retention"),
    SEALED_ROWS(
            Service.API,
            "sealed.rows",
            Kind.GAUGE,
            Unit.ROWS,
            "Rows and records by the master key that sealed them",
            MetricLabel.MASTER_KEY,
            MetricLabel.SEALED_PLACE),

    EVENTS_FANNED_OUT(
            Service.DISPATCHER,
            "events.fanned.out",
            Unit.EVENTS,
            "Events that were matched and are done, whoever published them"),
    EVENTS_SCHEDULED(
            Service.DISPATCHER,
            "events.scheduled",
            Unit.EVENTS,
            "Events that fan-out put into the tiers until they are due"),
    EVENTS_REJECTED(
            Service.DISPATCHER, "events.rejected", Unit.EVENTS, "Records on the topics of events that are no events"),
    EVENTS_DROPPED(
            Service.DISPATCHER,
            "events.dropped",
            Unit.EVENTS,
            "Scheduled events that were cancelled before they were due"),
    DELIVERIES_MADE(Service.DISPATCHER, "deliveries.made", Unit.DELIVERIES, "Deliveries that fan-out made"),
    ATTEMPTS(
            Service.DISPATCHER,
            "attempts",
            Unit.ATTEMPTS,
            "Exchanges with endpoints, by how they ended",
            MetricLabel.OUTCOME),
    ATTEMPT(
            Service.DISPATCHER,
            "attempt",
            MetricBuckets.EXCHANGE,
            "One exchange with an endpoint, from its first step to its last"),
    FIRST_ATTEMPT(
            Service.DISPATCHER,
            "first.attempt",
            MetricBuckets.JOURNEY,
            "From an event's time on its topic to the start of the first attempt of a delivery; `held` where the"
                    + " webhook's state, rate or endpoint kept it waiting",
            MetricLabel.HELD),
    DELIVERED(
            Service.DISPATCHER,
            "delivered",
            MetricBuckets.JOURNEY,
            "From an event's time on its topic to the acknowledgement that a delivery arrived; its count is the number"
                    + " of deliveries delivered. `held` as above; redriven ones and those asked for again count as held",
            MetricLabel.HELD),
    DEAD(Service.DISPATCHER, "dead", Unit.DELIVERIES, "Deliveries given up: dead letters", MetricLabel.DEAD_REASON),
    RETRIED(
            Service.DISPATCHER,
            "retried",
            Unit.DELIVERIES,
            "Deliveries put into a tier to be attempted again, by the first tier of their way",
            MetricLabel.TIER),
    HELD(
            Service.DISPATCHER,
            "held",
            Unit.DELIVERIES,
            "Deliveries put on the shelf, once for each reason that follows another",
            MetricLabel.HELD_REASON),
    CANCELLED(
            Service.DISPATCHER,
            "cancelled",
            Unit.DELIVERIES,
            "Deliveries that ended as cancelled",
            MetricLabel.CANCEL_REASON),
    DUPLICATES(
            Service.DISPATCHER,
            "duplicates",
            Unit.DELIVERIES,
            "Copies of attempts already started that were passed over"),
    IN_FLIGHT(
            Service.DISPATCHER,
            "in.flight",
            Kind.GAUGE,
            Unit.DELIVERIES,
            "Deliveries under way to endpoints or being handed over"),
    LANES(Service.DISPATCHER, "lanes", Kind.GAUGE, Unit.LANES, "Lanes in memory", MetricLabel.LANE),
    LANE_WAITING_MAX(
            Service.DISPATCHER,
            "lane.waiting.max",
            Kind.GAUGE,
            Unit.BYTES,
            "Bodies that wait on the shelf for the one lane that has most"),
    LANES_WAITING(
            Service.DISPATCHER, "lanes.waiting", Kind.GAUGE, Unit.BYTES, "Bodies that wait on the shelf for all lanes"),
    SHELF_LAG(
            Service.DISPATCHER,
            "shelf.lag",
            Kind.GAUGE,
            Unit.RECORDS,
            "Records on the shelf from the first that a lane of this process needs to the end, of the partitions that"
                    + " it owns"),
    SHELF_OLDEST(
            Service.DISPATCHER,
            "shelf.oldest.age",
            Kind.GAUGE,
            Unit.SECONDS,
            "How long the delivery has been held that is held longest of those that head a lane"),
    BREAKERS(
            Service.DISPATCHER,
            "breakers",
            Kind.GAUGE,
            Unit.WEBHOOKS,
            "Webhooks that were delivered to of late, by the state of their breaker",
            MetricLabel.BREAKER),
    CONNECTIONS_OPEN(Service.DISPATCHER, "connections.open", Kind.GAUGE, Unit.CONNECTIONS, "Connections to endpoints"),
    CONNECTIONS_OPENED(
            Service.DISPATCHER, "connections.opened", Unit.CONNECTIONS, "Connections to endpoints that were opened"),
    CONNECTIONS_REUSED(
            Service.DISPATCHER, "connections.reused", Unit.EXCHANGES, "Exchanges that found a connection open"),
    WEBHOOKS(
            Service.DISPATCHER,
            "webhooks",
            Kind.GAUGE,
            Unit.WEBHOOKS,
            "Webhooks by state, as this process sees them; `locked`: its secrets do not open. All dispatchers see all",
            MetricLabel.WEBHOOK),

    RETRY_LATENESS(
            Service.SCHEDULER,
            "retry.lateness",
            MetricBuckets.DELAY,
            "From the end of a record's waiting to the acknowledgement of its hand-over",
            MetricLabel.TIER),
    RETRY_UNREADABLE(
            Service.SCHEDULER,
            "retry.unreadable",
            Unit.RECORDS,
            "Records of a tier that could not be read and were put aside",
            MetricLabel.TIER),
    RETRY_HELD(
            Service.SCHEDULER,
            "retry.held",
            Kind.GAUGE,
            Unit.RECORDS,
            "Records that this process holds; what waits on the topic is more",
            MetricLabel.TIER),

    STAGE_LAG(
            Service.STAGES,
            "stage.lag",
            Kind.GAUGE,
            Unit.RECORDS,
            "Records from the first that is not done to the end, over all partitions; every replica tells all of it",
            MetricLabel.STAGE),
    STAGE_OLDEST(
            Service.STAGES,
            "stage.oldest.age",
            Kind.GAUGE,
            Unit.SECONDS,
            "How long the oldest record that is not done has been on its topic; 0 where all came since the last look",
            MetricLabel.STAGE),
    STAGE_OVERDUE(
            Service.STAGES,
            "stage.overdue",
            Kind.GAUGE,
            Unit.SECONDS,
            "The same less what the stage is meant to make records wait: the tier's delay",
            MetricLabel.STAGE),
    STAGE_STALLED(
            Service.STAGES,
            "stage.stalled",
            Kind.GAUGE,
            Unit.SECONDS,
            "For how long nothing became done on a partition where something waits, of the partition where it is"
                    + " longest; 0 for tiers, which wait on purpose",
            MetricLabel.STAGE);

    /** Who registers it. */
    public enum Service {
        API("API"),
        DISPATCHER("Dispatcher"),
        SCHEDULER("Scheduler"),
        STAGES("Whoever runs the stage");

        private final String title;

        Service(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** How its values are to be read. */
    public enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /** What is counted or measured. */
    public enum Unit {
        ATTEMPTS,
        BYTES,
        CONNECTIONS,
        DAYS,
        DELIVERIES,
        EVENTS,
        EXCHANGES,
        ITEMS,
        LANES,
        RECORDS,
        ROWS,
        SECONDS,
        WEBHOOKS,
        WRITES;

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String PREFIX = "postrider.";

    private final Service service;
    private final String path;
    private final Kind kind;
    private final Unit unit;
    private final @Nullable MetricBuckets buckets;
    private final String description;
    // A copy that nobody can change.
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<MetricLabel> labels;

    /** A counter. */
    Metric(Service service, String path, Unit unit, String description, MetricLabel... labels) {
        this(service, path, Kind.COUNTER, unit, null, description, labels);
    }

    /** A histogram of durations. */
    Metric(Service service, String path, MetricBuckets buckets, String description, MetricLabel... labels) {
        this(service, path, Kind.HISTOGRAM, Unit.SECONDS, buckets, description, labels);
    }

    Metric(Service service, String path, Kind kind, Unit unit, String description, MetricLabel... labels) {
        this(service, path, kind, unit, null, description, labels);
    }

    Metric(
            Service service,
            String path,
            Kind kind,
            Unit unit,
            @Nullable MetricBuckets buckets,
            String description,
            MetricLabel... labels) {
        this.service = service;
        this.path = path;
        this.kind = kind;
        this.unit = unit;
        this.buckets = buckets;
        this.description = description;
        this.labels = List.of(labels);
    }

    public Service service() {
        return service;
    }

    /** Lower-case words with dots. */
    public String text() {
        return PREFIX + path;
    }

    public Kind kind() {
        return kind;
    }

    public Unit unit() {
        return unit;
    }

    /** Whether the name that Prometheus shows ends in the unit. */
    public boolean isUnitInName() {
        return unit == Unit.BYTES || unit == Unit.SECONDS;
    }

    /** Of a histogram; there are none of others. */
    public MetricBuckets buckets() {
        return Objects.requireNonNull(buckets);
    }

    public String description() {
        return description;
    }

    public List<MetricLabel> labels() {
        return labels;
    }

    /** The name in Prometheus; a histogram's stands before {@code _bucket}, {@code _count}, {@code _sum} and {@code _max}. */
    public String prometheusName() {
        String name = text().replace('.', '_');
        if (isUnitInName()) {
            name = name + "_" + unit.text();
        }
        return kind == Kind.COUNTER ? name + "_total" : name;
    }
}
