package dev.postrider.api.publication;

/**
 * What came of a rebuild.
 *
 * @param published records that were written, of the topic's rows that it lacked or had otherwise
 * @param unreadable rows that could not be read, and so are not on the topic
 */
record Rebuilt(long published, long unreadable) {
    static final Rebuilt NOTHING = new Rebuilt(0, 0);

    Rebuilt plus(Rebuilt other) {
        return new Rebuilt(published + other.published, unreadable + other.unreadable);
    }
}
