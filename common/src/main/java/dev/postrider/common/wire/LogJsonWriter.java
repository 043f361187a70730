package dev.postrider.common.wire;

import dev.postrider.common.delivery.AttemptOutcome;
import dev.postrider.common.json.JsonBytes;
import dev.postrider.common.wire.LogRecord.Next;
import dev.postrider.common.wire.LogRecord.Position;
import dev.postrider.common.wire.LogRecord.Subject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes log records as JSON. */
final class LogJsonWriter {
    static final String FANNED_OUT = "fanned_out";
    static final String TRY_STARTED = "try_started";
    static final String ATTEMPT = "attempt";
    static final String DEAD = "dead";
    static final String CANCELLED = "cancelled";
    static final String HELD = "held";
    static final String DUPLICATE = "duplicate";

    /** Of an attempt that was answered with a few headers and a short body. */
    private static final int ATTEMPT_SIZE = 1536;

    private static final byte[] DELIVERY_ID = JsonBytes.encodedName("delivery_id");
    private static final byte[] WEBHOOK_ID = JsonBytes.encodedName("webhook_id");
    private static final byte[] ORGANIZATION_ID = JsonBytes.encodedName("organization_id");
    private static final byte[] EVENT_ID = JsonBytes.encodedName("event_id");
    private static final byte[] EVENT_TYPE = JsonBytes.encodedName("event_type");
    private static final byte[] EVENT_TIME = JsonBytes.encodedName("event_time");
    private static final byte[] FANNED_OUT_AT = JsonBytes.encodedName("fanned_out_at");
    private static final byte[] TRY = JsonBytes.encodedName("try");
    private static final byte[] ATTEMPT_NUMBER = JsonBytes.encodedName("attempt");
    private static final byte[] AT = JsonBytes.encodedName("at");
    private static final byte[] REASON = JsonBytes.encodedName("reason");
    private static final byte[] DEAD_LETTER = JsonBytes.encodedName("dead_letter");
    private static final byte[] SOURCE = JsonBytes.encodedName("source");
    private static final byte[] TRIGGER = JsonBytes.encodedName("trigger");
    private static final byte[] OUTCOME = JsonBytes.encodedName("outcome");
    private static final byte[] CLASS = JsonBytes.encodedName("class");
    private static final byte[] DURATION_US = JsonBytes.encodedName("duration_us");
    private static final byte[] STATUS_CODE = JsonBytes.encodedName("status_code");
    private static final byte[] HEADERS = JsonBytes.encodedName("headers");
    private static final byte[] BODY = JsonBytes.encodedName("body");
    private static final byte[] FAILURE = JsonBytes.encodedName("failure");
    private static final byte[] ERROR = JsonBytes.encodedName("error");
    private static final byte[] REQUEST_HEADERS = JsonBytes.encodedName("request_headers");
    private static final byte[] REQUEST_BODY = JsonBytes.encodedName("request_body");
    private static final byte[] NEXT = JsonBytes.encodedName("next");
    private static final byte[] NEXT_ATTEMPT_AT = JsonBytes.encodedName("next_attempt_at");
    private static final byte[] REPLAY_ID = JsonBytes.encodedName("replay_id");
    private static final byte[] JOB_ID = JsonBytes.encodedName("job_id");
    private static final byte[] TOPIC = JsonBytes.encodedName("topic");
    private static final byte[] PARTITION = JsonBytes.encodedName("partition");
    private static final byte[] OFFSET = JsonBytes.encodedName("offset");

    /** Names of headers that were written before, ready to be written again; many more than the names in use. */
    private static final Map<String, byte[]> NAMES = new ConcurrentHashMap<>();

    private static final int MAX_NAMES = 512;
    private static final int MAX_NAME = 128;

    /** Larger ones are not kept for the next record. */
    private static final int MAX_KEPT = 64 * 1024;

    private static final ThreadLocal<JsonBytes> KEPT = ThreadLocal.withInitial(() -> new JsonBytes(ATTEMPT_SIZE));

    private LogJsonWriter() {}

    static String kind(LogRecord record) {
        if (record instanceof LogRecord.FannedOut) {
            return FANNED_OUT;
        }
        if (record instanceof LogRecord.Attempted) {
            return ATTEMPT;
        }
        if (record instanceof LogRecord.TryStarted) {
            return TRY_STARTED;
        }
        if (record instanceof LogRecord.Dead) {
            return DEAD;
        }
        if (record instanceof LogRecord.Cancelled) {
            return CANCELLED;
        }
        return record instanceof LogRecord.Held ? HELD : DUPLICATE;
    }

