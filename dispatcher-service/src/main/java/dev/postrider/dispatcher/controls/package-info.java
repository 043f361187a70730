/**
 * What was cancelled or superseded, read from {@code controls} for each partition that is owned. Asked by the intake before each attempt; never ends a delivery itself.
 */
@NullMarked
package dev.postrider.dispatcher.controls;

import org.jspecify.annotations.NullMarked;
