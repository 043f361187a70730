/**
 * Following partitions from their beginning and knowing how old the view of them is. Called by the views of webhooks and of controls; knows nothing of what the records mean, and never writes.
 */
@NullMarked
package dev.postrider.dispatcher.follow;

import org.jspecify.annotations.NullMarked;
