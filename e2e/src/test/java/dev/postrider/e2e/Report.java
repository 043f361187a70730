package dev.postrider.e2e;

/** What the tests measure, for whoever reads the build's output. */
final class Report {
    private Report() {}

    @SuppressWarnings("SystemOut") // Figures, not logging: they belong into the build's output as they are.
    static void line(String test, String text) {
        System.out.println("[" + test + "] " + text);
    }
}
