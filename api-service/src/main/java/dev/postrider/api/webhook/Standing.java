package dev.postrider.api.webhook;

/**
 * Whether a webhook that is switched on gets its deliveries, or they wait.
 *
 * @param paused by a user, until a user resumes it
 */
record Standing(boolean paused) {
    /** How a webhook begins. */
    static final Standing GOING = new Standing(false);

    Standing pause() {
        return new Standing(true);
    }

    Standing resume() {
        return GOING;
    }
}
