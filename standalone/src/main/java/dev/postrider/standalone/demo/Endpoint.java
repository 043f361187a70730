package dev.postrider.standalone.demo;

/** How one of the demo's endpoints behaves. */
enum Endpoint {
    HEALTHY("/healthy", "takes everything"),
    FLAKY("/flaky", "fails each delivery twice, then takes it"),
    BROKEN("/broken", "answers 500, always");

    private static final int FLAKY_FAILURES = 2;

    private final String path;
    private final String story;

    Endpoint(String path, String story) {
        this.path = path;
        this.story = story;
    }

    String path() {
        return path;
    }

    String story() {
        return story;
    }

    /** The status for an attempt of a delivery. */
    int answer(int attempt) {
        return switch (this) {
            case HEALTHY -> 200;
            case FLAKY -> attempt <= FLAKY_FAILURES ? 503 : 200;
            case BROKEN -> 500;
        };
    }
}
