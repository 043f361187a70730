/**
 * Operational events: what Postrider tells an organization about its own webhooks and deliveries, through Postrider itself.
 * Called by the features that change them, within their transactions; knows nothing of either.
 */
@NullMarked
package dev.postrider.api.operational;

import org.jspecify.annotations.NullMarked;
