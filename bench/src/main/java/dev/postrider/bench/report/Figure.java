package dev.postrider.bench.report;

/** Something that was measured. */
public record Figure(String name, double value, String unit) {}
