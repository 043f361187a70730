/**
 * How rows get onto the compacted topic of webhooks: at once after each change, and again by the reconciler where that failed. Called by the features whose rows are published; decides nothing about their content.
 */
@NullMarked
package dev.postrider.api.publication;

import org.jspecify.annotations.NullMarked;
