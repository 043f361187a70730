package dev.postrider.e2e;

/** A webhook as its creation was answered: its id, and the secret that is shown once. */
record Subscription(String id, String secret) {}
