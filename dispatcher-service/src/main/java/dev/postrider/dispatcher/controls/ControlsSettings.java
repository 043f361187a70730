package dev.postrider.dispatcher.controls;

import java.time.Duration;

/**
 * How much is remembered.
 *
 * @param remembered controls of one partition; above it the oldest are forgotten
 * @param kept how long a control may matter: as long as the topic keeps it
 */
public record ControlsSettings(int remembered, Duration kept) {}
