package dev.postrider.api.webhooktest;

/** What requests to endpoints call their sender, {@code Postrider/<version>}. */
record UserAgent(String value) {}
