package dev.postrider.common.wire;

/** The headers of the records that services write; all values are UTF-8 text, times are Unix milliseconds. */
public final class HeaderNames {
    /** The version of the record's format. */
    public static final String VERSION = "pr-v";

    /** All that every delivery says about itself, in one line. */
    public static final String ABOUT = "pr-about";

    public static final String DELIVERY = "pr-delivery";
    public static final String ORGANIZATION = "pr-org";
    public static final String EVENT = "pr-event";
    public static final String EVENT_TYPE = "pr-type";
    public static final String EVENT_TIME = "pr-event-time";
    public static final String FANNED_OUT = "pr-fanned-out";
    public static final String TRY = "pr-try";
    public static final String TRY_STARTED = "pr-try-started";
    public static final String ATTEMPT = "pr-attempt";
    public static final String TRIGGER = "pr-trigger";
    public static final String WEBHOOKS_OFFSET = "pr-webhooks-offset";
    public static final String ORDERING_KEY = "pr-ordering-key";

    /** The replay that brings an event to fan-out again, and the one webhook it is for. */
    public static final String REPLAY = "pr-replay";

    public static final String ONLY_WEBHOOK = "pr-only-webhook";

    /** When a replayed event was appended. */
    public static final String PUBLISHED = "pr-published";

    /** How often an event had come through Postrider before; also read from what producers write. */
    public static final String HOPS = "pr-hops";

    /** Which of the successive owners of a partition wrote a record. */
    public static final String GENERATION = "pr-generation";

    public static final String HELD_SINCE = "pr-held-since";
    public static final String HELD_REASON = "pr-held-reason";
    public static final String CONTENT_TYPE = "content-type";

    public static final String HOP_UNTIL = "pr-hop-until";
    public static final String DUE = "pr-due";
    public static final String RETURN_TO = "pr-return-to";

    public static final String REASON = "pr-reason";
    public static final String OUTCOME = "pr-outcome";
    public static final String STATUS_CODE = "pr-status-code";
    public static final String ERROR = "pr-error";
    public static final String DIED = "pr-died";

    /** Where a rejected record stood: topic, partition and offset, joined by {@code /}. */
    public static final String SOURCE = "pr-source";

    /** The class of the reason of a rejected record; absent in those of earlier versions. */
    public static final String REASON_CLASS = "pr-reason-class";

    public static final String REJECTED = "pr-rejected";

    /** Bytes of a rejected value that was too large to be kept, and their SHA-256 in hexadecimal. */
    public static final String ORIGINAL_SIZE = "pr-original-size";

    public static final String ORIGINAL_SHA256 = "pr-original-sha256";

    /** What an {@code attempts} record tells. */
    public static final String KIND = "pr-kind";

    /** The trace that a record belongs to, by the names that other systems write and read too. */
    public static final String TRACE_PARENT = "traceparent";

    public static final String TRACE_STATE = "tracestate";

    /** The span of the attempt before, which that of the next one links to. */
    public static final String LAST_ATTEMPT_SPAN = "pr-last-attempt-span";

    private HeaderNames() {}
}
