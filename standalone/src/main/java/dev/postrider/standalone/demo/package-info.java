/**
 * {@code postrider demo}: the main job on real payloads, told as it happens. Uses nothing but what any integrator has: REST,
 * the events topic, and an HTTP server that verifies signatures.
 */
@NullMarked
package dev.postrider.standalone.demo;

import org.jspecify.annotations.NullMarked;
