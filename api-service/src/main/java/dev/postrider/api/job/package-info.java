/**
 * Jobs: redrives, replays and cancellations by filter. Asked for over REST, kept in a table, run page by page under a lease by
 * whichever replica has it. Called by the router and by Spring's lifecycle; nothing depends on it.
 */
@NullMarked
package dev.postrider.api.job;

import org.jspecify.annotations.NullMarked;