    static byte[] write(LogRecord record) {
        JsonBytes json = KEPT.get().clear().startObject();
        subject(json, record.subject());
        json.name(AT).time(record.at());
        if (record instanceof LogRecord.Attempted attempted) {
            attempted(json, attempted);
        } else if (record instanceof LogRecord.Dead dead) {
            json.name(REASON).string(dead.reason().text());
            position(json.name(DEAD_LETTER), dead.deadLetter());
        } else if (record instanceof LogRecord.Cancelled cancelled) {
            json.name(REASON).string(cancelled.reason().text());
        } else if (record instanceof LogRecord.Held held) {
            json.name(REASON).string(held.reason().text());
        } else if (record instanceof LogRecord.Duplicate duplicate) {
            position(json.name(SOURCE), duplicate.source());
        } else if (record instanceof LogRecord.FannedOut fannedOut) {
            id(json, REPLAY_ID, fannedOut.replay());
        } else if (record instanceof LogRecord.TryStarted started) {
            json.name(TRIGGER).plain(started.trigger().text());
            id(json, JOB_ID, started.job());
        }
        byte[] bytes = json.endObject().toByteArray();
        if (json.capacity() > MAX_KEPT) {
            KEPT.remove();
        }
        return bytes;
    }

    private static void id(JsonBytes json, byte[] name, @Nullable UUID id) {
        if (id != null) {
            json.name(name).uuid(id);
        }
    }

    private static void subject(JsonBytes json, Subject subject) {
        json.name(DELIVERY_ID).uuid(subject.delivery().value());
        json.name(WEBHOOK_ID).uuid(subject.webhook().value());
        json.name(ORGANIZATION_ID).plain(subject.organization().value());
        json.name(EVENT_ID).string(subject.event().value());
        json.name(EVENT_TYPE).plain(subject.type().value());
        json.name(EVENT_TIME).time(subject.eventTime());
        json.name(FANNED_OUT_AT).time(subject.fannedOutAt());
        json.name(TRY).number(subject.tryNumber());
        json.name(ATTEMPT_NUMBER).number(subject.attempt());
    }

    private static void attempted(JsonBytes json, LogRecord.Attempted attempted) {
        json.name(TRIGGER).plain(attempted.trigger().text());
        outcome(json.name(OUTCOME), attempted.outcome());
        strings(json.name(REQUEST_HEADERS), attempted.requestHeaders());
        String requestBody = attempted.requestBody();
        if (requestBody != null) {
            json.name(REQUEST_BODY).string(requestBody);
        }
        Position source = attempted.source();
        if (source != null) {
            position(json.name(SOURCE), source);
        }
        next(json, attempted.next());
    }

    private static void outcome(JsonBytes json, AttemptOutcome outcome) {
        json.startObject();
        json.name(CLASS).plain(outcome.className());
        json.name(DURATION_US).number(outcome.duration().toNanos() / 1000);
        if (outcome instanceof AttemptOutcome.Responded responded) {
            json.name(STATUS_CODE).number(responded.status());
            strings(json.name(HEADERS), responded.headers());
            json.name(BODY).string(responded.body());
        } else if (outcome instanceof AttemptOutcome.Failed failed) {
            json.name(FAILURE).plain(failed.kind().text());
            json.name(ERROR).string(failed.error());
        }
        json.endObject();
    }

    private static void next(JsonBytes json, Next next) {
        if (next instanceof Next.Retrying retrying) {
            json.name(NEXT).plain("retrying");
            json.name(NEXT_ATTEMPT_AT).time(retrying.nextAttemptAt());
        } else {
            json.name(NEXT).plain(next instanceof Next.Delivered ? "delivered" : "given_up");
        }
    }

    private static void strings(JsonBytes json, Map<String, String> values) {
        json.startObject();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            json.name(encoded(entry.getKey())).string(entry.getValue());
        }
        json.endObject();
    }

    private static byte[] encoded(String name) {
        byte[] known = NAMES.get(name);
        if (known != null) {
            return known;
        }
        byte[] encoded = JsonBytes.encodedName(name);
        if (NAMES.size() < MAX_NAMES && name.length() <= MAX_NAME) {
            NAMES.put(name, encoded);
        }
        return encoded;
    }

    private static void position(JsonBytes json, Position position) {
        json.startObject();
        json.name(TOPIC).string(position.topic());
        json.name(PARTITION).number(position.partition());
        json.name(OFFSET).number(position.offset());
        json.endObject();
    }
}
