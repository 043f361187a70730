package dev.postrider.api.webhook;

/** The kinds of keys that sign. */
enum KeyKind {
    HMAC("hmac"),
    ED25519("ed25519");

    private final String text;

    KeyKind(String text) {
        this.text = text;
    }

    /** As the table has it. */
    String text() {
        return text;
    }
}
