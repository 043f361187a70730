/**
 * Signing: the one place that makes signatures and the headers of an attempt. Called by the dispatcher and by tests of webhooks; never copies the body.
 */
@NullMarked
package dev.postrider.common.signature;

import org.jspecify.annotations.NullMarked;
