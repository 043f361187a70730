/**
 * One attempt of a delivery, from judging to deciding. Called by the intake's thread, finished on the sender's threads; never blocks and never completes an offset.
 */
@NullMarked
package dev.postrider.dispatcher.attempt;

import org.jspecify.annotations.NullMarked;
