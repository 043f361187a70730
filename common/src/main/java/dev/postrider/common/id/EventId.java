package dev.postrider.common.id;

/** An event's id, unique within its organization; its syntax is that of {@link IdentityText}. */
public record EventId(String value) {
    /**
     * @throws IllegalArgumentException with a message fit for a user, if the syntax is wrong
     */
    public EventId {
        if (!IdentityText.isValid(value)) {
            throw new IllegalArgumentException(IdentityText.RULE);
        }
    }

    /** The id of an event that came without one: its place in the log, which a second read of it repeats. */
    public static EventId ofPosition(String topic, int partition, long offset) {
        return new EventId(topic + "-" + partition + "-" + offset);
    }

    /** The id of an event published with an {@code Idempotency-Key}: the same key gives the same event. */
    public static EventId ofIdempotencyKey(OrganizationId organization, String key) {
        byte[] hash = Sha256.of("idempotency-key", organization.value(), key);
        StringBuilder text = new StringBuilder("idem_");
        for (int i = 0; i < 16; i++) {
            text.append(Character.forDigit((hash[i] >> 4) & 0xf, 16)).append(Character.forDigit(hash[i] & 0xf, 16));
        }
        return new EventId(text.toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
