/**
 * Retry arithmetic: schedules, policies, the ladder of tiers, and the decision after an attempt. Called by the dispatcher, the scheduler and the API's validation; pure, with time and randomness as parameters.
 */
@NullMarked
package dev.postrider.common.retry;

import org.jspecify.annotations.NullMarked;
