/**
 * Tests of the whole program from outside: a JVM of its own on a data folder, driven over REST and Kafka, killed and
 * restarted, with a scripted receiver as the endpoints. Never looks into the program: what is asserted is what a user sees.
 */
@NullMarked
package dev.postrider.e2e;

import org.jspecify.annotations.NullMarked;
