/**
 * What the tests of every module lean on: one shared broker and database per JVM, an HTTP receiver that misbehaves as
 * scripted, and the architecture rules of all modules. Called by test code only; never a dependency of what is shipped, and it knows nothing of Postrider's records.
 */
@NullMarked
package dev.postrider.testkit;

import org.jspecify.annotations.NullMarked;
