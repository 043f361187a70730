package dev.postrider.common.event;

import java.util.Arrays;
import java.util.Optional;

/** Why a record was rejected, as far as a program tells reasons apart. */
public enum RejectionReason {
    /** It is no event, or a field of it is wrong. */
    INVALID_EVENT("invalid_event"),
    /** There is no such organization. */
    UNKNOWN_ORGANIZATION("unknown_organization"),
    /** Its topic may not say this. */
    NOT_ALLOWED("not_allowed"),
    /** Its organization takes registered types only. */
    UNKNOWN_EVENT_TYPE("unknown_event_type"),
    /** Its data does not satisfy the schema of its type. */
    SCHEMA("schema"),
    /** It came through Postrider too often. */
    LOOP("loop"),
    /** It is due too late. */
    TOO_FAR_AHEAD("too_far_ahead"),
    TOO_LARGE("too_large"),
    /** It is no event but a record of a service that cannot be read. */
    UNREADABLE_RECORD("unreadable_record");

    private final String text;

    RejectionReason(String text) {
        this.text = text;
    }

    /** As records and answers have it. */
    public String text() {
        return text;
    }

    public static Optional<RejectionReason> find(String text) {
        return Arrays.stream(values())
                .filter(reason -> reason.text.equals(text))
                .findFirst();
    }
}
