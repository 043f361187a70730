package dev.postrider.egress.connection;

/**
 * The connections of a sender.
 *
 * @param open now, those that are being opened included
 * @param opened since its start
 * @param reused calls since its start that found one open
 */
public record ConnectionCounts(int open, long opened, long reused) {}
